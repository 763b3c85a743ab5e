"""Posts as a reader meets them: the sentences on top, the table of sites, how they were chosen."""

from __future__ import annotations

from datetime import date
from math import ceil, floor, isfinite, nan
from typing import TYPE_CHECKING

from hotspot.schema.placed import SAME_SITE_M, WALKING_M_PER_MIN
from hotspot.words.dates import date_text
from hotspot.words.gain_curve import curve_lines
from hotspot.words.judged import Table
from hotspot.words.phrases import (
    SPACE,
    UNKNOWN,
    distance_text,
    number,
    percent,
    period_text,
    rows_of,
    share_of,
    title_text,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Result
    from hotspot.schema.placed import DemandUnit, Placed
    from hotspot.words import Words
    from hotspot.words.phrases import Row

FULL = ("area", "street", "gain", "within", "incidents", "stability", "place", "nearest")
AHEAD = {"expected": "posts.unit.expected_days", "expected_harm": "posts.unit.expected_harm_days"}
FINE = 0.0995  # below this share a percentage has a decimal
SHORT = ("area", "street", "gain", "incidents", "stability", "place")  # what a terminal has room for


def lines(placed: Placed, result: Result, words: Words) -> list[str]:
    """Return what was found in sentences: the period, what the posts reach, whether that is the best."""
    top = [title_text(result), *([words("table.synthetic")] if result.synthetic else [])]
    said = [
        " · ".join([*top, period_text(result, words)]),
        reached_line(placed, result, words),
        proof(placed, words),
    ]
    said += bend_lines(placed, words)
    if trial := placed.hold_out:
        said.append(
            words(
                "posts.holdout",
                posts=words("plural.posts", count=trial.posts or len(placed.posts)),
                cutoff=date_text(date.fromisoformat(trial.cutoff), words),
                covered=trial.covered,
                incidents=trial.incidents,
                share=share_of(trial.covered, trial.incidents, words),
                naive=trial.naive,
                naive_share=share_of(trial.naive, trial.incidents, words),
            )
        )
    if placed.reviewed is not None:
        said.append(review_line(placed, placed.reviewed, words))
    return said


def bend_lines(placed: Placed, words: Words) -> list[str]:
    """Return up to which number each further post adds much; nothing where so few were tried."""
    knee = words("plural.posts", count=placed.knee)
    return curve_lines(placed, words, knee=knee, bend="posts.knee", straight="posts.no_knee")


def reached_line(placed: Placed, result: Result, words: Words) -> str:
    """Return what the posts reach; where they have a capacity, what of it they serve."""
    said: dict[str, str | float] = {
        "posts": len(placed.posts),
        "reach": reach_text(placed, words),
        "total": number(round(placed.total), words),
        "unit": demand_text(placed.unit, result, words),
        "existing": len(placed.existing),
    }
    for name, value, share in (
        ("covered", placed.covered, "share"),
        ("before", placed.before, "before_share"),
        ("reached", placed.reached, "reached_share"),
    ):
        said |= {name: number(round(value), words), share: share_of(value, placed.total, words)}
    if placed.capacity is None:
        return words("posts.line.cover", **said)
    return words("posts.line.served", capacity=placed.capacity, **said)


def proof(placed: Placed, words: Words) -> str:
    """Return whether no choice can be better, or by how much it could, and what that is said of."""
    if not placed.gathered_m:
        if placed.gap == 0.0:
            return words("posts.proved", candidates=placed.candidates)
        return gap_text(placed.gap, words)
    about = {"side": placed.gathered_m, "candidates": placed.candidates}
    if placed.gap == 0.0:
        return words("posts.proved_gathered", **about)
    return words("posts.gap_gathered", gap=_fine_gap(placed.gap, words), **about)


def gap_text(gap: float, words: Words) -> str:
    """Return by how much another choice could be better, where none was proved to be the best."""
    return words("posts.gap", gap=_fine_gap(gap, words))


def _fine_gap(gap: float, words: Words) -> str:
    """Return a gap in per cent, which is never rounded to nothing."""
    return f"{words.number(max(100 * gap, 0.01), 2)} %"


def reach_text(placed: Placed, words: Words) -> str:
    """Return how far a post reaches, and by which way."""
    kind = "streets" if placed.on_streets else "straight"
    return words(f"posts.reach.{kind}", reach=number(placed.reach_m, words))


def demand_text(unit: DemandUnit, result: Result, words: Words) -> str:
    """Return what is counted as demand; of a forecast, for how many days."""
    days = next((choice.value for choice in result.choices if choice.name == "score.horizon_days"), None)
    if unit in AHEAD and isinstance(days, int | float):
        return words(AHEAD[unit], days=days)
    return words(f"posts.unit.{unit}")


def sites_table(
    posts: gpd.GeoDataFrame, words: Words, *, title: str, columns: tuple[str, ...] = FULL
) -> Table:
    """Return one row for each post, in order: its number, then the `columns` asked for."""
    degrees = posts.geometry.to_crs("EPSG:4326")
    rows = tuple(
        (str(row["post_id"]), *(told(row, words, (point.y, point.x))[column] for column in columns))
        for row, point in zip(rows_of(posts), degrees, strict=True)
    )
    heads = (words("table.rank"), *(words(f"posts.col.{column}") for column in columns))
    return Table(title=title, heads=heads, rows=rows)


def told(row: Row, words: Words, lat_lon: tuple[float, float]) -> dict[str, str]:
    """Return what is said of a post, by the column of the table; `lat_lon` in degrees."""
    near = f"{row[f'nearest_post_{words.language}']}, {distance_text(row['nearest_post_m'], words)}"
    return {
        "area": str(row[f"area_{words.language}"] or UNKNOWN),
        "street": str(row[f"street_{words.language}"] or UNKNOWN),
        "adds": number(row["gain"], words, 0),
        "gain": f"{number(row['gain'], words, 0)} ({fine_percent(row['gain_share'], words)})",
        "within": f"{number(row['within_reach'], words, 0)} ({fine_percent(row['share'], words)})",
        "incidents": counted_text(row, words),
        "stability": percent(row["stability"], words),
        "place": "{:.5f}, {:.5f}".format(*lat_lon),
        "nearest": near if isfinite(row["nearest_post_m"]) else UNKNOWN,
    }


def fine_percent(share: float, words: Words) -> str:
    """Return a share that is often a few per cent: below a tenth with one decimal."""
    return f"{words.number(100 * share, 1 if share < FINE else 0, padded=True)}{SPACE}%"


def counted_text(row: Row, words: Words) -> str:
    """Return the incidents within reach with the interval of what that count stands for, in whole numbers."""
    low, high = words.number(floor(row["incidents_low"])), words.number(ceil(row["incidents_high"]))
    return f"{number(row['incidents'], words, 0)} ({low}–{high})"


def existing_table(placed: Placed, words: Words) -> Table:
    """Return what each of the existing posts reaches by itself."""
    rows = tuple(
        (
            str(row[f"name_{words.language}"]),
            f"{number(row['within_reach'], words, 0)} ({fine_percent(row['share'], words)})",
            counted_text(row, words),
        )
        for row in rows_of(placed.existing)
    )
    heads = tuple(words(f"posts.col.{head}") for head in ("name", "within", "incidents"))
    return Table(title=words("posts.existing"), heads=heads, rows=rows)


def method(placed: Placed, words: Words) -> list[str]:
    """Return how the posts were chosen and what the numbers mean, a few sentences."""
    reach = number(placed.reach_m, words)
    said = [
        words(f"posts.method.demand.{placed.unit}", incidents=placed.incidents),
        words(
            "posts.method.streets",
            reach=reach,
            minutes=round(placed.reach_m / WALKING_M_PER_MIN, 1),
            speed=WALKING_M_PER_MIN * 60 / 1_000,
        )
        if placed.on_streets
        else words("posts.method.straight", reach=reach),
        words(f"posts.method.model.{placed.model}"),
        words("posts.method.bound", candidates=placed.candidates),
    ]
    if placed.capacity is not None:
        said.append(words("posts.method.capacity", capacity=placed.capacity))
    if placed.draws:
        said.append(words("posts.method.stability", draws=placed.draws, same=SAME_SITE_M))
    said += [words("posts.method.trial")] if placed.hold_out else []
    return [*said, words("posts.method.limits")]


def review_line(placed: Placed, reviewed: gpd.GeoDataFrame, words: Words) -> str:
    """Return what the sites that people chose reach, beside the best as many where that is known."""
    covered = placed.before + float(reviewed["gain"].sum())
    share = percent(covered / placed.total, words)
    said: dict[str, str | float] = {
        "posts": len(reviewed),
        "covered": number(round(covered), words),
        "share": share,
    }
    best = next((gain.value for gain in placed.gains if gain.posts == len(reviewed)), nan)
    if not isfinite(best):
        return words("posts.review.alone", **said)
    best_share = percent(best / placed.total, words)
    return words("posts.review.line", best=number(best, words, 0), best_share=best_share, **said)
