"""Yard forms as phones have saved them: each file checked, each visit either understood or counted as not."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from hotspot.errors import InputError
from hotspot.read.gate import checked_path
from hotspot.schema import Rows
from hotspot.schema.yards import (
    AFTER_DARK,
    FORM_KIND,
    FORM_LAYOUT,
    ITEMS,
    LETTERS,
    LIGHTS,
    ROLES,
    WORST,
    FilledForms,
    Visit,
)
from hotspot.words.phrases import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 4_000_000  # a form of a thousand yards, filled in by day and by night, has one
MOST_FILES = 10_000
MOST_VISITS = 20_000
FIRST_YEAR = 2000  # a phone whose clock was never set says 1970
SAVE_AGAIN = "give the file that the form has saved, as it is"
SHOWN = 40  # characters of a value in a message
HEAD = {"form_id": str, "run_id": str, "round": int, "observer": str, "revision": int, "visits": list}


def read_yard_forms(paths: Sequence[str]) -> FilledForms:
    """Return the visits of saved forms, in the order of the files, and the account of those that fell out.

    A file that is no saved form of this layout is an InputError; all visits of a file that was changed after
    it was saved fall out as "yards_edited", single ones as "yards_bad_visit" or "yards_bad_date".
    """
    if len(paths) > MOST_FILES:
        raise InputError("FILE", f"{len(paths):,} files are too many", f"give at most {MOST_FILES:,} at once")
    visits: list[Visit] = []
    edited, hashes, rows = [], [], Rows(read=0)
    for number, path in enumerate(paths, start=1):
        content, digest = _content(path)
        hashes.append(digest)
        given = content["visits"]
        rows = Rows(read=rows.read + len(given), dropped=rows.dropped)
        if content["check"] != check_of(content):
            edited.append(number)
            rows = rows.drop("yards_edited", len(given))
            continue
        for one in given:
            visit = _visit(one, content, number)
            if isinstance(visit, str):
                rows = rows.drop(visit, 1)
            else:
                visits.append(visit)
    return FilledForms(visits=tuple(visits), rows=rows, edited=tuple(edited), hashes=tuple(hashes))


def check_of(content: dict[str, Any]) -> str:
    """Return the check of a saved form: CRC-32 of all but the check itself, as JSON without spaces.

    It tells a file that somebody has changed by hand or that was cut; against forgery it is no protection.

    >>> check_of({"kind": "yard_form", "visits": [], "check": ""})
    'a86e21eb'
    """
    rest = {name: value for name, value in content.items() if name != "check"}
    text = json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def _content(path: str) -> tuple[dict[str, Any], str]:
    """Return a saved form and the SHA-256 of its bytes. Raises InputError for anything else."""
    real = checked_path(path, suffixes=(".json",))
    size = real.stat().st_size
    if size > MOST_BYTES:
        raise InputError(path, f"{size / 1e6:,.0f} MB are too much for a saved form", SAVE_AGAIN)
    data = real.read_bytes()
    try:
        content = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refused, parse_float=_refused
        )
    except RecursionError:
        raise InputError(path, "it is nested too deeply for a saved form", SAVE_AGAIN) from None
    except ValueError as error:
        what = f"it is not a saved form ({visible(str(error)[:80])})"
        raise InputError(path, what, SAVE_AGAIN) from None
    if not isinstance(content, dict) or content.get("kind") != FORM_KIND:
        raise InputError(path, "it is JSON, but not a saved yard form", SAVE_AGAIN)
    if type(content.get("layout")) is not int or content["layout"] != FORM_LAYOUT:
        layout = visible(str(content.get("layout"))[:SHOWN])
        what = f"it has layout {layout}, and this version reads {FORM_LAYOUT}"
        raise InputError(path, what, "make the form again with 'hotspot yards form' of this version")
    _check_head(content, path)
    return content, hashlib.sha256(data).hexdigest()


def _check_head(content: dict[str, Any], path: str) -> None:
    """Raise InputError where what all visits share is missing or impossible."""
    for name, kind in {**HEAD, "check": str}.items():
        if type(content.get(name)) is not kind:
            raise InputError(path, f"'{name}' is missing or no {kind.__name__}", SAVE_AGAIN)
    role, _, letter = content["observer"].partition("-")
    if role not in ROLES or len(letter) != 1 or letter not in LETTERS:
        shown = visible(content["observer"][:SHOWN])
        what = f"the observer is '{shown}', not a role and a letter such as inspector-A"
        raise InputError(path, what, "choose both in the form; names are not taken")
    if not 1 <= content["round"] <= 1_000:
        raise InputError(path, f"'round' is {str(content['round'])[:SHOWN]}", SAVE_AGAIN)
    if len(content["visits"]) > MOST_VISITS:
        raise InputError(path, f"it has {len(content['visits']):,} visits", SAVE_AGAIN)


def _visit(given: object, content: dict[str, Any], number: int) -> Visit | str:
    """Return a visit, or the reason why it cannot be used."""
    if not isinstance(given, dict) or not isinstance(given.get("grades"), dict):
        return "yards_bad_visit"
    texts = [given.get(name) for name in ("area_id", "place", "date", "light")]
    if not all(isinstance(text, str) for text in texts) or given["light"] not in LIGHTS:
        return "yards_bad_visit"
    grades: dict[str, Any] = given["grades"]
    if not set(grades) <= set(ITEMS) or not all(_is_grade(value) for value in grades.values()):
        return "yards_bad_visit"
    if given["light"] == "day" and any(grades.get(item) is not None for item in AFTER_DARK):
        return "yards_bad_visit"
    day = _day(given["date"])
    if day is None:
        return "yards_bad_date"
    return Visit(
        file=number,
        form_id=content["form_id"],
        run_id=content["run_id"],
        revision=content["revision"],
        round=content["round"],
        observer=content["observer"],
        area_id=given["area_id"],
        place=given["place"],
        day=day,
        light=given["light"],
        grades=tuple(float("nan") if grades.get(item) is None else float(grades[item]) for item in ITEMS),
    )


def _is_grade(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value <= WORST)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and day.year >= FIRST_YEAR else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refused(text: str) -> NoReturn:
    raise ValueError(f"{text[:SHOWN]} is no whole number")
