"""What the map page shows, written out in three languages: title block, areas, hot spots, layers, limits.

Only what is named here reaches the page; no column is copied because it happens to be there.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot.measure.classes import class_limits, class_of
from hotspot.render.facts import area_facts, area_row, area_sentences, hotspot_facts
from hotspot.render.layers import given_layers
from hotspot.render.shapes import anchors, outlines, thinned_areas
from hotspot.render.warp import COLOURS, density_picture
from hotspot.schema import LANGUAGES
from hotspot.words import Words, catalogue
from hotspot.words.phrases import (
    choice_value,
    finding_text,
    kernel_text,
    local_name,
    number,
    order_text,
    period_text,
    reason_text,
    score_head,
    title_text,
    unit_text,
    used_text,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.schema import Result

Island = dict[str, Any]  # of a kind that JSON can hold; it leaves for the page and is not read again here

AREA_COLOURS = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")  # ColorBrewer YlGnBu
FULL_CARDS = 1_000  # of the first areas; cards of all of a city's squares would weigh tens of megabytes
CAVEATS = ("recorded", "label", "people", "future")


def words_island() -> Island:
    """Return the texts of the page itself, by language."""
    texts = {
        key: text
        for key, text in catalogue().items()
        if key.startswith(("map.", "column.", "table.", "kind."))
    }
    return {language: {key: text[language] for key, text in texts.items()} for language in LANGUAGES}


def city_island(result: Result) -> Island:
    """Return everything about this run that the page shows."""
    by_language = [Words(language=language) for language in LANGUAGES]
    frame = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable").reset_index(drop=True)
    limits = class_limits(frame["score"].to_numpy(np.float64))
    return {
        "language": result.language,
        "title": title_text(result),
        "synthetic": result.synthetic,
        "about": {words.language: _about(result, words, limits) for words in by_language},
        "colours": AREA_COLOURS[len(AREA_COLOURS) - (len(limits) - 1) :],
        "areas": _areas(result, frame, limits, by_language),
        "hotspots": _hotspots(result, by_language),
        "density": _density(result, by_language),
        "layers": given_layers(result.layers, by_language),
        "box": _box(frame),
    }


def _about(result: Result, words: Words, limits: list[float]) -> Island:
    unit = unit_text(result.ranking.score_unit, words)
    city = "" if result.city == title_text(result) else result.city
    left_out = words("map.left_out", count=result.rows.read - result.rows.kept)
    facts = [city, period_text(result, words), used_text(result.rows, words), left_out]
    return {
        "synthetic": words("report.synthetic"),
        "facts": [fact for fact in facts if fact],
        "order": order_text(result, words),
        "score": score_head(result.ranking.score_unit, words),
        "brief": words("map.brief", count=FULL_CARDS),
        "areas": words("map.layer.areas_by", by=words(f"by.{result.ranking.by}")),
        "areas_method": words("map.areas_method", unit=unit),
        "areas_legend": _ranges(limits, words),
        "caveats": _caveats(result, words),
        "data": _data(result, words),
    }


def _caveats(result: Result, words: Words) -> list[str]:
    brief = [words("map.brief", count=FULL_CARDS)] if len(result.ranking.frame) > FULL_CARDS else []
    limits = (words(f"report.not_for.{key}") for key in CAVEATS)
    return [*_left_out(result, words), *brief, words("map.untested"), *limits]


def _left_out(result: Result, words: Words) -> list[str]:
    dropped = result.rows.dropped.items()
    reasons = "; ".join(f"{reason_text(reason, words)}: {number(count, words)}" for reason, count in dropped)
    return [words("map.reasons", reasons=reasons)] if reasons else []


def _data(result: Result, words: Words) -> list[str]:
    """Return what was noticed, what was chosen, and where it came from."""
    found = [finding_text(finding, words) for finding in result.findings]
    chosen = [
        " — ".join(filter(None, (f"{choice.name}: {choice_value(choice, words)}", words.choice(choice))))
        for choice in result.choices
    ]
    sources = [f"{role}: {source.path}" for role, given in result.sources.items() for source in given]
    versions = ", ".join(f"{name} {version}" for name, version in result.versions.items())
    return [*found, *chosen, *sources, versions]


def _areas(
    result: Result, frame: gpd.GeoDataFrame, limits: list[float], by_language: list[Words]
) -> list[Island]:
    shapes, places = outlines(thinned_areas(frame)), anchors(frame)
    classes = class_of(frame["score"].to_numpy(np.float64), limits).tolist()
    texts = {words.language: _area_texts(result, frame, words) for words in by_language}
    return [
        {
            "shape": shapes[i],
            "at": places[i],
            "class": classes[i],
            "texts": {language: rows[i] for language, rows in texts.items()},
        }
        for i in range(len(frame))
    ]


def _area_texts(result: Result, frame: pd.DataFrame, words: Words) -> list[Island]:
    names = [local_name(row, words) for _, row in frame.iterrows()]
    groups: dict[Any, list[str]] = {}
    for group, name in zip(frame["group"], names, strict=True):
        groups.setdefault(group, []).append(name)
    texts: list[Island] = []
    for name, (_, row) in zip(names, frame.iterrows(), strict=True):
        texts.append({"name": name, "row": area_row(row, len(frame), words)})
        if len(texts) <= FULL_CARDS:
            texts[-1]["sentences"] = area_sentences(row, len(frame), name, groups[row["group"]], words)
            texts[-1]["facts"] = area_facts(row, result, words)
    return texts


def _hotspots(result: Result, by_language: list[Words]) -> list[Island]:
    frame = result.hotspots.frame.sort_values(["rank", "hotspot_id"], kind="stable")
    return [
        {
            "id": str(row["hotspot_id"]),
            "single": row["kind"] == "single_address",
            "shape": shape,
            "facts": {words.language: hotspot_facts(row, result, words) for words in by_language},
        }
        for (_, row), shape in zip(frame.iterrows(), outlines(frame), strict=True)
    ]


def _density(result: Result, by_language: list[Words]) -> Island:
    surface = result.surface
    picture = density_picture(surface, result.crs)
    return {
        "picture": picture.address,
        "box": [[picture.south, picture.west], [picture.north, picture.east]],
        "colours": COLOURS,
        "legend": {words.language: _ranges(list(picture.limits), words) for words in by_language},
        "method": {
            words.language: words(
                "map.density_method",
                unit=unit_text(surface.unit, words),
                kernel=kernel_text(surface.kernel, words),
                bandwidth=surface.bandwidth_m,
                limit=picture.limits[0],
            )
            for words in by_language
        },
    }


def _ranges(limits: list[float], words: Words) -> list[str]:
    return [f"{number(low, words)} – {number(high, words)}" for low, high in pairwise(limits)]


def _box(frame: gpd.GeoDataFrame) -> list[list[float]]:
    west, south, east, north = frame.to_crs("EPSG:4326").total_bounds.tolist()
    return [[south, west], [north, east]]
