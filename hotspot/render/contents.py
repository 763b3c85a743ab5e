"""What the map page shows, written out in three languages: title block, areas, hot spots, layers, incidents.

Only what is named here reaches the page; no column is copied because it happens to be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from hotspot.render.areas import area_parts, hotspot_parts, labels_of, told
from hotspot.render.basemap import base_island
from hotspot.render.incidents import Coded, clocks, coded, holds_single, months, packed
from hotspot.render.layers import given_layers
from hotspot.render.listing import Listing, compacted
from hotspot.render.repeated import repeated, said_once
from hotspot.render.rest import rest_island
from hotspot.render.shapes import area_outlines
from hotspot.render.title import about, area_limits, ranges
from hotspot.render.warp import COLOURS, density_picture
from hotspot.render.weekdays import uneven_text
from hotspot.schema import LANGUAGES
from hotspot.words import Words
from hotspot.words.dates import piece_text, pieces
from hotspot.words.decided import kernel_text
from hotspot.words.phrases import title_text, unit_text

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.render.views import View
    from hotspot.schema import Language, Result
    from hotspot.schema.drawn import DrawnFinds, DrawnKind

Island: TypeAlias = "dict[str, Any]"  # of a kind that JSON can hold; nothing here reads it again

AREA_COLOURS = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")  # ColorBrewer YlGnBu
FULL_CARDS = 1_000  # of the first areas; cards of all of a city's squares would weigh tens of megabytes
LISTED = 2_000  # areas one by one; the others of a longer list are ground of their colours
TOLD_SPOTS = 500  # hot spots with facts; the others are outlines
YEARS_DIGITS = 6


def city_island(result: Result, finds: DrawnFinds | None = None, *, of: DrawnKind | None = None) -> Island:
    """Return everything about this run that the page shows, and the `finds` of commands; a page that is `of`
    one command is named after what it found."""
    by_language = {language: Words(language=language) for language in LANGUAGES}
    frame = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable").reset_index(drop=True)
    spots = result.hotspots.frame.sort_values(["rank", "hotspot_id"], kind="stable")
    listing = Listing(areas=frame, spots=spots, listed=LISTED, full=FULL_CARDS, told=TOLD_SPOTS)
    limits = area_limits(result)
    views = _views(finds, result)
    said = told(result, listing, by_language.values(), views)
    labels = labels_of(said)
    code = coded(result, listing.rows, result.told.types)
    shapes, thinned = area_outlines(frame, listing.listed)
    areas, hotspots = area_parts(listing, shapes, limits, said), hotspot_parts(spots, said)
    texts = repeated(areas, hotspots)
    areas = said_once(areas, texts)
    if not holds_single(result):
        areas = _with_counts(areas, result, listing.rows, code)
    rest = {} if listing.is_whole else {"rest": rest_island(result, listing, thinned, limits, by_language)}
    return {
        "language": result.language,
        "title": title_text(result),
        "synthetic": result.synthetic,
        "runId": result.run_id,
        "about": {
            language: {
                **about(result, words, limits=limits, full=FULL_CARDS, beyond=listing.caveats(words)),
                "labels": [label[i] for label in labels],
                "no_incidents": _no_incidents(result, words),
                **({"weekdays": uneven} if (uneven := uneven_text(result, words)) else {}),
            }
            for i, (language, words) in enumerate(by_language.items())
        },
        "colours": AREA_COLOURS[len(AREA_COLOURS) - (len(limits) - 1) :],
        "limits": limits,
        "areas": areas if listing.is_whole else compacted(areas, list(by_language.values())),
        "repeated": texts,
        "hotspots": said_once(hotspots, texts),
        "density": _density(result, by_language),
        "layers": given_layers(result.layers, list(by_language.values())),
        "base": base_island(result, by_language),
        "box": _box(frame),
        "types": code.types,
        "periods": _periods(result, by_language),
        "years": round(result.period.years, YEARS_DIGITS) if result.period else None,
        "incidents": packed(result, code, len(areas)) if holds_single(result) else None,
        **_finds(finds, result, by_language, of),
        **_coloured(views, listing, by_language),
        **rest,
    }


def page_title(city: Island, language: Language) -> str:
    """Return what the browser's tab says: the place, and what a command found where the page is its own."""
    heads = [one["texts"][language]["head"] for one in city.get("finds", ()) if one["key"] == city.get("own")]
    return " · ".join([city["title"], *heads])


def _finds(
    finds: DrawnFinds | None, result: Result, by_language: dict[Language, Words], of: DrawnKind | None
) -> Island:
    if finds is None:
        return {}
    from hotspot.render.finds import finds_island  # noqa: PLC0415 - brings the texts of seven other commands

    islands = finds_island(finds, result, by_language, of=of)
    return {"finds": islands, **({"own": of} if of else {})} if islands else {}


def _views(finds: DrawnFinds | None, result: Result) -> list[View]:
    if finds is None or (finds.when is None and finds.trend is None):
        return []
    from hotspot.render.views import views_of  # noqa: PLC0415 - brings the texts of two other commands

    return views_of(finds, result)


def _coloured(views: list[View], listing: Listing, by_language: dict[Language, Words]) -> Island:
    if not views:
        return {}
    from hotspot.render.views import views_island  # noqa: PLC0415 - as above

    return {"views": views_island(views, listing, by_language)}


def _with_counts(areas: list[Island], result: Result, rows: gpd.GeoDataFrame, code: Coded) -> list[Island]:
    """Return the areas, those with full cards with their counts by weekday and hour and by month."""
    told = result.told
    by_hour, by_day = (
        code if table is told.types else coded(result, rows, table) for table in (told.hours, told.days)
    )
    clock, month = clocks(by_hour, len(areas)), months(result, by_day, len(areas))
    counted = [{**area, "clock": clock[i], "months": month[i]} for i, area in enumerate(areas[:FULL_CARDS])]
    return [*counted, *areas[FULL_CARDS:]]


def _no_incidents(result: Result, words: Words) -> str:
    """Return why the page holds no single incidents, "" where it does."""
    if holds_single(result):
        return ""
    count, limit = result.rows.kept, result.drawing.incidents
    if count > limit > 0:
        return words("map.no_incidents.many", count=count, limit=limit)
    return words("map.no_incidents.off")


def _periods(result: Result, by_language: dict[Language, Words]) -> list[Island]:
    if result.period is None:
        return []
    period = result.period
    return [
        {
            "first": (piece[0] - period.first).days,
            "last": (piece[1] - period.first).days,
            "names": {language: piece_text(piece, period, words) for language, words in by_language.items()},
        }
        for piece in pieces(period)
    ]


def _density(result: Result, by_language: dict[Language, Words]) -> Island:
    surface = result.surface
    picture = density_picture(surface, result.crs)
    return {
        "picture": picture.address,
        "box": [[picture.south, picture.west], [picture.north, picture.east]],
        "colours": COLOURS,
        "legend": {language: ranges(picture.limits, words) for language, words in by_language.items()},
        "method": {
            language: words(
                "map.density_method",
                unit=unit_text(surface.unit, words),
                kernel=kernel_text(surface.kernel, words),
                bandwidth=surface.bandwidth_m,
                limit=picture.limits[0],
            )
            for language, words in by_language.items()
        },
    }


def _box(frame: gpd.GeoDataFrame) -> list[list[float]]:
    west, south, east, north = frame.to_crs("EPSG:4326").total_bounds.tolist()
    return [[south, west], [north, east]]
