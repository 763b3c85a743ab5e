"""`hotspot pilot plan` and `pilot evaluate` on a finished run: files, signature, verdicts, errors."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
import shapely.affinity
from finished_run import finished

from hotspot.errors import ConfigError, InputError
from hotspot.measure.siting import OutOfTime
from hotspot.pilot.calendar import calendar_of
from hotspot.pilot.choose import Wanted
from hotspot.pilot.evaluate import evaluated, verdict_of
from hotspot.pilot.plan import planned
from hotspot.pilot.zones import far_apart
from hotspot.read.pilot import read_plan
from hotspot.schema.compared import Ratio
from hotspot.schema.piloted import canonical, signature
from hotspot.words import Words
from hotspot.words.pilot_verdict import verdict_sentence
from hotspot.words.piloted import evaluation_said, plan_said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hotspot.schema import Language, Result
    from hotspot.schema.piloted import Plan, Planned

START = date(2025, 10, 1)
ASKED = ("-n", "2", "--months", "3", "--start", str(START))
LANGUAGES = ("en", "ru", "kk")


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    return finished(tmp_path_factory.mktemp("city"), "areas.file=square:400")


def planned_of(
    result: Result, *, design: str = "pairs", areas: int = 2, effect: float = 0.2, seed: int = 1
) -> Planned:
    assert result.period is not None
    calendar = calendar_of(result.period, months=3, start=START, design=design)
    wanted = Wanted(areas=areas, design=design, months=3, buffer_m=300.0, effect=effect, seed=seed)
    return planned(result, calendar, wanted)


def plan_of(result: Result, *, design: str = "pairs", effect: float = 0.2, seed: int = 1) -> Plan:
    return planned_of(result, design=design, effect=effect, seed=seed).plan


def with_counts(result: Result, counts: dict[int, int]) -> Result:
    """Return the run with so many incidents in each of these areas, by their row, spread over the year."""
    area = np.repeat(list(counts), list(counts.values()))
    day = np.concatenate([np.linspace(0, 360, count, endpoint=False) for count in counts.values()])
    start = np.datetime64("2025-01-02", "s") + day.astype(np.int64).astype("timedelta64[D]")
    rows = result.incidents.iloc[np.arange(len(area)) % len(result.incidents)].reset_index(drop=True)
    middle = result.areas.frame.geometry.iloc[area].centroid
    places = {"easting": middle.x.to_numpy(), "northing": middle.y.to_numpy()}
    return replace(result, incidents=rows.assign(area=area, start=start, **places))


def apart(result: Result, number: int) -> list[int]:
    """Return the rows of so many areas that lie apart by more than 300 m."""
    shapes = result.areas.frame.geometry.to_numpy()
    return far_apart(shapes, buffer_m=300.0, most=number).tolist()


def test_no_pair_is_as_unlike_as_289_and_11(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    counts = (2400, 500, 280, 250, 480, 12, 11)
    found = planned_of(with_counts(result, dict(zip(apart(result, 7), counts, strict=True))))

    before = {(zone.kind, zone.pair): zone.baseline for zone in found.plan.zones}
    times = [before["pilot", pair] / before["control", pair] for pair in (1, 2)]
    assert all(1 / 1.5 <= one <= 1.5 for one in times)
    assert found.alike.beyond == 0
    assert found.alike.most == pytest.approx(max(max(one, 1 / one) for one in times))
    assert {one.code: one.values for one in found.findings}["pilot_unpaired"]["areas"] == 1  # the first


@pytest.mark.parametrize("language", LANGUAGES)
def test_pairs_that_cannot_be_alike_are_told_and_not_called_so(
    run_folder: tuple[Result, Path], language: Language
) -> None:
    result = replace(run_folder[0], language=language)
    words = Words(language=language)
    unlike = with_counts(result, dict(zip(apart(result, 4), (2400, 500, 100, 10), strict=True)))
    alike = with_counts(result, dict(zip(apart(result, 4), (240, 200, 100, 100), strict=True)))

    found, fine = planned_of(unlike), planned_of(alike)

    assert found.alike.beyond == 2
    assert {one.code: one.values for one in found.findings}["pilot_beyond"] == {"pairs": 2, "times": 1.5}
    assert "pilot_beyond" not in {one.code for one in fine.findings}
    line, other = (plan_said(one, result, words).lines[3] for one in (found, fine))
    assert words("pilot.alike.beyond", caliper=words.number(1.5, 1), pairs=2) in line
    assert words("pilot.alike.within", caliper=words.number(1.5, 1), pairs=0) in other
    assert "{" not in line + other


def test_a_control_lies_within_the_caliper_where_one_does(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    rows = apart(result, 6)
    counts = dict(zip(rows, (400, 390, 380, 20, 10, 380), strict=True))

    found = planned_of(with_counts(result, counts), design="baseline", areas=2)

    assert found.alike.beyond == 0
    assert found.alike.most < 1.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_made_then_evaluated_and_the_records_vouch_for_the_files(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    language: str,
    tmp_path: Path,
) -> None:
    run = str(run_folder[1])
    said = {
        "plan": called("pilot", "plan", "--from", run, *ASKED, "--out", "plan", "--lang", language, "-q"),
        "evaluation": called(
            "pilot", "evaluate", "plan", "--from", run, "--out", "evaluation", "--lang", language, "-q"
        ),
    }

    names = {"plan.json", "plan.geojson", "plan.md", "needed.csv"}
    assert {file.name for file in (tmp_path / "plan").iterdir()} == names
    for kind, (code, out, err) in said.items():
        record = json.loads((tmp_path / kind / f"{kind}.json").read_text(encoding="utf-8"))
        assert (code, err) == (0, "")
        assert out.splitlines()[0] == record["lines"][0]
        assert "{" not in out
        for name, digest in record["outputs"].items():
            assert hashlib.sha256((tmp_path / kind / name).read_bytes()).hexdigest() == digest
    assert record["plan"]["signature"] in said["plan"][1]


def test_twice_the_same_question_gives_the_same_bytes(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    run = str(run_folder[1])
    for name in ("a", "b"):
        called("pilot", "plan", "--from", run, *ASKED, "--out", f"{name}/plan", "-q")
        called("pilot", "evaluate", f"{name}/plan", "--from", run, "--out", f"{name}/found", "-q")

    first, second = (
        {file.relative_to(tmp_path / name): file.read_bytes() for file in (tmp_path / name).rglob("*.*")}
        for name in ("a", "b")
    )
    assert len(first) == 8
    assert first == second


def test_controls_touch_neither_pilot_areas_nor_their_buffers(run_folder: tuple[Result, Path]) -> None:
    for design in ("pairs", "baseline"):
        plan = plan_of(run_folder[0], design=design)

        pilot, control = (
            shapely.union_all(shapely.from_wkt([plan.zones[i].shape for i in plan.of_kind(kind)]))
            for kind in ("pilot", "control")
        )
        assert shapely.distance(pilot, control) > plan.buffer_m
        assert len(plan.of_kind("pilot")) == len(plan.of_kind("control")) == 2


def test_another_seed_draws_other_lots_from_the_same_pairs(run_folder: tuple[Result, Path]) -> None:
    plans = [plan_of(run_folder[0], seed=seed) for seed in range(8)]

    pairs = [
        {frozenset(zone.area_id for zone in plan.zones if zone.pair == pair) for pair in (1, 2)}
        for plan in plans
    ]
    lots = {tuple(plan.zones[i].area_id for i in plan.of_kind("pilot")) for plan in plans}
    assert all(one == pairs[0] for one in pairs)
    assert len(lots) > 1


def test_the_counts_of_the_plan_are_those_that_the_evaluation_finds(run_folder: tuple[Result, Path]) -> None:
    plan = plan_of(run_folder[0])

    found = evaluated(run_folder[0], plan)

    assert found.zones["before"].tolist() == [zone.baseline for zone in plan.zones]
    assert found.verdict == found.verdict_by_plan
    part = found.months.groupby("part")[["pilot", "control", "pilot_ring", "control_ring"]].sum()
    for kind in ("pilot", "control", "pilot_ring", "control_ring"):
        mine = found.zones[found.zones["kind"] == kind]
        assert part.loc["baseline", kind] == mine["before"].sum()
        assert part.loc["pilot", kind] == mine["after"].sum()


def test_the_synthetic_control_stands_beside_the_same_count_as_the_verdict(
    run_folder: tuple[Result, Path],
) -> None:
    result = with_counts(run_folder[0], dict.fromkeys(apart(run_folder[0], 14), 60))
    plan = plan_of(result)
    pilot = [plan.zones[i].area_id for i in plan.of_kind("pilot")]
    ids = result.areas.frame["area_id"].tolist()
    area = result.incidents["area"].to_numpy().copy()
    inside = np.flatnonzero(np.isin(area, [ids.index(one) for one in pilot]))
    area[inside[::7]] = (area[inside[::7]] + 1) % len(ids)  # as on a border, or in boundaries drawn again
    moved = replace(result, incidents=result.incidents.assign(area=area))

    found = evaluated(moved, plan)

    assert found.placebo is not None
    during = found.zones.loc[found.zones["kind"] == "pilot", "after"].sum()
    assert found.placebo.observed == during > 0


def test_pairs_without_a_proof_are_told_with_what_to_do(
    run_folder: tuple[Result, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*_: object, **__: object) -> None:
        raise OutOfTime(by_clock=False)

    monkeypatch.setattr("hotspot.pilot.choose.matched_pairs", endless)

    with pytest.raises(ConfigError, match="within the search's limits"):
        plan_of(run_folder[0])


@pytest.mark.parametrize(
    "edit",
    [
        ('"effect": 0.2', '"effect": 0.9'),
        ('"baseline": [', '"baseline": [\n    "2025-07-02", "2025-09-30"], "was": ['),
        ('"seed": 1', '"seed": 2'),
        ('"kind": "control_ring"', '"kind": "pilot_ring"'),
        ('"variation": ', '"variation": 1'),
        ("((", "((0 0, 1 0, 1 1, 0 0), ("),
    ],
)
def test_an_edited_plan_is_refused(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    edit: tuple[str, str],
    tmp_path: Path,
) -> None:
    called("pilot", "plan", "--from", str(run_folder[1]), *ASKED, "--out", "plan", "-q")
    text = (tmp_path / "plan" / "plan.json").read_text(encoding="utf-8")
    assert edit[0] in text
    (tmp_path / "edited.json").write_text(text.replace(*edit), encoding="utf-8")

    code, out, err = called("pilot", "evaluate", "edited.json", "--from", str(run_folder[1]))

    assert (code, out) == (1, "")
    assert err.startswith("Error: edited.json")


def test_a_plan_read_back_is_the_plan(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    called("pilot", "plan", "--from", str(run_folder[1]), *ASKED, "--seed", "1", "--out", "plan", "-q")

    plan = read_plan(str(tmp_path / "plan"))

    assert canonical(plan) == canonical(plan_of(run_folder[0]))
    assert signature(plan) != signature(replace(plan, seed=2))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("plan", "--from", "RUN", "-n", "50"), "lie apart by more than 300 m"),
        (
            ("plan", "--from", "RUN", "--months", "40"),
            "whole months that the run knows before 2026-01-01: 11",
        ),
        (("plan", "--from", "RUN", "--start", "soon"), "'soon' is no date"),
        (("plan", "--from", "RUN", "--start", "9999-12-31"), "more than 60 months after the record"),
        (("plan", "--from", "RUN", "--buffer", "wide"), "'wide' is no distance up to 5000 m"),
        (("plan", "--from", "RUN", "--buffer", "9km"), "'9km' is no distance up to 5000 m"),
        (("plan", "--from", "nowhere"), "nowhere"),
        (("evaluate", "nowhere.json", "--from", "RUN"), "nowhere.json"),
        (("evaluate", "RUN/run.json", "--from", "RUN"), "it is no plan of a pilot"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    words: tuple[str, ...],
    what: str,
) -> None:
    code, out, err = called("pilot", *(word.replace("RUN", str(run_folder[1])) for word in words))

    assert (code, out) == (1, "")
    assert what in err
    assert err.splitlines()[-1].startswith("Error: ")


def test_a_pilot_is_not_looked_at_before_its_end(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    plan = replace(plan_of(result), pilot=("2025-10-01", "2026-03-31"))

    with pytest.raises(ConfigError, match="wait for its end"):
        evaluated(result, plan)


def test_harm_needs_weights(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    run = str(run_folder[1])
    called("pilot", "plan", "--from", run, *ASKED, "--out", "plan", "-q")

    code, out, err = called("pilot", "evaluate", "plan", "--from", run, "--harm", "--out", "found")

    assert (code, out) == (1, "")
    assert "--harm: the run knows no harm of its incidents" in err


def test_harm_of_one_day_each_is_the_count_and_of_ten_days_ten_times_it(
    run_folder: tuple[Result, Path],
) -> None:
    result, plan = run_folder[0], plan_of(run_folder[0])
    ones = np.ones(len(result.incidents))

    plain, tenfold = (evaluated(result, plan, harm=harm) for harm in (ones, 10 * ones))

    assert plain.by_harm is not None
    assert tenfold.by_harm is not None
    assert plain.by_harm.value == plain.difference.value
    assert plain.by_harm.error == pytest.approx(plain.difference.error)
    assert tenfold.by_harm.value == 10 * plain.by_harm.value
    assert tenfold.by_harm.error == pytest.approx(10 * plain.by_harm.error)


def test_a_baseline_that_has_changed_since_is_told(run_folder: tuple[Result, Path]) -> None:
    result, plan = run_folder[0], plan_of(run_folder[0])
    before = result.incidents["start"] < np.datetime64(START)
    thinned = replace(result, incidents=result.incidents[~before | (np.arange(len(before)) % 3 > 0)])

    found = evaluated(thinned, plan)

    assert "pilot_baseline_changed" in {one.code for one in found.findings}
    assert "pilot_baseline_changed" not in {one.code for one in evaluated(result, plan).findings}


def test_a_pilot_without_power_promises_no_verdict_and_never_says_that_nothing_changed(
    run_folder: tuple[Result, Path],
) -> None:
    result = run_folder[0]
    plan = plan_of(result, effect=0.05)

    found = evaluated(result, plan)

    assert not plan.promises
    assert found.verdict in {"cannot tell", "fell", "rose"}
    unsure = replace(found, verdict="cannot tell")
    for language in LANGUAGES:
        sentence = verdict_sentence(unsure, Words(language=language))
        assert "{" not in sentence
        assert sentence != verdict_sentence(replace(found, verdict="fell"), Words(language=language))


def test_a_run_with_fewer_incidents_of_the_baseline_does_not_find_what_the_plan_could(
    run_folder: tuple[Result, Path],
) -> None:
    result = run_folder[0]
    plan = plan_of(result, design="baseline")
    plan = replace(plan, effect=plan.detectable or 1.0)
    tenth = replace(result, incidents=result.incidents[np.arange(len(result.incidents)) % 10 == 0])

    whole, thinned = evaluated(result, plan), evaluated(tenth, plan)

    assert plan.promises
    assert whole.detectable == plan.detectable
    assert thinned.detectable is None or thinned.detectable > plan.effect
    assert thinned.verdict != "no change beyond noise"


def test_a_plan_of_another_city_is_refused(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    plan = plan_of(result)
    elsewhere = tuple(
        replace(zone, shape=shapely.affinity.translate(shapely.from_wkt(zone.shape), yoff=60_000.0).wkt)
        for zone in plan.zones
    )

    with pytest.raises(ConfigError, match="outside the study area of the run"):
        evaluated(result, replace(plan, zones=elsewhere))


def test_a_plan_is_signed_alike_in_every_language(run_folder: tuple[Result, Path]) -> None:
    plans = {plan_of(replace(run_folder[0], language=language)) for language in LANGUAGES}

    assert len({signature(plan) for plan in plans}) == 1


@pytest.mark.parametrize(
    ("low", "high", "promises", "verdict"),
    [
        (0.5, 0.9, False, "fell"),
        (1.1, 1.9, True, "rose"),
        (0.8, 1.2, True, "no change beyond noise"),
        (0.8, 1.2, False, "cannot tell"),
    ],
)
def test_the_rule_of_decision(low: float, high: float, promises: bool, verdict: str) -> None:
    ratio = Ratio(value=(low * high) ** 0.5, error=0.1, low=low, high=high, p_value=0.5)

    assert verdict_of(ratio, promises=promises) == verdict


def test_the_running_chart_holds_every_month_once(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    run = str(run_folder[1])
    called("pilot", "plan", "--from", run, *ASKED, "--out", "plan", "-q")
    called("pilot", "evaluate", "plan/plan.json", "--from", run, "--out", "found", "-q")

    with open("found/evaluation.csv", encoding="utf-8") as file:  # noqa: PTH123 - in the folder of the test
        rows = list(csv.DictReader(file))
    assert [row["first_day"] for row in rows] == [f"2025-{month:02}-01" for month in range(2, 13)]
    assert [row["part"] for row in rows] == ["before"] * 5 + ["baseline"] * 3 + ["pilot"] * 3


def test_a_plan_that_is_no_file_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"kind": "plan", "plan": {}}', encoding="utf-8")

    with pytest.raises(InputError, match="has no 'detectable'"):
        read_plan(str(tmp_path))


def test_clearances_are_compared_in_pilot_and_control_areas_where_they_are_known(
    run_folder: tuple[Result, Path],
) -> None:
    result = with_counts(run_folder[0], dict(zip(apart(run_folder[0], 4), (120, 110, 60, 55), strict=True)))
    plan = plan_of(result)
    start = result.incidents["start"]
    later = (start >= str(START)).to_numpy(bool)
    state = np.where(np.arange(len(start)) % np.where(later, 2, 4) == 0, 1, 0).astype(np.int8)
    told = replace(result, incidents=result.incidents.assign(cleared=state))

    found, without = evaluated(told, plan), evaluated(result, plan)

    assert without.clearance is None
    assert found.clearance is not None
    rows = {row.kind: row for row in found.clearance.rows}
    assert rows["pilot"].known_now == found.zones.query("kind == 'pilot'")["after"].sum()
    assert rows["pilot"].known_past == found.zones.query("kind == 'pilot'")["before"].sum()
    assert rows["pilot"].share_now > rows["pilot"].share_past
    assert found.clearance.beside is not None
    value, low, high = found.clearance.beside
    assert value == pytest.approx(rows["pilot"].difference - rows["control"].difference)
    assert low < 0 < high  # both changed alike
    for language in LANGUAGES:
        said = evaluation_said(found, result, Words(language=language))
        assert sum(f"{rows['pilot'].cleared_now}" in line for line in said.lines) >= 1
        assert len(said.tables) == 3
