"""Shapes on paper: lines and surfaces of any kind of geometry as one path each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.patches import PathPatch
from matplotlib.path import Path

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

DASHES = (0, (2.5, 1.5))


def draw_lines(axes: Axes, shape: BaseGeometry, *, colour: str, width: float, dashed: bool = False) -> None:
    """Draw the lines of a shape, `width` points wide."""
    parts = _parts(shape)
    lines = parts[shapely.get_dimensions(parts) == 1]
    _draw(axes, lines, fill=False, edgecolor=colour, linewidth=width, linestyle=DASHES if dashed else "solid")


def draw_surface(axes: Axes, shape: BaseGeometry, **style: Any) -> None:
    """Fill the surfaces of a shape; the rings inside them, which turn the other way, stay empty."""
    parts = _parts(shape)
    surfaces = shapely.normalize(parts[shapely.get_dimensions(parts) == 2])
    _draw(axes, shapely.get_parts(shapely.boundary(surfaces)), **{"linewidth": 0.0, **style})


def _parts(shape: BaseGeometry) -> NDArray[np.object_]:
    """Return the simple shapes that a collection of shapes, or of collections, is made of."""
    return np.asarray(shapely.get_parts(shapely.get_parts(np.array([shape], dtype=object))))


def _draw(axes: Axes, lines: NDArray[np.object_], **style: Any) -> None:
    vertices, of = shapely.get_coordinates(lines, return_index=True)
    if len(vertices):
        begins = np.r_[True, np.diff(of) != 0]
        path = Path(vertices, np.where(begins, Path.MOVETO, Path.LINETO))
        artist = PathPatch(path, joinstyle="round", **style)
        axes.add_artist(artist)
        artist.set_clip_path(axes.patch)
