"""What stands in the brief of an area: words and counts, the same for PDF and HTML."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.render.brief.counts import clock_of, kinds_of, times_of
from hotspot.render.brief.scene import city_of, scene_of
from hotspot.render.facts import area_facts, area_sentences, has_rank, rank_text, unbroken
from hotspot.render.nearest import nearest_facilities
from hotspot.render.title import CAVEATS, left_out, title_facts, title_sources
from hotspot.render.weekdays import uneven_text
from hotspot.words import Words
from hotspot.words.phrases import (
    column_text,
    local_name,
    number,
    percent,
    rows_of,
    score_unit_text,
    tested_text,
    title_text,
    unit_text,
)
from hotspot.words.standing import score_basis
from hotspot.words.windowed import trend_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from hotspot.measure.clock import Clock
    from hotspot.render.brief.counts import Kinds, Times
    from hotspot.render.brief.scene import City, Scene
    from hotspot.render.facts import Fact
    from hotspot.schema import Result
    from hotspot.words.phrases import Row

LONGEST_NAME, LONGEST_OTHER, LONGEST_LINE = 120, 30, 160  # letters
SPOTS_SHOWN = 5
THIN = ("rank_few_incidents", "rank_short_period")  # findings without which a single page misleads
MAP_ASPECT = 1.0  # width / height
SPOT_COLUMNS = ("hotspot_id", "kind", "inside", "area_km2", "per_km2_year", "stability", "main_types")


@dataclass(frozen=True, kw_only=True)
class Brief:
    """The page of one area in the language of `words`; what is unknown is empty or None.

    `rank` and `of` are its place in figures; `shades` what the colours of the map mean, the lowest value and
    the highest; `spots` the rows of the table under `spots_head`, `spots_left` how many more there
    are, and `spots_share` how much of the area's incidents lies in all of them.
    """

    area_id: str
    words: Words
    heading: str
    name: str
    title: str
    about: tuple[str, ...]
    synthetic: str
    rank: str
    of: str
    sentences: tuple[str, ...]
    facts: tuple[Fact, ...]
    scene: Scene
    shades: tuple[str, str, str]
    clock: Clock | None
    times: Times | None
    kinds: Kinds | None
    spots_head: tuple[str, ...]
    spots: tuple[tuple[str, ...], ...]
    spots_left: int
    spots_share: str
    caveats: tuple[str, ...]
    sources: tuple[str, ...]


def briefs(result: Result, area_ids: Sequence[str], *, told: pd.DataFrame | None = None) -> Iterator[Brief]:
    """Return the briefs of these areas, one after the other, in the language of the result.

    `told` are the incidents as they may be told of an area, by default all as they are; what is said of the
    whole city, such as the types that count, comes from the result.
    """
    words = Words(language=result.language)
    about = tuple(short(fact, LONGEST_LINE) for fact in title_facts(result, words))
    result = result if told is None else replace(result, incidents=told)
    city, near = city_of(result, words), nearest_facilities(result)
    rows = result.ranking.frame["area_id"].tolist()
    rooms = result.areas.frame["area_id"].tolist()
    for area_id in area_ids:
        row = rows.index(area_id)
        inside = result.incidents[result.incidents["area"] == rooms.index(area_id)]
        facts = area_facts(city.rows[row], result, words, nearest=near.get(area_id, ()))
        scene = scene_of(result, city, row, aspect=MAP_ASPECT)
        yield _brief(
            result, row, inside=inside, facts=facts, scene=scene, city=city, about=about, words=words
        )


def _brief(
    result: Result,
    row: int,
    *,
    inside: pd.DataFrame,
    facts: Sequence[Fact],
    scene: Scene,
    city: City,
    about: tuple[str, ...],
    words: Words,
) -> Brief:
    area, count = city.rows[row], result.ranking.ranked
    spots = _spots(area, result)
    return Brief(
        area_id=str(area["area_id"]),
        words=words,
        heading=words("brief.heading" if _is_concentrated(area, result) else "brief.heading_plain"),
        name=short(local_name(area, words), LONGEST_NAME),
        title=short(title_text(result), LONGEST_NAME),
        about=about,
        synthetic=words("report.synthetic") if result.synthetic else "",
        rank=rank_text(area, count, words),
        of=words("brief.of", count=count) if has_rank(area) else words("brief.apart"),
        sentences=_sentences(area, result, city, words),
        facts=_facts(area, facts, result, words),
        scene=scene,
        shades=_shades(result, city, words),
        clock=clock_of(result, inside),
        times=times_of(result, inside, words),
        kinds=kinds_of(inside, words),
        spots_head=tuple(_spot_head(column, result, words) for column in SPOT_COLUMNS),
        spots=tuple(_spot_cells(spot, words) for spot in rows_of(spots.head(SPOTS_SHOWN))),
        spots_left=max(len(spots) - SPOTS_SHOWN, 0),
        spots_share=percent(area["hotspot_share"], words),
        caveats=_caveats(result, words),
        sources=(
            *left_out(result, words),
            *(short(source, LONGEST_LINE) for source in title_sources(result, words)),
        ),
    )


def short(text: str, longest: int) -> str:
    """Return a text without line breaks, of at most `longest` letters.

    >>> short("a very\\nlong name", 8)
    'a very…'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def _is_concentrated(area: Row, result: Result) -> bool:
    """Tell whether the area has more incidents for its ground than all areas together have for theirs."""
    frame = result.ranking.frame
    return bool(area["incidents"] / area["area_km2"] > frame["incidents"].sum() / frame["area_km2"].sum())


