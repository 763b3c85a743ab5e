"""Files that hold other files (57, 59 to 62)."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from cases.case import SQUARES, refused
from cases.vectors import VRT, points_file

if TYPE_CHECKING:
    from pathlib import Path


def _bomb(folder: Path) -> None:
    """Write a zip of 200 MB of zeros that calls itself a shapefile."""
    with (
        zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.shp", "w") as file,
    ):
        for _ in range(200):
            file.write(bytes(1_000_000))


def _workbook_bomb(folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", " " * 200_000_000)


def _liar(folder: Path) -> None:
    """Write a zip that says of a member that it holds 10 bytes, where it holds two million."""
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(2_000_000))
    raw = (folder / "a.zip").read_bytes()
    (folder / "a.zip").write_bytes(raw.replace((2_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))


def _with_vrt(folder: Path) -> None:
    """Write a zip with a good shapefile whose .shp is a VRT."""
    points_file("a.shp")(folder)
    (folder / "a.shp").write_text(VRT)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.write(folder / f"a.{ending}", f"a.{ending}")


CASES = (
    refused(
        *(59, "archives a zip of zeros", "a.zip", *SQUARES),
        message=("a.zip", "would grow from", "200,000,000 bytes"),
        make=_bomb,
    ),
    refused(
        *(59, "archives a zip that lies about its size", "a.zip", *SQUARES),
        message=("a.zip",),
        make=_liar,
    ),
    refused(
        *(59, "archives a VRT inside a zip", "a.zip", *SQUARES),
        message=("a.zip",),
        make=_with_vrt,
    ),
    refused(
        *(59, "archives a workbook of blanks", "a.xlsx", *SQUARES),
        message=("a.xlsx", "would grow from"),
        make=_workbook_bomb,
    ),
)
