"""Posts as a reader meets them: the sentences on top, the table of sites, the curve of gains."""

from __future__ import annotations

from datetime import date
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

from hotspot.schema.placed import SAME_SITE_M, WALKING_M_PER_MIN
from hotspot.words.dates import date_text
from hotspot.words.judged import Table
from hotspot.words.phrases import (
    SPACE,
    UNKNOWN,
    distance_text,
    number,
    percent,
    period_text,
    rows_of,
    title_text,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Result
    from hotspot.schema.cameras import Watched
    from hotspot.schema.placed import Placed
    from hotspot.words import Words
    from hotspot.words.phrases import Row

FULL = ("area", "street", "gain", "within", "incidents", "stability", "place", "nearest")
FINE = 0.0995  # below this share a percentage has a decimal
SHORT = ("area", "street", "gain", "incidents", "stability", "place")  # what a terminal has room for


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
            unit=demand_text(placed, result, words),
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
                cutoff=date_text(date.fromisoformat(trial.cutoff), words),
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
    return gap_text(placed.gap, words)


def gap_text(gap: float, words: Words) -> str:
    """Return by how much another choice could be better, where none was proved to be the best."""
    return words("posts.gap", gap=f"{words.number(100 * gap, 2)} %")


def reach_text(placed: Placed, words: Words) -> str:
    """Return how far a post reaches, and by which way."""
    kind = "streets" if placed.on_streets else "straight"
    return words(f"posts.reach.{kind}", reach=number(placed.reach_m, words))


def demand_text(placed: Placed, result: Result, words: Words) -> str:
    """Return what is counted as demand; of a forecast, for how many days."""
    days = next((choice.value for choice in result.choices if choice.name == "score.horizon_days"), None)
    if placed.unit == "expected" and isinstance(days, int | float):
        return words("posts.unit.expected_days", days=days)
    return words(f"posts.unit.{placed.unit}")


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
    if placed.draws:
        said.append(words("posts.method.stability", draws=placed.draws, same=SAME_SITE_M))
    said += [words("posts.method.trial")] if placed.hold_out else []
    return [*said, words("posts.method.limits")]


def curve_table(
    placed: Placed | Watched, words: Words, *, title: str = "posts.curve", count: str = "posts.curve.posts"
) -> Table:
    """Return what 1, 2 … posts or cameras reach, one by one and best together, and the bound; `title` and
    `count` are the texts of the table's title and of its first heading."""
    total = placed.total
    reached = [placed.before, *(gain.value for gain in placed.gains)]
    rows = tuple(
        (
            str(gain.posts),
            number(gain.value - before, words, 0),
            *(
                f"{number(round(value), words)} ({percent(value / total, words)})"
                for value in (gain.greedy, gain.value, gain.bound)
            ),
        )
        for gain, before in zip(placed.gains, reached, strict=False)
    )
    heads = (words(count), *(words(f"posts.curve.{head}") for head in ("adds", "greedy", "best", "bound")))
    return Table(title=words(title), heads=heads, rows=rows)


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