def _sentences(area: Row, result: Result, city: City, words: Words) -> tuple[str, ...]:
    """Return what can be said of rank and score; without incidents, that there are none."""
    frame = result.ranking.frame
    names = [short(name, LONGEST_OTHER) for name in city.names]
    group = [names[i] for i in np.flatnonzero(frame["group"] == area["group"])]
    own = short(local_name(area, words), LONGEST_OTHER)
    score = words(
        "brief.score",
        by=words(f"by.{result.ranking.by}"),
        unit=score_unit_text(result, words),
        **{name: number(area[name], words) for name in ("score", "score_low", "score_high")},
    )
    none = () if area["incidents"] else (words("brief.no_incidents"),)
    said = area_sentences(area, result.ranking.ranked, own, group, words)
    return (*none, *said, *([score] if has_rank(area) else []))


def _facts(area: Row, facts: Sequence[Fact], result: Result, words: Words) -> tuple[Fact, ...]:
    """Return the facts that the page does not say elsewhere, and no trend where there are too few."""
    elsewhere = {
        words("map.fact.score_interval", unit=score_unit_text(result, words)),
        words("column.main_types"),
        words("map.fact.hotspots"),
    }
    if area["trend"] == "too few":
        elsewhere.add(trend_label(result, words))
    return tuple((what, short(much, LONGEST_LINE)) for what, much in facts if what not in elsewhere)


def _shades(result: Result, city: City, words: Words) -> tuple[str, str, str]:
    meaning = words("brief.shades", unit=unit_text(result.surface.unit, words))
    return meaning, number(city.limits[0], words), number(city.limits[-1], words)


def _spots(area: Row, result: Result) -> pd.DataFrame:
    frame: pd.DataFrame = result.hotspots.frame
    inside: pd.DataFrame = frame[frame["hotspot_id"].isin(str(area["hotspot_ids"]).split())]
    return inside.sort_values(["rank", "hotspot_id"], kind="stable")


def _spot_head(column: str, result: Result, words: Words) -> str:
    if column == "per_km2_year":
        return column_text(column, words, dated=result.period is not None)
    return words(f"column.{column}")


def _spot_cells(spot: Row, words: Words) -> tuple[str, ...]:
    figures = [number(spot[column], words) for column in ("inside", "area_km2", "per_km2_year")]
    figures.append(number(spot["stability"], words, 2))
    types = unbroken(short(str(spot["main_types"]), LONGEST_LINE))
    return (str(spot["hotspot_id"]), words(f"kind.{spot['kind']}"), *figures, types)


def _caveats(result: Result, words: Words) -> tuple[str, ...]:
    straight = [words("map.straight")] if {"posts", "cameras"} & set(result.layers) else []
    limits = (words(f"report.not_for.{key}") for key in CAVEATS)
    thin = (f"{words.finding(finding)[0]}." for finding in result.findings if finding.code in THIN)
    basis = score_basis(result)
    mean = [] if basis == "ahead" else [words(f"brief.basis.{basis}")]
    uneven = [text] if (text := uneven_text(result, words)) else []
    return (*thin, *uneven, *mean, *limits, tested_text(result.hotspots, words), *straight)
