"""Tables as text: alphabets, cells, limits, and texts that want to be more than text (1 to 18, 43 to 48)."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from cases.case import SQUARES, Case, refused
from cases.made import COUNT, areas, as_csv, good_csv, incidents, write_features

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RUSSIAN = {"type": "Кража из машины, № 5"}
KAZAKH = {"type": "Ұрлық, Әуезов көшесі, өңір"}
HYPERLINK = '=HYPERLINK("http://example.org";"x")'
PAYLOADS = (
    *("<img src=x onerror=alert(1)>", "${7*7}", "`ls`", "</script><script>alert(1)</script>"),
    *("{{7*7}}", "{% raw %}", "{# no #}", "javascript:alert(1)", "\u202egnp.exe"),
)


def _saved(encoding: str, cells: dict[str, str]) -> Callable[[Path], object]:
    """Return a maker of the good table in an encoding."""
    return lambda folder: (folder / "a.csv").write_bytes(as_csv(incidents(**cells)).encode(encoding))


def _alphabet(number: int, encoding: str, found: str, cells: dict[str, str]) -> Case:
    return Case(
        number=number,
        name=f"text whole run of a table in {encoding}",
        arguments=("rank", "a.csv", *SQUARES),
        kept=COUNT,
        choices={"incidents.encoding": found},
        make=_saved(encoding, cells),
    )


def _zeros(folder: Path) -> None:
    """Write 60 MB of NUL bytes, packed into 60 kB."""
    (folder / "a.csv.gz").write_bytes(gzip.compress(bytes(60_000_000)))


def _many_rows(folder: Path) -> None:
    """Write three million short rows, packed into a few kB: no line is long and no byte is odd."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    rows = b"76.9,43.2,2025-01-01\n" * 30_000
    with (folder / "a.csv.gz").open("wb") as file:
        file.write(packer.compress(b"lon,lat,date\n"))
        for _ in range(100):
            file.write(packer.compress(rows))
        file.write(packer.flush())


def _named(folder: Path) -> None:
    """Write the good table and nine areas whose names want to be formulas, markup and templates."""
    good_csv(folder)
    names = [HYPERLINK, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "|calc", "'", "plain", "=1"]
    write_features(folder / "areas.geojson", areas(name=names))


def _hostile(folder: Path) -> None:
    good_csv(folder)
    write_features(folder / "areas.geojson", areas(name=list(PAYLOADS)))


def _of_any_plane(folder: Path) -> None:
    good_csv(folder, type="🚗 кража 𐐷")
    write_features(folder / "areas.geojson", areas(name=[f"🏙 𐐷 {i}" for i in range(9)]))


CASES = (
    _alphabet(7, "utf-8-sig", "utf-8", RUSSIAN),
    _alphabet(8, "utf-16", "utf-16", RUSSIAN),
    _alphabet(9, "cp1251", "cp1251", RUSSIAN),
    _alphabet(10, "kz1048", "kz-1048", KAZAKH),
    _alphabet(11, "cp866", "cp866", RUSSIAN),
    Case(
        number=31,
        name="text 007 is found as 007",
        arguments=("check", "a.csv", *SQUARES, "--where", "id = '007'", "--json"),
        kept=COUNT,
        make=lambda folder: good_csv(folder, id="007"),
    ),
    refused(
        *(31, "text 007 is not 7", "a.csv", *SQUARES, "--where", "id = '7'"),
        message=("left out by your filter: 60",),
        make=lambda folder: good_csv(folder, id="007"),
    ),
    refused(
        *(43, "text more rows than the limit", "a.csv", *SQUARES, "--set", "limits.rows=59"),
        message=("a.csv", "more than 59 rows", "limits.rows"),
        make=good_csv,
    ),
    refused(
        *(43, "text more rows in two files than the limit", "a.csv", "b.csv", *SQUARES),
        *("--set", "limits.rows=100"),
        message=("a.csv and 1 more", "more than 100 rows", "limits.rows"),
        make=lambda folder: (good_csv(folder), good_csv(folder, "b.csv")),
    ),
    refused(
        *(43, "text more columns than the limit", "a.csv", *SQUARES, "--set", "limits.columns=5"),
        message=("a.csv", "6 columns, more than 5", "limits.columns"),
        make=lambda folder: good_csv(folder, one="1", other="2"),
    ),
    refused(
        *(43, "text millions of rows in a few kilobytes", "a.csv.gz", *SQUARES),
        message=("a.csv.gz", "grows to more than 200 times its size"),
        make=_many_rows,
    ),
    refused(
        *(43, "text a file larger than the limit", "a.csv", *SQUARES, "--set", "limits.file_mb=1"),
        message=("a.csv", "more than 1 MB", "limits.file_mb"),
        make=lambda folder: (folder / "a.csv").write_text("lon,lat\n" + "76.9,43.2\n" * 110_000),
    ),
    refused(
        *(43, "text a packed file larger than the limit", "a.csv.gz", *SQUARES, "--set", "limits.file_mb=1"),
        message=("a.csv.gz", "more than 1 MB", "limits.file_mb"),
        make=lambda folder: (folder / "a.csv.gz").write_bytes(
            gzip.compress(b"lon,lat\n" + b"76.9,43.2\n" * 110_000)
        ),
    ),
    refused(
        *(44, "text sixty megabytes of nothing in a packed file", "a.csv.gz", *SQUARES),
        message=("a.csv.gz", "grows to more than 200 times its size"),
        make=_zeros,
    ),
    Case(
        number=45,
        name="text areas called like formulas",
        arguments=("rank", "a.csv", "--areas", "areas.geojson"),
        kept=COUNT,
        written={"ranking.csv": ("\"'" + HYPERLINK.replace('"', '""'), "'+1+1", "'-2+3", "'@SUM(A1)", "'=1")},
        never=(",=1", ",+1+1", ",@SUM"),
        make=_named,
    ),
    Case(
        number=46,
        name="text areas called like markup and templates",
        arguments=("rank", "a.csv", "--areas", "areas.geojson"),
        kept=COUNT,
        written={"ranking.csv": ("<img src=x onerror=alert(1)>", "{{7*7}}", "${7*7}")},
        unwritten={"map.html": ("<img src=x", "</script><script>alert"), "report.md": ("<img src=x",)},
        make=_hostile,
    ),
    Case(
        number=48,
        name="text emoji and rare letters in areas and types",
        arguments=("rank", "a.csv", "--areas", "areas.geojson"),
        kept=COUNT,
        written={"ranking.csv": ("🏙 𐐷 0",), "map.html": ("🏙 𐐷 0",), "report.md": ("🏙 𐐷",)},
        make=_of_any_plane,
    ),
)
