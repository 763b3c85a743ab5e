"""Other colours of the areas: what commands have found of each since, one view at a time on the map page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hotspot.schema.timed import CLASSES
from hotspot.words.views import (
    SIGNS,
    trend_facts,
    trend_legend,
    trend_lines,
    when_facts,
    when_legend,
    when_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hotspot.render.listing import Listing
    from hotspot.schema import Language, Result
    from hotspot.schema.drawn import DrawnFinds, DrawnTrend, DrawnWhen
    from hotspot.words import Words
    from hotspot.words.views import Facts, Place

Lines: TypeAlias = "Callable[[Words], list[str]]"

# Dark enough apart to be told in grey, and by those who see no red, no green or no blue: the smallest
# difference between two (CIE 1976, Machado et al. 2009) is 18, that of the five colours of the areas 17.
WHEN_COLOURS: Mapping[str, str] = {
    "new": "#3b0f70",
    "intensifying": "#b84010",
    "diminishing": "#8ec4e0",
    "persistent": "#5f9e6e",
    "sporadic": "#f5e09a",
    "none": "#f7f7f7",
}
TREND_COLOURS: Mapping[str, str] = {
    "up": "#8c2d04",
    "down": "#4f8fc9",
    "no change beyond noise": "#f4f4f4",
    "too few": "#b8b8b8",
}


@dataclass(frozen=True, kw_only=True)
class View:
    """One view: the `key` of the command, the class of each area in `of`, those present as `classes` with
    their `colours`; `lines` and `legend` explain them, `ruled` where each class has its rule there; `facts`
    go onto cards, `file` holds all numbers."""

    key: str
    file: str
    of: Mapping[str, str]
    colours: Mapping[str, str]
    lines: Lines
    legend: Callable[[Sequence[str], Words], list[str]]
    facts: Callable[[Words], Mapping[Place, Facts]]
    ruled: bool = False

    @property
    def classes(self) -> list[str]:
        """Return the classes that some area has, in the order of the legend."""
        present = set(self.of.values())
        return [one for one in self.colours if one in present]


def views_of(finds: DrawnFinds, result: Result) -> list[View]:
    """Return a view for each find that gives areas a class."""
    views = []
    if finds.when is not None:
        views.append(_when(finds.when, result))
    if finds.trend is not None:
        views.append(_trend(finds.trend))
    return views


def _when(found: DrawnWhen, result: Result) -> View:
    return View(
        key="when",
        file="emerging.csv",
        of={one.place_id: one.found for one in found.emerged if one.kind == "area"},
        colours={one: WHEN_COLOURS[one] for one in CLASSES},
        lines=lambda words: when_lines(found, result, words),
        legend=lambda classes, words: when_legend(found, classes, words),
        facts=lambda words: when_facts(found, words),
        ruled=True,
    )


def _trend(found: DrawnTrend) -> View:
    return View(
        key="trend",
        file="trend.csv",
        of={one.unit_id: one.verdict for one in found.areas},
        colours=TREND_COLOURS,
        lines=lambda words: trend_lines(found, words),
        legend=lambda verdicts, words: trend_legend(found, verdicts, words),
        facts=lambda words: trend_facts(found, words),
    )


def views_island(
    views: Sequence[View], listing: Listing, by_language: Mapping[Language, Words]
) -> list[dict[str, Any]]:
    """Return each view as the page draws and explains it; an area that it says nothing of has class −1."""
    return [_view(view, listing, by_language) for view in views]


def _view(view: View, listing: Listing, by_language: Mapping[Language, Words]) -> dict[str, Any]:
    classes = view.classes
    order = {one: i for i, one in enumerate(classes)}
    return {
        "key": view.key,
        "ruled": view.ruled,
        "of": [order.get(view.of.get(str(area), ""), -1) for area in listing.rows["area_id"]],
        "colours": [view.colours[one] for one in classes],
        "signs": [SIGNS.get(one, "") for one in classes],
        "texts": {
            language: {
                "name": words(f"view.{view.key}"),
                "lines": view.lines(words),
                "legend": view.legend(classes, words),
                "unknown": words("view.unknown"),
                "rest": "" if listing.is_whole else words("view.rest", listed=listing.listed, file=view.file),
            }
            for language, words in by_language.items()
        },
    }


def more_facts(views: Sequence[View], words: Words) -> dict[Place, Facts]:
    """Return what the views add to the cards of areas and hot spots."""
    together: dict[Place, Facts] = {}
    for view in views:
        for place, facts in view.facts(words).items():
            together.setdefault(place, []).extend(facts)
    return together
