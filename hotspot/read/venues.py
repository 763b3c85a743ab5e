"""Venues such as cafés, shops or bus stops: where, what they are called and of which kind, how large.

Only id, name, kind and size leave the file: no owner, no telephone, no address. A name that is that of a
person, as sole traders have it, is left out as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.errors import InputError
from hotspot.read.areas.columns import as_text, first_named, named_column
from hotspot.read.areas.known import LANGUAGE_NAMES
from hotspot.read.columns import key
from hotspot.read.coordinates import read_numbers
from hotspot.read.layers import read_every_shape
from hotspot.read.venue_kinds import kinds_of
from hotspot.schema import LANGUAGES, Choice, Finding
from hotspot.schema.venued import VENUE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from hotspot.read.venue_kinds import Kinds
    from hotspot.schema import Floats, Language

IDS = (
    *("venueid", "facilityid", "placeid", "id", "osmid", "objectid", "fid", "gid", "serialnumber"),
    *("licen[cs]eid", "licen[cs]enumber", "licen[cs]eno", "number", "no", "код", "номер", "ид", "нөмірі"),
)
NAMES = (
    *("name", "venue", "venuename", "facility", "facilityname", "title", "label", "dba", "dbaname"),
    *("doingbusinessas", "tradename", "tradingname", "storename", "store", "chain", "brand"),
    *("название", "наименование", "заведение", "объект", "атауы", "атау", "нысан"),
)
PERSON_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)|\+\d[\d ()-]{8,}")  # of a resident or a firm; a telephone
INITIALS = r"[А-ЯЁӘҒҚҢӨҰҮҺІ]\.\s?(?:[А-ЯЁӘҒҚҢӨҰҮҺІ]\.?)?"
SURNAME = r"[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]{2,}"
PERSON = re.compile(
    rf"(?<!\w)(?:ИП|И\.\s?П\.|Ж\.\s?К\.)(?!\w)|{SURNAME}\s+{INITIALS}(?!\w)|^ЖК\s+{SURNAME}\s"
)
QUOTED = re.compile(r"[«“\"]([^«»“”\"]{2,})[»”\"]")
LONGEST = 80  # letters of a name or a kind
LINE = 1  # dimension of a line
UNKNOWN = "–"


def read_venues(
    path: str, *, language: Language, size: str = "", kind: str = ""
) -> tuple[gpd.GeoDataFrame, int, tuple[Finding, ...], tuple[Choice, ...]]:
    """Return the venues of a vector file or a table with `VENUE_COLUMNS`, in its own CRS, how many rows the
    file has, what was noticed, and which columns the kinds were taken from.

    Points or footprints; the columns are found by well-known names in English, Russian and Kazakh. `size`
    names the column with the size, such as seats or m², `kind` that with the kind. Rows without a
    place, and lines, are left out and counted.
    Raises InputError where there is nothing to read, or no such column.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy

    given = read_every_shape(path)
    frame, shapes = given.frame, given.shapes
    somewhere = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    lines = somewhere & (shapely.get_dimensions(shapes) == LINE)
    if not (somewhere & ~lines).any():
        what = "it holds lines, not places" if lines.any() else "no venue in it has a place"
        raise InputError(path, what, "give points or footprints of venues")
    texts = {str(column): as_text(frame[column]).str.slice(0, LONGEST) for column in frame.columns}
    venue_id = _ids(texts, len(frame))
    named = {each: _said(texts, (*LANGUAGE_NAMES[each], *NAMES), len(frame)) for each in LANGUAGES}
    names, people = _called(named, venue_id, language)
    sizes, strange = _sizes(path, frame, size)
    kinds = kinds_of(path, texts, asked=kind, count=len(frame))
    columns = {
        "venue_id": venue_id,
        **names,
        "kind": ["" if _is_personal(one) else one for one in kinds.kind],
        "size": sizes,
    }
    counts = {
        "venues_nowhere": int((~somewhere).sum()),
        "venues_lines": int(lines.sum()),
        "venues_people": people,
        "venues_no_size": strange,
    }
    venues = gpd.GeoDataFrame(columns, geometry=shapes, crs=given.crs)[list(VENUE_COLUMNS)]
    findings = (*given.findings, *_found(counts))
    return (
        venues[somewhere & ~lines].reset_index(drop=True),
        len(frame),
        findings,
        _chosen(kinds, asked=kind),
    )


