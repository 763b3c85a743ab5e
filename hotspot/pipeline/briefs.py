"""The briefs of a finished run: which areas are asked for, what their files are called, and writing them."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot import read
from hotspot.errors import ConfigError
from hotspot.pipeline.discreet import told_of_areas
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.read.run.files import command_records
from hotspot.write.briefs import RECORD, check_briefs, write_brief_files
from hotspot.write.folder import check_other_run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from hotspot.schema import Language, Result

STEPS = ("take_up", "briefs", "write")
BRIEFS = "briefs"
NAMES = ("area_id", "name", "name_en", "name_ru", "name_kk")
LONGEST_ID = 60  # letters of an id in the name of a file
HASH_DIGITS = 6
NEAR, NEAR_FROM = 3, 0.4  # names told to someone who mistyped one, and how alike they have to be
SHOWN = 60  # letters of a name in an error


def brief_run(
    folder: str,
    *,
    areas: Sequence[str] = (),
    top: int | None = None,
    language: Language | None = None,
    out: str = "",
    step: Progress = unsaid,
) -> tuple[Path, ...]:
    """Write the briefs of the run in `folder` into `out`, by default its own folder `briefs`."""
    if out:
        check_other_run(out, run=folder)
    step("take_up")
    result = read.read_run(folder)
    return write_briefs(
        replace(result, language=language or result.language),
        out or str(Path(folder) / BRIEFS),
        areas=areas,
        top=top,
        step=step,
    )


def write_briefs(
    result: Result,
    out: str,
    *,
    areas: Sequence[str] = (),
    top: int | None = None,
    step: Progress = unsaid,
) -> tuple[Path, ...]:
    """Write a PDF and an HTML page for each area asked for by id or name, and for the first `top`.

    Returns the pages; a record beside them vouches for them and for earlier ones of the run. Raises
    ConfigError for an area that there is not, OutputError where a file cannot be written or is not ours.
    """
    from hotspot.render import brief as render  # noqa: PLC0415 - matplotlib: half a second that no other needs

    ids = chosen(result.ranking.frame, areas, top=top)
    names = file_names(result.ranking.frame["area_id"].tolist())
    files = [f"{names[area_id]}.{kind}" for area_id in ids for kind in ("pdf", "html")]
    folder = check_briefs(out, files, mark=render.MARK)
    contents: dict[str, bytes] = {}
    for i, brief in enumerate(render.briefs(result, ids, told=told_of_areas(result))):
        step("briefs", done=i, of=len(ids))
        contents[f"{names[brief.area_id]}.pdf"] = render.brief_pdf(brief)
        contents[f"{names[brief.area_id]}.html"] = render.brief_html(brief).encode()
    step("write")
    return write_brief_files(contents, result, folder, earlier=_earlier(folder, result.run_id))


def _earlier(folder: Path, run_id: str) -> dict[str, str]:
    """Return the briefs of the run that are there, with the hashes they were written with."""
    records = command_records(folder) if folder.is_dir() else ()
    ours = (one.outputs for one in records if one.name == RECORD and one.run_id == run_id)
    return {name: digest for name, digest in next(ours, {}).items() if (folder / name).is_file()}


def chosen(ranking: pd.DataFrame, areas: Sequence[str], *, top: int | None) -> list[str]:
    """Return the ids of the areas asked for, each once, then those of the first `top` in the ranking.

    A name counts in any language, whatever its capitals; an id comes before a name. Raises ConfigError.
    """
    named = _by_name(ranking)
    found = [_found(area, ranking, named) for area in areas]
    ordered = ranking[ranking["rank"].notna()].sort_values(["rank", "area_id"], kind="stable")["area_id"]
    return list(dict.fromkeys([*found, *(str(area_id) for area_id in ordered.head(top or 0))]))


def file_names(area_ids: Sequence[str]) -> dict[str, str]:
    """Return the name of each area's files, without the ending; ids are all those of the run.

    Letters that a file's name may not hold become hyphens. Where that, the length, or capitals would make two
    names one, the beginning of the id's SHA-256 is added, so that a name depends on no order. All names begin
    with "brief-", so none is a device of Windows.

    >>> file_names(["A01", "a/b", "CON"])
    {'A01': 'brief-A01', 'a/b': 'brief-a-b-c14cdd', 'CON': 'brief-CON'}
    """
    plain = {area_id: _plain(area_id) for area_id in area_ids}
    taken = Counter(name.casefold() for name in plain.values())
    return {
        area_id: f"brief-{name}"
        if name == area_id and taken[name.casefold()] == 1
        else _hashed(name, area_id)
        for area_id, name in plain.items()
    }


def _plain(area_id: str) -> str:
    text = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", area_id))
    return text[:LONGEST_ID].strip("-")


def _hashed(name: str, area_id: str) -> str:
    digest = hashlib.sha256(area_id.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS]
    return "-".join(filter(None, ("brief", name, digest)))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _by_name(ranking: pd.DataFrame) -> Mapping[str, set[str]]:
    """Return the ids of the areas by each of their names."""
    named: dict[str, set[str]] = {}
    for column in NAMES:
        for name, area_id in zip(ranking[column], ranking["area_id"], strict=True):
            if name:
                named.setdefault(_folded(str(name)), set()).add(str(area_id))
    return named


def _found(area: str, ranking: pd.DataFrame, named: Mapping[str, set[str]]) -> str:
    if (ranking["area_id"] == area).any():
        return area
    ids = sorted(named.get(_folded(area), ()))
    if len(ids) == 1:
        return ids[0]
    shown = area if len(area) <= SHOWN else area[:SHOWN] + "…"
    if ids:
        what = f"'{shown}' is the name of several areas: {', '.join(ids[:NEAR])}"
        raise ConfigError("AREA", what, "give the id of one of them")
    near = difflib.get_close_matches(_folded(area), list(named), n=NEAR, cutoff=NEAR_FROM)
    told = f"; near to it: {', '.join(_spelt(name, ranking) for name in near)}" if near else ""
    raise ConfigError("AREA", f"there is no area '{shown}'{told}", "give an id or a name as in ranking.csv")


def _spelt(name: str, ranking: pd.DataFrame) -> str:
    """Return a name as the ranking spells it."""
    return next(
        str(text)[:SHOWN]
        for column in NAMES
        for text in ranking[column]
        if text and _folded(str(text)) == name
    )
