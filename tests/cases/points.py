"""Where incidents lie, and what their rows say about it (19 to 31, 39 to 42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.case import SQUARES, Case
from cases.made import COUNT, areas, as_csv, incidents, write_features

if TYPE_CHECKING:
    from pathlib import Path


PRIVATE = "Zelenyi-Bazar"  # of an address


def _spoiled(folder: Path) -> None:
    """Write the good table with twelve rows that are bad in six ways, two of each."""
    bad = [{"lon": "0", "lat": "0"}, {"lon": "", "lat": "43.2"}, {"lon": "нет", "lat": "-"}, {"lat": "inf"}]
    bad += [{"lon": "12.5", "lat": "55.7"}, {"lon": "43.235", "lat": "76.895"}]
    rows = [{**row, **spoil} for spoil in bad for row in incidents(2)]
    (folder / "a.csv").write_text(as_csv([*incidents(), *rows]), encoding="utf-8")
    write_features(folder / "areas.geojson", areas())


def _repeated(folder: Path) -> None:
    """Write a table in which six records come twice, and one number returns at another place."""
    rows = [{"id": f"{i:03}", **row} for i, row in enumerate(incidents())]
    elsewhere = {**rows[7], "id": "059"}
    (folder / "a.csv").write_text(as_csv([*rows, *rows[:6], elsewhere]), encoding="utf-8")


def _half_harmed(folder: Path) -> None:
    rows = [{**row, "type": row["type"] if i % 2 else "something new"} for i, row in enumerate(incidents())]
    (folder / "a.csv").write_text(as_csv(rows), encoding="utf-8")


def _in_one_cell(folder: Path) -> None:
    """Write the good table with longitude, latitude in one cell below an address, one empty, two without."""
    rows = [
        {
            "date": row["date"],
            "type": row["type"],
            "Location": f"12 {PRIVATE} Street\n({row['lon']}, {row['lat']})",
        }
        for row in incidents()
    ]
    rows += [{**row, "Location": cell} for row, cell in zip(rows, ("", f"12 {PRIVATE}", "n/k"), strict=False)]
    (folder / "a.csv").write_text(as_csv(rows), encoding="utf-8")
    write_features(folder / "areas.geojson", areas())


CASES = (
    Case(
        number=20,
        name="points both coordinates in one cell, below an address that is never shown",
        arguments=("check", "a.csv", "--areas", "areas.geojson", "--json"),
        dropped={"missing_coordinates": 1, "unreadable_coordinates": 2},
        kept=COUNT,
        make=_in_one_cell,
        never=(PRIVATE,),
    ),
    Case(
        number=20,
        name="points whole run of both coordinates in one cell, in the order that the areas tell",
        arguments=("rank", "a.csv", "--areas", "areas.geojson", "-v"),
        kept=COUNT,
        choices={"incidents.xy_order": "longitude, latitude", "incidents.columns.xy": "Location"},
        make=_in_one_cell,
        never=(PRIVATE,),
    ),
    Case(
        number=20,
        name="points twelve bad rows, each counted under its reason",
        arguments=("check", "a.csv", "--areas", "areas.geojson", "--json"),
        dropped={
            "zero_coordinates": 2,
            "missing_coordinates": 2,
            "unreadable_coordinates": 4,
            "outside_area": 2,
            "swapped_coordinates": 2,
        },
        kept=COUNT,
        make=_spoiled,
    ),
    Case(
        number=30,
        name="points records that come twice, and a number used twice",
        arguments=("check", "a.csv", *SQUARES, "--json"),
        dropped={"duplicate_id": 6},
        kept=COUNT + 1,
        findings=("ids_reused",),
        make=_repeated,
    ),
    Case(
        number=41,
        name="points a type without a weight",
        arguments=("rank", "a.csv", *SQUARES, "--by", "harm", "--set", "harm={theft: 10, robbery: 50}"),
        findings=("harm_unweighted",),
        make=_half_harmed,
    ),
)
