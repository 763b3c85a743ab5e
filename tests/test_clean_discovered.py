"""Incidents that police find by looking are left out, said, and kept for whoever asks for them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_incidents import made_incidents

from hotspot import clean
from hotspot.clean.discovered import is_discovered
from hotspot.errors import InputError
from hotspot.schema import LANGUAGES, Incidents
from hotspot.words import Words

ALMATY = (76.93, 43.25)
DATA = Path(__file__).parents[2] / "shared" / "data"
FOUND = (
    *("NARCOTICS", "OTHER NARCOTIC VIOLATION", "WEAPONS VIOLATION", "PROSTITUTION", "GAMBLING"),
    *("LIQUOR LAW VIOLATION", "CONCEALED CARRY LICENSE VIOLATION", "INTERFERENCE WITH PUBLIC OFFICER"),
    *("PUBLIC PEACE VIOLATION", "Drugs", "Possession of weapons", "DRUG/NARCOTIC", "DANGEROUS DRUGS"),
    *("DANGEROUS WEAPONS", "Traffic stop", "Driving Under the Influence", "Resisting arrest", "WARRANTS"),
    *("Незаконный оборот наркотиков", "наркотики", "Незаконное хранение оружия", "Оружие"),
    *("Административное правонарушение", "Содержание притона", "Неповиновение сотруднику полиции"),
    *("Есірткі заттарының заңсыз айналымы", "Қаруды заңсыз сақтау", "Әкімшілік құқық бұзушылық"),
    *("ст.296 ч.1", "Ст. 297 ч. 3 п. 1", "статья 287", "ст.299-1", "296-бап", "288 бап"),
)
REPORTED = (
    *("THEFT", "BATTERY", "DECEPTIVE PRACTICE", "CRIM SEXUAL ASSAULT", "CRIMINAL TRESPASS", "OTHER OFFENSE"),
    *("Anti-social behaviour", "Public order", "Violence and sexual offences", "Theft of Bicycle"),
    *("Robbery with a weapon", "Assault - deadly weapon", "Theft of firearm", "Drug store burglary"),
    *("Drug overdose", "Vehicle Collision or Pedestrian Struck (with Injury)", "", "2960", "type 296"),
    *("Кража", "Разбой с применением оружия", "Хищение наркотических средств", "Хулиганство", "ДТП"),
    *(
        "Ұрлық",
        "Қару қолданып тонау",
        "Бұзақылық",
        "ст.188 ч.3",
        "ст.2960",
        "ст.298 ч.1",
        "ст.291",
        "190-бап",
    ),
)


def with_source(types: list[str], source: list[str]) -> Incidents:
    incidents = made_incidents([ALMATY] * len(types), types=types)
    incidents.frame["source"] = source
    return incidents


@pytest.mark.parametrize("kind", FOUND)
def test_a_type_that_police_find_themselves_is_known_by_its_name(kind: str) -> None:
    assert is_discovered(kind)


@pytest.mark.parametrize("kind", REPORTED)
def test_a_type_with_a_victim_is_never_taken_for_one_that_police_find(kind: str) -> None:
    assert not is_discovered(kind)


def test_of_chicago_s_types_those_that_mostly_end_in_an_arrest_are_the_ones_left_out() -> None:
    file = DATA / "chicago" / "crimes_2012_2017.parquet"
    if not file.exists():
        pytest.skip("real data not there")
    rows = pd.read_parquet(file, columns=["Primary Type", "Arrest"])
    arrests = rows["Arrest"].astype(str).str.lower().isin({"true", "1"}).groupby(rows["Primary Type"]).mean()

    found = {kind for kind in arrests.index if is_discovered(str(kind))}

    assert len(found) == 11
    assert arrests[sorted(found)].min() > 0.65
    assert arrests.drop([*found, "CRIMINAL TRESPASS"]).max() < 0.4


def test_what_is_left_out_is_counted_under_its_reason_and_said_with_its_types() -> None:
    incidents = made_incidents([ALMATY] * 8, types=["theft"] * 5 + ["drugs", "drugs", "gambling"])

    cleaned = clean.drop_discovered(incidents)

    (finding,) = cleaned.findings
    assert cleaned.rows.dropped == {"discovered": 3}
    assert cleaned.frame["type"].tolist() == ["theft"] * 5
    assert finding.code == "discovered_left_out"
    assert dict(finding.values) == {"count": 3, "share": 37.5, "types": "drugs: 2; gambling: 1"}


@pytest.mark.parametrize("asked", ["none", "None", (), ("none",)])
def test_none_keeps_everything(asked: str | tuple[str, ...]) -> None:
    incidents = with_source(["drugs", "theft"], ["discovered", "discovered"])

    assert clean.drop_discovered(incidents, types=asked) is incidents


def test_a_row_that_says_who_noticed_it_is_judged_by_that_and_not_by_its_type() -> None:
    source = ["reported", "Discovered ", "", "CAD system", "выявлено"]
    incidents = with_source(["drugs", "theft", "drugs", "theft", "кража"], source)

    cleaned = clean.drop_discovered(incidents)

    assert list(cleaned.frame.index) == [1, 4]


def test_a_list_of_words_stands_in_place_of_the_known_types() -> None:
    types = ["drugs", "Petty theft", "aftermath", "shop theft (police)"]
    incidents = made_incidents([ALMATY] * 4, types=types)

    cleaned = clean.drop_discovered(incidents, types=("the",))

    assert cleaned.frame["type"].tolist() == ["drugs", "aftermath"]


def test_auto_in_a_list_adds_words_to_the_known_types() -> None:
    incidents = made_incidents([ALMATY] * 3, types=["drugs", "trespass", "theft"])

    cleaned = clean.drop_discovered(incidents, types=("auto", "trespass"))

    assert cleaned.frame["type"].tolist() == ["theft"]


def test_auto_itself_is_no_word() -> None:
    incidents = made_incidents([ALMATY] * 2, types=["Auto theft", "automatic alarm"])

    assert clean.drop_discovered(incidents) is incidents


def test_a_word_that_no_type_holds_is_named() -> None:
    incidents = made_incidents([ALMATY] * 2, types=["drugs", "theft"])

    cleaned = clean.drop_discovered(incidents, types=("drugs", "gamblign"))

    assert {f.code: dict(f.values) for f in cleaned.findings}["discovered_unknown"] == {"words": "gamblign"}


def test_where_nothing_would_be_left_the_way_to_keep_it_is_named() -> None:
    incidents = made_incidents([ALMATY] * 3, types=["NARCOTICS"] * 3)

    with pytest.raises(InputError, match=r"all 3 incidents.*NARCOTICS.*--set incidents\.discovered=none"):
        clean.drop_discovered(incidents)


@given(st.lists(st.sampled_from([*FOUND[:4], *REPORTED[:6], ""]), min_size=1, max_size=30))
def test_every_row_is_kept_or_counted(types: list[str]) -> None:
    incidents = made_incidents([ALMATY] * (len(types) + 1), types=[*types, "theft"])

    cleaned = clean.drop_discovered(incidents)

    assert cleaned.rows.kept == len(cleaned.frame)
    assert cleaned.rows.dropped.get("discovered", 0) == sum(map(is_discovered, types))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_said_in_every_language(language: str) -> None:
    incidents = made_incidents([ALMATY] * 3, types=["drugs", "theft", "gambling"])
    words = Words(language=language)  # type: ignore[arg-type]  # one of LANGUAGES

    found = [*clean.drop_discovered(incidents, types=("auto", "gamblign")).findings]

    assert len(found) == 2
    for finding in found:
        seen, advice = words.finding(finding)
        assert seen
        assert "incidents.discovered" in seen + advice
        assert "{" not in seen + advice
