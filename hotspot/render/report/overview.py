"""The map of the whole city for the first page: areas by class, the first by number, hot spots, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.measure.classes import class_of
from hotspot.render.brief.furniture import SPOT, draw_north, draw_scale, draw_sign, north_box, scale_box
from hotspot.render.brief.map import Taken
from hotspot.render.brief.paper import INK, SOFT, Box, axes_at, blank, block, house_style, put, saved
from hotspot.render.brief.scene import true_north
from hotspot.render.brief.shapes import draw_lines, draw_surface
from hotspot.render.brief.type import POINT_MM, width_mm, wrapped
from hotspot.render.contents import AREA_COLOURS
from hotspot.render.title import area_limits, areas_legend
from hotspot.schema.reported import Picture
from hotspot.words.phrases import local_name, rows_of
from hotspot.words.ranked import score_meaning

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Result
    from hotspot.words import Words
    from hotspot.words.phrases import Row

WIDTH, HEIGHT = 178.0, 96.0  # mm
MAP = Box(left=0.0, top=0.0, width=122.0, height=HEIGHT)
KEY = Box(left=126.0, top=0.0, width=52.0, height=HEIGHT)
ROOM = 0.96  # of the map's frame that the city takes
FIRST = 10  # areas that have a number on the map and a name beside it
DETAIL_MM = 0.08  # of outlines, on paper
MANY = 2_000  # areas from which on no outline is drawn
UNRANKED = "#d9d9d9"
TEXT, NUMBER, SHADE_MM, LINE = 6.0, 6.5, 5.0, 1.35  # points, points, mm, lines
PNG_DPI = 220


def city_picture(result: Result, words: Words) -> Picture:
    """Return the map as it is set in the page and in the PDF; the same run gives the same bytes."""
    with house_style():
        figure = _figure(result, words)
        svg, png = saved(figure, "svg", title=""), saved(figure, "png", title="", dpi=PNG_DPI)
    first = "; ".join(f"{row['rank']} {local_name(row, words)}" for row in _first(result))
    text = words("meeting.map", count=len(result.ranking.frame), by=score_meaning(result, words), first=first)
    return Picture(svg=svg, png=png, width_mm=WIDTH, height_mm=HEIGHT, text=text)


def _figure(result: Result, words: Words) -> Figure:
    figure = blank(WIDTH, HEIGHT)
    frame = result.ranking.frame
    shapes = np.asarray(frame.geometry.array, dtype=object)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = max((east - west) / MAP.width, (north - south) / MAP.height) / ROOM
    middle = ((west + east) / 2, (south + north) / 2)

    def on_paper(given: NDArray[np.object_]) -> NDArray[np.object_]:
        flat = shapely.transform(given, lambda xy: _millimetres(xy, middle, scale))
        return np.asarray(shapely.simplify(flat, DETAIL_MM), dtype=object)

    axes = axes_at(figure, MAP)
    taken = Taken(frame=MAP, boxes=[scale_box(MAP, scale), north_box(MAP)])
    drawn = on_paper(shapes)
    _areas(axes, drawn, result)
    spots = on_paper(np.asarray(result.hotspots.called().geometry.array, dtype=object))
    for colour, width in (("white", 2.2), (SPOT, 1.0)):
        draw_lines(axes, _together(shapely.boundary(spots)), colour=colour, width=width)
    for x, y in _millimetres(_posts(result), middle, scale).tolist():
        draw_sign(axes, "posts", x, y)
    _numbers(axes, drawn, result, taken)
    draw_scale(axes, MAP, scale, words)
    draw_north(axes, MAP, true_north(result.crs, *middle), words)
    block(axes, MAP, fill=False, edgecolor=SOFT, linewidth=0.8, clip_on=False)
    _key(axes_at(figure, KEY), result, words)
    return figure


def _millimetres(xy: Floats, middle: tuple[float, float], scale: float) -> Floats:
    return np.column_stack(
        [MAP.width / 2 + (xy[:, 0] - middle[0]) / scale, MAP.height / 2 - (xy[:, 1] - middle[1]) / scale]
    )


def _areas(axes: Axes, drawn: NDArray[np.object_], result: Result) -> None:
    limits, scores = area_limits(result), result.ranking.frame["score"].to_numpy(np.float64)
    colours = [UNRANKED, *AREA_COLOURS[len(AREA_COLOURS) - (len(limits) - 1) :]]
    for kind, colour in enumerate(colours, start=-1):
        draw_surface(axes, _together(drawn[class_of(scores, limits) == kind]), facecolor=colour)
    if len(drawn) <= MANY:
        draw_lines(axes, _together(shapely.boundary(drawn)), colour=SOFT, width=0.3)


def _together(shapes: NDArray[np.object_]) -> shapely.GeometryCollection:
    return shapely.GeometryCollection(shapely.get_parts(shapes).tolist())


def _posts(result: Result) -> Floats:
    if "posts" not in result.layers:
        return np.empty((0, 2))
    shapes = np.asarray(result.layers["posts"].geometry.array, dtype=object)
    return np.asarray(shapely.get_coordinates(shapes[shapely.get_dimensions(shapes) == 0]))


def _first(result: Result) -> list[Row]:
    return rows_of(result.ranking.in_order().head(FIRST))


def _numbers(axes: Axes, drawn: NDArray[np.object_], result: Result, taken: Taken) -> None:
    """Write the first areas' ranks on plates: within the area, or beside where another one stands there."""
    at = dict(zip(result.ranking.frame["area_id"], shapely.point_on_surface(drawn), strict=True))
    for row in _first(result):
        x, y = shapely.get_coordinates(at[row["area_id"]])[0].tolist()
        wide, tall = width_mm(str(row["rank"]), NUMBER, bold=True) + 1.4, 3.0
        for right, down in ((0.0, 0.0), (wide, 0.0), (-wide, 0.0), (0.0, tall), (0.0, -tall), (wide, tall)):
            plate = Box(left=x + right - wide / 2, top=y + down - tall / 2, width=wide, height=tall)
            if taken.take(plate):
                block(axes, plate, facecolor="white", edgecolor=INK, linewidth=0.5)
                put(axes, str(row["rank"]), x + right, y + down, size=NUMBER, bold=True, align="center")
                break


