"""The report in words, and the record of the run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from made_result import made_result

from hotspot.schema import LANGUAGES, Choice, Finding, Source
from hotspot.words import Words, catalogue
from hotspot.write.record import write_record
from hotspot.write.report import write_report

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language, Result

SAID = {
    "finding.test": dict.fromkeys(LANGUAGES, "{count} rows of {name}"),
    "finding.test.advice": dict.fromkeys(LANGUAGES, "look at {name}"),
    "choice.test": dict.fromkeys(LANGUAGES, "because of {value}"),
}


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> Result:
    for key, texts in SAID.items():
        monkeypatch.setitem(catalogue(), key, texts)  # type: ignore[arg-type]  # the mapping is a dict
    return replace(
        made_result(),
        findings=(Finding(code="test", level="warning", values={"count": 12, "name": "a|b"}),),
        choices=(
            Choice(
                name="eps_m",
                value=120.0,
                unit="m",
                why="test",
                flag="--set eps_m",
                alternatives=(("spacing", 99.0), ("our rule", 88.0)),
            ),
        ),
    )


def report(result: Result, folder: Path) -> str:
    write_report(result, folder / "report.md")
    return (folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_every_section_in_the_language_of_the_result(
    tmp_path: Path, language: Language
) -> None:
    text = report(made_result(language=language), tmp_path)

    words = Words(language=language)
    heads = ("ranking", "reading", "not_for", "rows", "findings", "choices", "method", "sources")
    assert all(words(f"report.head.{head}") in text for head in heads)
    assert words("report.synthetic") in text


def test_the_rows_are_accounted_for_with_their_reasons(tmp_path: Path) -> None:
    text = report(made_result(), tmp_path)

    assert "Rows read: 650" in text
    assert "Used: 600 (92\u00a0%)" in text
    assert text.count("Left out, ") == 2


def test_findings_come_with_advice_and_choices_with_reason_other_rules_and_flag(
    tmp_path: Path, telling: Result
) -> None:
    text = report(telling, tmp_path)

    assert "- 12 rows of a\\|b. look at a\\|b.\n" in text
    assert (
        "| eps\\_m | 120 m | because of 120 | spacing of neighbours: 99; our rule: 88 | --set eps\\_m |"
        in text
    )


def test_advice_is_given_for_warnings_only(tmp_path: Path, telling: Result) -> None:
    calm = replace(telling, findings=(replace(telling.findings[0], level="info"),))

    text = report(calm, tmp_path)

    assert "- 12 rows of a\\|b.\n" in text
    assert "look at" not in text


def test_the_report_says_what_an_interval_is_about(tmp_path: Path) -> None:
    ahead = Choice(name="score.horizon_days", value=365, unit="d", why="score_horizon")
    ruled = Choice(name="score.drift_percent", value=15, why="score_drift_rule", values={"level": 16})

    forecast, period, data = (
        report(replace(made_result(), choices=made), tmp_path) for made in ((ahead,), (ruled,), ())
    )

    assert "if the coming time is like the record" in forecast
    assert "no forecast" not in forecast
    assert "for the year after it, by a rule of thumb" in period
    assert "areas stray by 15 %, the whole city by 16 %" in period
    assert "0.15² (1 − T)" in period
    assert "say nothing of what is to come" in data
    assert "0.15²" not in data
    for text in (period, data):
        assert "This is no forecast" in text
        assert "says what to expect" not in text
        assert "if the coming time is like the record; " not in text


def test_the_report_says_whether_hot_spots_were_tested(tmp_path: Path) -> None:
    result = made_result()
    untested = result.hotspots.frame.assign(p_value=np.nan, significant=False)

    texts = [
        report(one, tmp_path)
        for one in (result, replace(result, hotspots=replace(result.hotspots, frame=untested)))
    ]

    assert "tested against simulated cities as uneven as this one, so that no more than 5 %" in texts[0]
    assert "not tested against the city’s usual unevenness" in texts[1]


def test_clusters_that_may_be_chance_are_not_counted_as_hot_spots(tmp_path: Path) -> None:
    result = made_result()
    frame = result.hotspots.frame.assign(significant=[True, False, False], p_value=[0.005, 0.4, 0.9])

    text = report(replace(result, hotspots=replace(result.hotspots, frame=frame)), tmp_path)

    assert "**Hot spots**: 1; share of the incidents in them: 13\N{NO-BREAK SPACE}%" in text


def test_the_report_says_where_the_place_depends_on_the_method(tmp_path: Path) -> None:
    text = report(made_result(), tmp_path)

    assert "## Does it depend on the method?" in text
    assert "- Ainabulak: 3rd by rate, 8th by incidents in hot spots.\n" in text


def test_units_stand_in_the_headings_of_the_report(tmp_path: Path) -> None:
    text = report(made_result(), tmp_path)

    assert "| Score per km² and year | Ranks | P(top 3) | Incidents per km² in the period |" in text


@pytest.mark.parametrize("by", ["rate", "harm"])
def test_data_without_dates_are_never_said_to_be_per_year(
    tmp_path: Path, by: Literal["rate", "harm"]
) -> None:
    result = made_result()
    unit = {"rate": "per_1000", "harm": "harm_per_km2"}[by]
    undated = replace(
        result,
        period=None,
        ranking=replace(result.ranking, by=by, score_unit=unit),
        surface=replace(result.surface, unit="per_km2"),
    )

    text = report(undated, tmp_path)

    assert "per year" not in text
    assert "and year" not in text


def test_kernels_units_and_rules_are_words_of_the_language(tmp_path: Path, telling: Result) -> None:
    text = report(replace(telling, language="ru"), tmp_path)

    assert "ядро «квартическое»" in text
    assert "| 120 м | because of 120 | расстояние между соседями: 99; our rule: 88 |" in text


def test_a_name_cannot_break_the_table_or_bring_html(tmp_path: Path) -> None:
    text = report(made_result(names=["a|b\n# head <img src=x onerror=alert(1)> `c` [d](e)"]), tmp_path)

    assert "<img" not in text
    assert "\n# head" not in text
    assert "| 1 | a\\|b\ufffd\\# head &lt;img src=x onerror=alert(1)&gt; \\`c\\` \\[d\\](e) | 150 |" in text


def record(result: Result, folder: Path, *, started: str = "") -> dict[str, object]:
    output = folder / "ranking.csv"
    output.write_bytes(b"rank\n")
    write_record(result, folder / "run.json", outputs=[output], started=started)
    content: dict[str, object] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return content


def test_the_record_holds_what_scripts_rely_on(tmp_path: Path, telling: Result) -> None:
    content = record(telling, tmp_path)

    assert content["rows"] == {
        "read": 650,
        "kept": 600,
        "dropped": {"outside_area": 38, "missing_coordinates": 12},
    }
    assert content["seed"] == 7
    assert content["inputs"] == {
        "incidents": [{"path": "incidents.csv", "sha256": "ab" * 32, "facts": {"delimiter": ","}}]
    }
    assert content["outputs"] == {"ranking.csv": hashlib.sha256(b"rank\n").hexdigest()}
    assert content["synthetic"] is True
    (finding,) = content["findings"]  # type: ignore[misc]
    assert (finding["code"], finding["text"]) == ("test", "12 rows of a|b")


def test_the_record_names_every_input_with_its_hash(tmp_path: Path) -> None:
    roles = ("incidents", "areas", "boundary", "streets", "layers.posts", "join")
    sources = {role: (Source(path=f"{role}.csv", sha256=role * 3),) for role in roles}

    content = record(replace(made_result(), sources=sources), tmp_path)

    assert content["inputs"] == {
        role: [{"path": f"{role}.csv", "sha256": role * 3, "facts": {}}] for role in roles
    }


def test_the_clock_stands_in_one_field_only(tmp_path: Path) -> None:
    still = record(made_result(), tmp_path)
    timed = record(made_result(), tmp_path, started="2026-01-02T03:04:05+00:00")

    assert timed.pop("started") == "2026-01-02T03:04:05+00:00"
    assert timed == still


def test_no_password_reaches_the_record(tmp_path: Path) -> None:
    address = "postgresql://analyst:s3cret@db.local/crime"
    result = replace(
        made_result(),
        config={"incidents": {"file": address}},
        sources={"incidents": (Source(path=address),)},
    )

    record(result, tmp_path)

    text = (tmp_path / "run.json").read_text(encoding="utf-8")
    assert "s3cret" not in text
    assert "postgresql://analyst:***@db.local/crime" in text


TRIED = Choice(
    name="density.bandwidth_m", value=80.0, unit="m", curve=((50.0, 900.0), (80.0, 1000.0), (100.0, 960.0))
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_every_value_tried_had_found_is_a_table_of_the_report(
    tmp_path: Path, language: Language
) -> None:
    text = report(replace(made_result(language=language), choices=(TRIED,)), tmp_path)

    metre = {"en": "m", "ru": "м", "kk": "м"}[language]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if "|" in line]
    head = next(i for i, row in enumerate(cells) if row[0] == r"density.bandwidth\_m" and len(row) == 3)
    assert [row[0] for row in cells[head + 2 : head + 5]] == [f"50 {metre}", f"80 {metre}", f"100 {metre}"]
    assert [row[2].replace("\xa0", " ") for row in cells[head + 2 : head + 5]] == ["90 %", "100 %", "96 %"]


def test_the_record_keeps_the_curve_of_a_choice_and_none_where_nothing_was_tried(tmp_path: Path) -> None:
    untried = replace(TRIED, name="crs", curve=())
    result = replace(made_result(), choices=(TRIED, untried))

    write_record(result, tmp_path / "run.json", outputs=(), started="")

    tried, other = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["choices"]
    assert tried["curve"] == [[50, 900], [80, 1000], [100, 960]]
    assert "curve" not in other
