"""The attack finds each planted weakness; what the tool makes holds."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from made_edition import files_of, made_counts, made_files, spoiled

from hotspot.publish.attack import attack, remembered
from hotspot.publish.attack.attack import _joined
from hotspot.publish.attack.equations import Known
from hotspot.publish.attack.evidence import Bounds
from hotspot.publish.attack.joined import Link
from hotspot.publish.hide import hide, rarest_together
from hotspot.schema import Period
from hotspot.schema.published import WHOLE, Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.schema.published import Counts

Rows = list[dict[str, str]]
SMALL = "A03"  # an area with three incidents
BY_TYPE = [[2, 40, 50], [60, 70, 80], [90, 30, 20], [1, 2, 0], [44, 35, 26], [70, 21, 12]]
BY_YEAR = [[50, 42], [100, 110], [70, 70], [2, 1], [52, 53], [40, 63]]


def made() -> Counts:
    return made_counts(BY_TYPE, BY_YEAR)


def rows_of(text: str) -> list[list[str]]:
    """Return what stands in the row of each area of a table."""
    rows: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        rows.setdefault(row["area_id"], []).append(row["incidents"])
    return list(rows.values())


def kinds(files: dict[str, str], *earlier: dict[str, str]) -> set[str]:
    return {one.kind for one in attack(files, least=5, earlier=earlier).weaknesses}


def test_what_the_tool_makes_withstands() -> None:
    files = made_files(made())

    found = attack(files, least=5)

    assert found.weaknesses == ()
    shown = [row["incidents"] for name in files for row in csv.DictReader(io.StringIO(files[name]))]
    assert found.tried.small == shown.count("<5") > 0
    assert found.tried.rows == sum(
        len(texts)
        for name in ("types.csv", "years.csv")
        for texts in rows_of(files[name])
        if set(texts) == {"x"}
    )
    assert found.tried.rows >= len(BY_TYPE[0]) + len(BY_YEAR[0])  # those of the area with three incidents
    assert found.tried.since == 0


def test_without_complementary_suppression_every_small_number_is_found() -> None:
    counts, hidden = hide(made(), least=5)
    bare = replace(hidden, withheld=np.zeros_like(hidden.withheld))

    found = {one.what: (one.low, one.high) for one in attack(files_of(counts, bare), least=5).weaknesses}

    assert found["A00, t0"] == (2, 2)
    assert found[SMALL] == (3, 3)


@pytest.mark.parametrize("left_out", range(3))
def test_each_withheld_number_of_a_rectangle_is_needed(left_out: int) -> None:
    counts, hidden = hide(made_counts(BY_TYPE[:3], BY_YEAR[:3]), least=5)
    withheld = hidden.withheld.copy()
    withheld[np.flatnonzero(withheld)[left_out]] = False

    found = attack(files_of(counts, replace(hidden, withheld=withheld)), least=5).weaknesses

    assert [(one.kind, one.what, one.low, one.high) for one in found] == [("count", "A00, t0", 2, 2)]


def plant(area: str, **cells: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for row in rows:
            if row["area_id"] == area:
                row.update(cells)

    return change


def by_number(rows: Rows) -> None:
    """Sort the areas by their true number, as a ranking would."""
    total = {f"A{i:02d}": sum(row) for i, row in enumerate(BY_TYPE)}
    rows.sort(key=lambda row: -total[row["area_id"]])


@pytest.mark.parametrize(
    ("name", "change", "kind"),
    [
        ("areas.csv", plant(SMALL, per_km2_year="1.5"), "rate"),  # 3 in 2 years on 1 km²
        ("areas.csv", plant(SMALL, residents="1000", per_1000_year="1.5"), "rate"),
        ("areas.csv", plant(SMALL, share="0.0046"), "rate"),
        ("areas.csv", plant(SMALL, per_km2_year_low="0.3", per_km2_year_high="1.6"), "rate"),
        ("areas.csv", plant(SMALL, area_km2="0.0200", standing="above"), "order"),
        ("areas.csv", plant(SMALL, incidents="3"), "count"),
        ("areas.csv", lambda rows: [row.update(peak_hour="18") for row in rows], "unknown"),
        ("areas.csv", by_number, "order"),
        ("types.csv", plant(SMALL, incidents="<5"), "count"),  # 1, 2 and 0 as three times "<5"
    ],
)
def test_a_planted_weakness_in_a_table_is_found(name: str, change: Callable[[Rows], None], kind: str) -> None:
    files = made_files(made())

    found = attack(spoiled(files, name, change), least=5).weaknesses

    assert kind in {one.kind for one in found}


def square(area: str, side: float, **properties: object) -> dict[str, object]:
    ring = [[77.0, 43.0], [77.0 + side, 43.0], [77.0 + side, 43.0 + side], [77.0, 43.0 + side], [77.0, 43.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "id": area, "properties": properties, "geometry": geometry}


def layer(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


POINT = {
    "type": "Feature",
    "id": "C1",
    "properties": {"hotspot_id": "C1", "at_least": 5},
    "geometry": {"type": "Point", "coordinates": [77.0, 43.0]},
}


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("areas.geojson", layer(square(SMALL, 0.01, area_id=SMALL, incidents="3")), "count"),
        ("hotspot_cells.geojson", layer(POINT), "place"),
        ("hotspot_cells.geojson", layer(square("C1", 0.0005, hotspot_id="C1", at_least=5)), "place"),
        ("page_en.html", f'<tr data-area="{SMALL}"><th>A</th><td>3</td></tr>', "page"),
        ("page_en.html", f'<svg><path class="level-2" data-area="{SMALL}"/></svg>', "page"),
        ("page_en.html", "<p>mostly at 18:30</p>", "clock"),
        ("method_en.html", "<p>ask a.person@police.kz</p>", "person"),
        ("method_en.html", "<p>880101300123</p>", "person"),
        ("incidents.csv", "x,y\n1,2\n", "unknown"),
    ],
)
def test_a_planted_weakness_in_a_file_is_found(name: str, text: str, kind: str) -> None:
    files = {**made_files(made()), name: text}

    found = kinds(files)

    assert kind in found


def test_a_page_that_says_what_the_table_says_is_no_weakness() -> None:
    row = f'<tr data-area="{SMALL}"><th>A</th><td>&lt;5</td><td>–</td></tr>'

    found = kinds({**made_files(made()), "page_en.html": f"<table>{row}</table>"})

    assert found == set()


def test_a_number_that_an_earlier_edition_showed_is_found() -> None:
    counts, hidden = hide(made(), least=5)
    shown = replace(hidden, small=np.zeros_like(hidden.small), withheld=np.zeros_like(hidden.withheld))

    assert kinds(files_of(counts, hidden), files_of(counts, shown)) == {"join"}


def half_a_year_earlier() -> tuple[Counts, Counts]:
    """Return the counts until June and until December; two incidents have come in A05."""
    now = made()
    by_type, by_year = now.by_type.copy(), now.by_year.copy()
    by_type[5, 0] -= 2
    by_year[5, 1] -= 2
    half = Period(first=date(2025, 1, 1), last=date(2025, 6, 30))
    return replace(now, by_type=by_type, by_year=by_year, spans=(now.spans[0], half)), now


def test_the_few_that_have_come_between_two_editions_are_found() -> None:
    before, now = half_a_year_earlier()

    found = attack(made_files(now), least=5, earlier=[made_files(before)]).weaknesses

    assert ("join", "A05", 2, 2) in {(one.kind, one.what, one.low, one.high) for one in found}


def test_an_edition_that_remembers_the_earlier_one_withstands() -> None:
    before, now = half_a_year_earlier()
    old = made_files(before)
    days = Period(first=now.spans[0].first, last=now.spans[-1].last)
    known = remembered([old], days, dict(zip(now.years, now.spans, strict=True)), least=5)

    found = attack(made_files(now, remembered=known), least=5, earlier=[old])

    assert found.weaknesses == ()
    assert found.editions == 1


def test_numbers_that_were_revised_are_counted_and_not_joined() -> None:
    now = made()
    more = now.by_type.copy()
    more[1, 1] += 10
    years = now.by_year.copy()
    years[1, 1] += 10
    old = replace(now, by_type=more, by_year=years)

    found = attack(made_files(now), least=5, earlier=[made_files(old)])

    assert found.revised > 0


def test_an_edition_that_contradicts_todays_is_told_and_the_others_are_still_joined() -> None:
    one, other, both = (Key(name, WHOLE, WHOLE) for name in ("A", "B", ""))
    small = {one: Bounds(1, 4), other: Bounds(1, 4)}
    now = Known(bounds={**small, both: Bounds(7, 7)}, sums=((both, (one, other)),))
    fits = Known(bounds={one: Bounds(4, 4)}, sums=())
    apart = Known(bounds={one: Bounds(4, 4), other: Bounds(4, 4)}, sums=())
    links = [
        Link(key=key, later=0, sooner=old, same=False, now=(key,), then=(key,))
        for old, key in ((1, one), (2, one), (2, other))
    ]

    found, unjoined = _joined([now, fits, apart], links, least=5)

    assert unjoined == 1
    assert ("A", 4, 4) in {(weak.what, weak.low, weak.high) for weak in found}


def test_tables_that_do_not_add_up_are_told() -> None:
    files = spoiled(made_files(made()), "areas.csv", plant("A01", incidents="900"))

    assert kinds(files) == {"count"}


def city_csv(**apart: str) -> str:
    rows = "".join(f"counted for the city only,{kind},{text}\n" for kind, text in apart.items())
    return f"what,type,incidents\n{rows}"


def test_types_that_one_edition_pools_and_the_other_names_are_held_against_each_other() -> None:
    before, now = half_a_year_earlier()
    by_type = now.by_type.copy()
    by_type[5, 1] -= 2
    before = replace(before, by_type=by_type)
    pooled = rarest_together(now, shown=2)
    hidden = hide(pooled, least=5)[1]
    bare = replace(hidden, withheld=np.zeros_like(hidden.withheld))

    found = attack(files_of(pooled, bare), least=5, earlier=[made_files(before)]).weaknesses

    assert "all other types" in {one.what for one in found if one.kind == "join"}


def test_a_type_of_the_city_only_that_has_grown_by_a_few_is_found() -> None:
    files = made_files(made())
    now, old = {**files, "city.csv": city_csv(rape="14")}, {**files, "city.csv": city_csv(rape="12")}

    found = attack(now, least=5, earlier=[old]).weaknesses

    assert [(one.kind, one.what, one.low) for one in found] == [("join", "rape", 2)]


def test_a_type_that_was_shown_by_area_before_cannot_be_kept_for_the_city_now() -> None:
    files = made_files(made())

    found = attack({**files, "city.csv": city_csv(t0="300")}, least=5, earlier=[files]).weaknesses

    assert ("join", "t0") in {(one.kind, one.what) for one in found}


def outlines(*shapes: tuple[str, float]) -> str:
    features = [square(area, side, area_id=area) for area, side in shapes]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_editions_of_other_areas_are_not_held_against_each_other_but_refused() -> None:
    files = made_files(made())
    now, old = (
        {**files, "areas.geojson": outlines(("A00", 0.01))},
        {**files, "areas.geojson": outlines(("A00", 0.02))},
    )

    assert "areas" in {one.kind for one in attack(now, least=5, earlier=[old]).weaknesses}
    assert "areas" not in {one.kind for one in attack(now, least=5, earlier=[now]).weaknesses}


def test_an_area_in_which_one_to_seven_people_live_is_found() -> None:
    places = json.loads(outlines(("A00", 0.01)))
    for residents, expected in ((7.0, True), (0.0, False), (8.0, False)):
        places["features"][0]["properties"]["residents"] = residents
        files = {**made_files(made()), "areas.geojson": json.dumps(places)}

        assert (("place", "A00") in {(w.kind, w.what) for w in attack(files, least=5).weaknesses}) == expected