def _key(axes: Axes, result: Result, words: Words) -> None:
    """Explain the colours and signs, and name the areas that have a number."""
    y = _lines(axes, score_meaning(result, words), 0.0, 2.0)
    limits = area_limits(result)
    colours = AREA_COLOURS[len(AREA_COLOURS) - (len(limits) - 1) :]
    told = list(zip(colours, areas_legend(result, limits, words), strict=True))
    if result.ranking.ranked < len(result.ranking.frame):
        told.insert(0, (UNRANKED, words("brief.apart")))
    for colour, text in reversed(told):
        shade = Box(left=0.0, top=y - 1.4, width=SHADE_MM, height=2.8)
        block(axes, shade, facecolor=colour, edgecolor=SOFT, linewidth=0.3)
        put(axes, text, SHADE_MM + 1.5, y, size=TEXT)
        y += 3.6
    y += 1.0
    signs = [("hotspots", bool(len(result.hotspots.called()))), ("posts", bool(len(_posts(result))))]
    for name in [name for name, is_drawn in signs if is_drawn]:
        draw_sign(axes, name, SHADE_MM / 2, y)
        put(axes, words(f"map.layer.{name}"), SHADE_MM + 1.5, y, size=TEXT)
        y += 3.8
    y += 1.5
    for row in _first(result):
        put(axes, str(row["rank"]), SHADE_MM - 1.0, y, size=TEXT, bold=True, align="right")
        y = _lines(axes, local_name(row, words), SHADE_MM + 1.5, y)


def _lines(axes: Axes, text: str, left: float, y: float) -> float:
    """Write a text in at most two lines from `y` on, and return where the next one begins."""
    for line in wrapped(text, KEY.width - left, TEXT, most=2):
        put(axes, line, left, y, size=TEXT)
        y += TEXT * POINT_MM * LINE
    return y + 0.8
