"""Saved yard forms: what a phone wrote is read, what it cannot have written is refused or counted."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_yards import saved, visit

from hotspot.errors import InputError
from hotspot.read.yards import MOST_BYTES, check_of, read_yard_forms
from hotspot.schema.yards import ITEMS

if TYPE_CHECKING:
    from pathlib import Path

GOOD = visit("A1", "76.9,43.2", {"lighting": 2, "parking": None, "bushes": 0})


def test_a_visit_keeps_its_grades_and_what_was_not_seen_is_unknown(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.json", [GOOD], observer="inspector-C", round=2)

    forms = read_yard_forms([str(file)])

    (one,) = forms.visits
    assert (one.area_id, one.observer, one.round, one.light) == ("A1", "inspector-C", 2, "night")
    assert one.grades[:3] == (2.0, pytest.approx(float("nan"), nan_ok=True), 0.0)
    assert sum(map(math.isfinite, one.grades)) == 2
    assert (forms.rows.read, forms.rows.kept) == (1, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date": "2026-02-30"}, "yards_bad_date"),
        ({"date": "1970-01-01"}, "yards_bad_date"),
        ({"date": "20260101"}, "yards_bad_date"),
        ({"date": ""}, "yards_bad_date"),
        ({"date": 20260101}, "yards_bad_visit"),
        ({"light": "dusk"}, "yards_bad_visit"),
        ({"light": "day"}, "yards_bad_visit"),  # lamps are graded after dark
        ({"area_id": 7}, "yards_bad_visit"),
        ({"grades": [1, 2]}, "yards_bad_visit"),
        ({"grades": {"lighting": 4}}, "yards_bad_visit"),
        ({"grades": {"lighting": -1}}, "yards_bad_visit"),
        ({"grades": {"lighting": True}}, "yards_bad_visit"),
        ({"grades": {"lighting": "2"}}, "yards_bad_visit"),
        ({"grades": {"colour": 2}}, "yards_bad_visit"),
    ],
)
def test_an_answer_that_the_form_cannot_give_is_counted_under_its_reason(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    file = saved(tmp_path / "a.json", [GOOD, {**GOOD, **change}, "no visit"])

    forms = read_yard_forms([str(file)])

    assert len(forms.visits) == 1
    assert forms.rows.read == 3
    assert forms.rows.dropped.get(reason, 0) == 1 + (reason == "yards_bad_visit")
    assert forms.rows.kept == 1


def test_a_file_changed_by_hand_falls_out_whole_and_is_named_by_its_number(tmp_path: Path) -> None:
    kept, changed = saved(tmp_path / "a.json", [GOOD]), saved(tmp_path / "b.json", [GOOD, GOOD])
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace('"lighting": 2', '"lighting": 0', 1), encoding="utf-8")

    forms = read_yard_forms([str(kept), str(changed)])

    assert forms.edited == (2,)
    assert forms.rows.dropped == {"yards_edited": 2}
    assert [one.file for one in forms.visits] == [1]


def test_a_file_that_was_only_set_out_otherwise_is_the_same_file(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.json", [GOOD])
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text("\ufeff" + json.dumps(content), encoding="utf-8")

    assert read_yard_forms([str(file)]).edited == ()


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ({"kind": "posts"}, "not a saved yard form"),
        ({"layout": 2}, "has layout 2"),
        ({"layout": True}, "has layout True"),
        ({"observer": "Zhumabekov"}, "names are not taken"),
        ({"observer": "citizen-AB"}, "not a role and a letter"),
        ({"round": 0}, "'round' is 0"),
        ({"round": "1"}, "'round' is missing or no int"),
        ({"revision": None}, "'revision' is missing"),
        ({"revision": True}, "'revision' is missing or no int"),
    ],
)
def test_a_file_that_is_no_saved_form_is_refused_in_one_sentence(
    tmp_path: Path, head: dict[str, Any], what: str
) -> None:
    file = saved(tmp_path / "a.json", [GOOD], **head)

    with pytest.raises(InputError, match=what):
        read_yard_forms([str(file)])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "not a saved form"),
        ('{"kind": "yard_form", "kind": "yard_form"}', "a name stands twice"),
        ('{"kind": "yard_form", "round": 1.5}', "no whole number"),
        ('{"kind": "yard_form", "round": NaN}', "no whole number"),
        ('{"a":' * 100_000, "nested too deeply|not a saved form"),
        ("{" + " " * MOST_BYTES + "}", "too much for a saved form"),
        ("<html>", "its content is XML or HTML"),
        ("", "empty"),
        ('{"kind": "yard_form", "round": ' + "9" * 5_000 + "}", "not a saved form"),
    ],
)
def test_damaged_foreign_and_huge_files_are_refused_in_one_sentence(
    tmp_path: Path, text: str, what: str
) -> None:
    file = tmp_path / "a.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=what) as error:
        read_yard_forms([str(file)])

    assert "\n" not in str(error.value)


def test_bytes_that_are_no_text_are_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"kind": "\xff\xfe"}')

    with pytest.raises(InputError, match="not a saved form"):
        read_yard_forms([str(tmp_path / "a.json")])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    visits=st.lists(
        json_values
        | st.fixed_dictionaries(
            {
                "area_id": json_values | st.just("A1"),
                "place": st.just("p"),
                "date": json_values | st.dates().map(str),
                "light": json_values | st.sampled_from(["day", "night"]),
                "grades": json_values | st.dictionaries(st.sampled_from(ITEMS), json_values),
            }
        ),
        max_size=4,
    )
)
def test_whatever_stands_in_a_file_every_visit_is_kept_or_counted_under_one_reason(
    visits: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = saved(tmp_path_factory.mktemp("forms") / "a.json", visits)

    forms = read_yard_forms([str(file)])

    assert forms.rows.read == len(visits)
    assert forms.rows.kept == len(forms.visits)


def test_the_check_does_not_hang_on_what_it_checks() -> None:
    content = {"kind": "yard_form", "visits": [{"area_id": "Көктем"}]}

    assert check_of({**content, "check": "x"}) == check_of(content)
    assert check_of({**content, "visits": []}) != check_of(content)
