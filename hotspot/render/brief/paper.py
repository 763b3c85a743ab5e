"""The paper that a brief is drawn on: millimetres from its upper left corner, saved without a clock."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from hotspot import __version__
from hotspot.render.brief.type import POINT_MM, drawable, font

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from matplotlib.axes import Axes

INCH_MM = 25.4
LEADING = 1.32  # line height / size
INK, SOFT, RULE = "#111111", "#4a4a4a", "#b5b5b5"
MAKER = f"hotspot brief {__version__}"
MARK = b"hotspot brief "  # what every brief holds, so that it can be told from other files
# Text stays text in the PDF (TrueType), and becomes outlines in SVG, so that it needs no font there.
SETTINGS = {"pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "hotspot", "pdf.compression": 9}


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place on the paper, in millimetres from the upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


@contextmanager
def house_style() -> Iterator[None]:
    """Draw with matplotlib's own defaults and ours, whatever the user's matplotlibrc says."""
    own: dict[Any, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")
    }
    with mpl.rc_context(own | SETTINGS):
        yield


def blank(width_mm: float, height_mm: float) -> Figure:
    """Return an empty sheet."""
    figure = Figure(figsize=(width_mm / INCH_MM, height_mm / INCH_MM), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def saved(figure: Figure, kind: Literal["pdf", "svg", "png"], *, title: str, dpi: int = 100) -> bytes:
    """Return the sheet as a file; the same sheet gives the same bytes. `dpi` is of a PNG."""
    made: dict[str, dict[str, str | None]] = {
        "pdf": {"Title": title, "Creator": MAKER, "CreationDate": None, "Producer": None},
        "svg": {"Title": title, "Creator": MAKER, "Date": None},
        "png": {"Title": title, "Software": MAKER},
    }
    file = io.BytesIO()
    figure.savefig(file, format=kind, dpi=dpi, metadata=made[kind])
    return file.getvalue()


def axes_at(figure: Figure, box: Box) -> Axes:
    """Return empty axes in a box, with millimetres of that box as coordinates, y downwards."""
    width, height = (float(side) * INCH_MM for side in figure.get_size_inches())
    place = (box.left / width, 1 - box.bottom / height, box.width / width, box.height / height)
    axes = figure.add_axes(place)
    axes.set_axis_off()
    axes.set_xlim(0, box.width)
    axes.set_ylim(box.height, 0)
    return axes


def block(axes: Axes, box: Box, **style: Any) -> None:
    """Draw a rectangle."""
    # add_artist, unlike add_patch, does not work out new limits of the axes each time
    axes.add_artist(Rectangle((box.left, box.top), box.width, box.height, **{"linewidth": 0.0, **style}))


def stroke(axes: Axes, x: tuple[float, float], y: tuple[float, float], *, colour: str, width: float) -> None:
    """Draw a straight line, `width` points wide."""
    axes.add_artist(Line2D(x, y, color=colour, linewidth=width))


def put(
    axes: Axes,
    text: str,
    x: float,
    y: float,
    *,
    size: float,
    bold: bool = False,
    colour: str = INK,
    align: Literal["left", "center", "right"] = "left",
) -> None:
    """Write one line at a place in the axes' coordinates; y is the middle of its small letters' height."""
    shift = 0.27 * size * POINT_MM  # half the height of a small letter
    axes.text(
        x,
        y + shift,
        drawable(text),
        fontproperties=font(size, bold=bold),
        color=colour,
        ha=align,
        va="baseline",
        parse_math=False,
    )


def put_lines(
    axes: Axes,
    lines: Sequence[str],
    x: float,
    y: float,
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
) -> float:
    """Write lines one under the other from the top `y`; returns where they end."""
    height = size * POINT_MM * LEADING
    for i, line in enumerate(lines):
        put(axes, line, x, y + (i + 0.52) * height, size=size, bold=bold, colour=colour)
    return y + len(lines) * height