def drawn_venues(
    layer: gpd.GeoDataFrame, *, language: Language
) -> tuple[gpd.GeoDataFrame, int, tuple[Finding, ...]]:
    """Return the venues of a run's own layer as `read_venues` does; it knows neither kinds nor sizes."""
    plain, venue_id = layer["name"].astype(str), _made(len(layer))
    local = {each: layer[f"name_{each}"].astype(str) for each in LANGUAGES}
    names, people = _called(
        {each: own.where(own != "", plain).tolist() for each, own in local.items()}, venue_id, language
    )
    columns = {
        "venue_id": venue_id,
        **names,
        "kind": "",
        "size": np.nan,
        "geometry": layer.geometry.to_numpy(),
    }
    frame = layer.iloc[:, :0].reset_index(drop=True).assign(**columns)
    venues = frame.set_geometry("geometry", crs=layer.crs)[list(VENUE_COLUMNS)]
    return venues, len(layer), _found({"venues_people": people})


def _said(texts: dict[str, pd.Series[str]], known: Sequence[str], count: int) -> list[str]:
    """Return the text of each row in the first column, in the order of the `known` names, that has one.

    In OpenStreetMap few places have a name in every language, and shops are of another column than bars.
    """
    found = [""] * count
    for pattern in known:
        for column, content in texts.items():
            if re.fullmatch(pattern, key(column)):
                found = [one or other for one, other in zip(found, content, strict=True)]
    return found


def _ids(texts: dict[str, pd.Series[str]], count: int) -> list[str]:
    """Return the ids of the file where each venue has its own, and none is the number of a person."""
    found = first_named(texts, IDS)
    ids = texts[found].tolist() if found else []
    usable = ids and all(ids) and len(set(ids)) == len(ids) and not any(map(PERSON_NUMBER.search, ids))
    return ids if usable else _made(count)


def _made(count: int) -> list[str]:
    return [f"V{i}" for i in range(1, count + 1)]


def _called(
    named: Mapping[Language, list[str]], venue_id: list[str], language: Language
) -> tuple[dict[str, list[str]], int]:
    """Return the columns of what the venues are called, in one language and in each, by their ids where they
    have no name; without the names of persons, and how many of these there were in the one."""
    told = {each: _names(names) for each, names in named.items()}
    called = {
        f"name_{each}": [name or made for name, made in zip(names, venue_id, strict=True)]
        for each, (names, _) in told.items()
    }
    return {"name": called[f"name_{language}"], **called}, told[language][1]


def _names(names: list[str]) -> tuple[list[str], int]:
    """Return the names, without those of persons, and how many of these there were."""
    shown = [name if not _is_personal(name) else _trade_name(name) for name in names]
    return shown, sum(map(_is_personal, names))


def _is_personal(name: str) -> bool:
    return bool(PERSON.search(name) or PERSON_NUMBER.search(name))


def _trade_name(name: str) -> str:
    """Return what stands in quotation marks, if that is no person, else nothing.

    >>> _trade_name("ИП Иванов А. Б. «Кафе Мечта»"), _trade_name("ИП «Иванов А. Б.»")
    ('Кафе Мечта', '')
    """
    quoted = QUOTED.search(name)
    return quoted[1].strip() if quoted and not _is_personal(quoted[1]) else ""


def _sizes(path: str, frame: pd.DataFrame, asked: str) -> tuple[Floats, int]:
    """Return the size of each venue (n,), NaN where unknown or not above 0, and how many are unknown."""
    if not asked:
        return np.full(len(frame), np.nan), 0
    column = named_column("--size", asked, [str(name) for name in frame.columns], path)
    sizes = read_numbers(f"{path}, column '{column}'", frame[column], degrees=False).found
    sizes = np.where(np.isfinite(sizes) & (sizes > 0), sizes, np.nan)
    unknown = int(np.isnan(sizes).sum())
    if unknown == len(sizes):
        what = f"column '{column}' holds no number above 0"
        raise InputError(path, what, "name a column with seats, m² or visitors with --size")
    return sizes, unknown


def _chosen(kinds: Kinds, *, asked: str) -> tuple[Choice, ...]:
    """Say which columns the kinds come from, unless one was asked for; where there is none but one of notes,
    say that it was not taken."""
    if asked or not (kinds.columns or kinds.left_out):
        return ()
    why = "venues_kind" if kinds.columns else "venues_kind_notes"
    values = {"notes": ", ".join(kinds.left_out)}
    value = ", ".join(kinds.columns) or UNKNOWN
    return (Choice(name="venues.kind", value=value, why=why, flag="--kind COLUMN", values=values),)


def _found(counts: dict[str, int]) -> tuple[Finding, ...]:
    return tuple(
        Finding(code=code, level="warning", values={"count": count})
        for code, count in counts.items()
        if count
    )
