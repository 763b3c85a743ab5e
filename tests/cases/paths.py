"""What is named as a file and is none, and names of every kind (63 to 65)."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from cases.case import SQUARES, Case, refused
from cases.made import COUNT, areas, good_csv, write_features
from cases.vectors import points_file
from hotspot.read import blocks, ogr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = "ы" * 300 + ".csv"
NAMES = (
    "with two  blanks.csv",
    "Қылмыстар 2024 – көшірме.csv",
    "КРАЖИ.CSV",
    "a'b;c $(x) %s {0}.csv",
    "é.csv",
)
ADDRESSES = (
    *("/vsicurl/http://127.0.0.1:9/a.geojson", "/vsizip/a.zip/a.shp", "/vsistdin/", "/vsimem/a.geojson"),
    *("http://127.0.0.1:9/a.geojson", "file:///etc/passwd", "s3://bucket/a.gpkg", "GeoJSON:a.geojson"),
    *("GPKG:a.gpkg:a", "WFS:http://127.0.0.1:9", "HTTP:http://127.0.0.1:9", "CSV:a.csv", "vrt://a.tif"),
)


@contextmanager
def _rewritten_while_read(folder: Path) -> Iterator[None]:
    """Let somebody append a row to the table when its first block has been read."""
    parse = blocks.parse

    def late(*given: Any) -> Any:
        with (folder / "a.csv").open("a", encoding="utf-8") as file:
            file.write("76.9,43.2,2025-01-01 10:00,theft\n")
        return parse(*given)

    with mock.patch.object(blocks, "parse", late):
        yield


@contextmanager
def _replaced_while_read(folder: Path) -> Iterator[None]:
    """Let somebody save the areas again while they are read."""
    read = ogr.read_asked

    def late(*given: Any, **asked: Any) -> Any:
        write_features(folder / "b.geojson", areas(2))
        (folder / "b.geojson").replace(folder / "a.geojson")
        return read(*given, **asked)

    with mock.patch.object(ogr, "read_asked", late):
        yield


def _with_areas(folder: Path) -> None:
    good_csv(folder)
    write_features(folder / "a.geojson", areas())


CASES = (
    *(
        refused(
            *(63, f"paths {kind} for the incidents", name, *SQUARES),
            message=(message,),
            make=make,
        )
        for kind, name, message, make in (
            ("a pipe", "a.csv", "a pipe or a device", lambda folder: os.mkfifo(folder / "a.csv")),
            ("a device", "/dev/zero", "a pipe or a device", lambda folder: None),
            ("a folder", "a.csv", "this is a folder", lambda folder: (folder / "a.csv").mkdir()),
            ("a dangling link", "a.csv", "points to nothing", lambda f: (f / "a.csv").symlink_to("gone.csv")),
            ("a link to itself", "a.csv", "cannot be followed", lambda f: (f / "a.csv").symlink_to("a.csv")),
        )
    ),
    *(
        refused(
            *(63, f"paths a pipe for {what}", "a.csv", *given),
            message=("a pipe or a device",),
            make=lambda folder: (good_csv(folder), os.mkfifo(folder / "p.geojson")),
        )
        for what, given in (
            ("the areas", ("--areas", "p.geojson")),
            ("the boundary", (*SQUARES, "--boundary", "p.geojson")),
            ("streets", (*SQUARES, "--set", "layers.streets=p.geojson")),
        )
    ),
    *(
        refused(
            *(63, f"paths {address.replace('/', '|')} for {what}", *given),
            message=("address",),
            make=good_csv,
        )
        for address in ADDRESSES
        for what, given in (
            ("the incidents", (address, *SQUARES)),
            ("the areas", ("a.csv", "--areas", address)),
        )
        if what == "the areas" or "://" not in address
    ),
    *(
        Case(
            number=64,
            name=f"paths the name {name}",
            arguments=("check", name, *SQUARES, "--json"),
            kept=COUNT,
            make=lambda folder, name=name: good_csv(folder, name),
        )
        for name in NAMES
    ),
    refused(
        *(64, "paths a name of 300 letters", LONG, *SQUARES),
        message=("cannot be followed: File name too long",),
    ),
    refused(
        *(64, "paths a name that ends in a dot", "a.csv.", *SQUARES),
        message=("no such file; nearest here: a.csv",),
        make=good_csv,
    ),
    Case(
        number=64,
        name="paths a folder with blanks and Kazakh letters for everything",
        arguments=("rank", "{tmp}/ә б/a.shp", "--areas", "{tmp}/ә б/b.geojson"),
        kept=COUNT,
        make=lambda folder: (
            (folder / "ә б").mkdir(),
            points_file("ә б/a.shp")(folder),
            write_features(folder / "ә б" / "b.geojson", areas()),
        ),
    ),
    refused(
        *(65, "paths a table that grows while it is read", "a.csv", *SQUARES),
        message=("a.csv", "changed while it was read"),
        make=good_csv,
        during=_rewritten_while_read,
        disturbed=("a.csv",),
    ),
    refused(
        *(65, "paths areas that are saved again while they are read", "a.csv", "--areas", "a.geojson"),
        message=("a.geojson", "changed while it was read"),
        make=_with_areas,
        during=_replaced_while_read,
        disturbed=("a.geojson",),
    ),
)
