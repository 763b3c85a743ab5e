"""Posts as a reader meets them: the sentences on top, the table of sites, the curve of gains."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, distance_text, number, percent, period_text, title_text

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Result
    from hotspot.schema.placed import Placed
    from hotspot.words import Words


def lines(placed: Placed, result: Result, words: Words) -> list[str]:
    """Return what was found in sentences: the period, what the posts reach, whether that is the best."""
    posts, existing = len(placed.posts), len(placed.existing)
    top = [title_text(result), *([words("table.synthetic")] if result.synthetic else [])]
    said = [
        " · ".join([*top, period_text(result, words)]),
        words(
            "posts.line.cover",
            posts=posts,
            reach=reach_text(placed, words),
            covered=number(round(placed.covered), words),
            total=number(round(placed.total), words),
            unit=words(f"posts.unit.{placed.unit}"),
            share=percent(placed.covered / placed.total, words),
            existing=existing,
            before=number(round(placed.before), words),
            before_share=percent(placed.before / placed.total, words),
        ),
        proof(placed, words),
    ]
    if placed.knee:
        said.append(words("posts.knee", knee=words("plural.posts", count=placed.knee)))
    trial = placed.hold_out
    if trial:
        said.append(
            words(
                "posts.holdout",
                posts=words("plural.posts", count=posts),
                cutoff=trial.cutoff,
                covered=trial.covered,
                incidents=trial.incidents,
                share=percent(trial.covered / trial.incidents, words),
                naive=trial.naive,
                naive_share=percent(trial.naive / trial.incidents, words),
            )
        )
    if placed.reviewed is not None:
        said.append(_review_line(placed, placed.reviewed, words))
    return said


def proof(placed: Placed, words: Words) -> str:
    """Return whether no choice can be better, or by how much it could."""
    if placed.gap == 0.0:
        return words("posts.proved", candidates=placed.candidates)
    return words("posts.gap", gap=f"{words.number(100 * placed.gap, 2)} %")


def reach_text(placed: Placed, words: Words) -> str:
    """Return how far a post reaches, and by which way."""
    kind = "streets" if placed.on_streets else "straight"
    return words(f"posts.reach.{kind}", reach=number(placed.reach_m, words))


def sites_table(posts: gpd.GeoDataFrame, words: Words, *, title: str) -> Table:
    """Return one row for each post, in order, with its coordinates in degrees."""
    heads = ("area", "gain", "within", "incidents", "street", "nearest", "stability", "lat", "lon")
    degrees = posts.geometry.to_crs("EPSG:4326")
    rows = tuple(
        (
            str(row["post_id"]),
            str(row[f"name_{words.language}"] if row["area"] else UNKNOWN),
            f"{number(row['gain'], words, 0)} ({percent(row['gain_share'], words)})",
            f"{number(row['within_reach'], words, 0)} ({percent(row['share'], words)})",
            f"{number(row['incidents'], words, 0)} ({number(np.floor(row['incidents_low']), words)}–"
            f"{number(np.ceil(row['incidents_high']), words)})",
            str(row["street"] or UNKNOWN),
            f"{row['nearest_post']}, {distance_text(row['nearest_post_m'], words)}"
            if isfinite(row["nearest_post_m"])
            else UNKNOWN,
            percent(row["stability"], words) if isfinite(row["stability"]) else UNKNOWN,
            f"{point.y:.5f}",
            f"{point.x:.5f}",
        )
        for row, point in zip(posts.to_dict("records"), degrees, strict=True)
    )
    return Table(
        title=title, heads=(words("table.rank"), *(words(f"posts.col.{head}") for head in heads)), rows=rows
    )


def curve_table(placed: Placed, words: Words) -> Table:
    """Return what 1, 2 … posts reach, one by one and best together, and the bound."""
    total = placed.total
    rows = tuple(
        (
            str(gain.posts),
            *(
                f"{number(round(value), words)} ({percent(value / total, words)})"
                for value in (gain.greedy, gain.value, gain.bound)
            ),
        )
        for gain in placed.gains
    )
    heads = tuple(words(f"posts.curve.{head}") for head in ("posts", "greedy", "best", "bound"))
    return Table(title=words("posts.curve"), heads=heads, rows=rows)


def _review_line(placed: Placed, reviewed: gpd.GeoDataFrame, words: Words) -> str:
    """Return what the sites that people chose reach, beside the best as many where that is known."""
    covered = placed.before + float(reviewed["gain"].sum())
    best = next((gain.value for gain in placed.gains if gain.posts == len(reviewed)), float("nan"))
    return words(
        "posts.review.line",
        posts=len(reviewed),
        covered=number(round(covered), words),
        share=percent(covered / placed.total, words),
        best=number(best, words, 0),
        best_share=percent(best / placed.total, words),
    )
