"""The curve of gains as a reader meets it: what each further post or camera adds, and where that bends."""

from __future__ import annotations

from math import isfinite, nan
from typing import TYPE_CHECKING

from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, number, percent

if TYPE_CHECKING:
    from hotspot.schema.cameras import Watched
    from hotspot.schema.placed import Placed
    from hotspot.words import Words

FEWEST_OF_A_CURVE = 3  # two points are no curve


def curve_lines(placed: Placed | Watched, words: Words, *, knee: str, bend: str, straight: str) -> list[str]:
    """Return what a post or camera adds up to the bend of the curve of gains, called `knee`, and beyond, by
    the text `bend`; where it has none, by the text `straight`, between what and what each adds. Nothing of
    fewer than three."""
    if placed.knee:
        reached = {0: placed.before, **{gain.posts: gain.value for gain in placed.gains}}
        there, last = reached[placed.knee], max(reached)
        more, less = (there - placed.before) / placed.knee, (reached[last] - there) / (last - placed.knee)
        return [words(bend, knee=knee, more=number(more, words), less=number(less, words))]
    added = [gain for gain in added_by_each(placed) if isfinite(gain)]
    if len(added) < FEWEST_OF_A_CURVE:
        return []
    least, most = (number(end, words, 0) for end in (min(added), max(added)))
    return [words(straight, least=least, most=most)]


def added_by_each(placed: Placed | Watched) -> list[float]:
    """Return what each further post or camera adds to the best choice; NaN where one fewer was not asked."""
    reached = {0: placed.before, **{gain.posts: gain.value for gain in placed.gains}}
    return [gain.value - reached.get(gain.posts - 1, nan) for gain in placed.gains]


def curve_table(
    placed: Placed | Watched, words: Words, *, title: str = "posts.curve", count: str = "posts.curve.posts"
) -> Table:
    """Return what 1, 2 … posts or cameras reach, one by one and best together, and the bound, with a dash for
    what is unknown; `title` and `count` are the texts of the table's title and of its first heading."""
    rows = tuple(
        (
            str(gain.posts),
            number(added, words, 0),
            *(
                f"{number(value, words, 0)} ({percent(value / placed.total, words)})"
                if isfinite(value)
                else UNKNOWN
                for value in (gain.greedy, gain.value, gain.bound)
            ),
        )
        for gain, added in zip(placed.gains, added_by_each(placed), strict=True)
    )
    heads = (words(count), *(words(f"posts.curve.{head}") for head in ("adds", "greedy", "best", "bound")))
    return Table(title=words(title), heads=heads, rows=rows)
