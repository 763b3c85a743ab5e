"""What a question brings along: streets, plots, points, barred ground; what is left out is counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hotspot.errors import InputError
from hotspot.read.areas.columns import as_text
from hotspot.read.columns import key
from hotspot.read.layers import drawn_frame, read_every_shape
from hotspot.schema import Finding

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from hotspot.read.features import Shapes
    from hotspot.schema import Bools, Floats

WEIGHT = ("weight", "вес", "салмақ")
MOST_WEIGHT = 1e12  # of one point; the exact search cannot tell larger numbers from infinity
SHOWN = 40  # characters of a value in a message


def read_brought(path: str, *, kind: str, crs: pyproj.CRS) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the layer of a file in the `crs`, with the columns of a drawn layer, and what was left out.

    Raises InputError where there is nothing in it, or no telling where.
    """
    given = read_every_shape(path)
    metric, placed = _in(crs, given.shapes, given.crs, path)
    findings = (*given.findings, *_left_out(path, placed))
    return drawn_frame(given.frame[placed], metric[placed], crs, kind), findings


def read_demand(path: str, *, crs: pyproj.CRS) -> tuple[Shapes, Floats, tuple[Finding, ...]]:
    """Return the shapes (n,) of a file in the `crs`, how much each counts (n,), and what was left out.

    Each counts 1, or as much as its column `weight` says. Raises InputError as `read_brought` does, and for a
    weight that is no number from 0 up.
    """
    given = read_every_shape(path)
    metric, placed = _in(crs, given.shapes, given.crs, path)
    weight = np.ones(len(given.frame))
    named = next((column for column in given.frame.columns if key(str(column)) in WEIGHT), None)
    if named is not None:
        weight = _weights(path, given.frame[named], placed)
    if not weight[placed].any():
        what = f"its points have no usable demand: every '{named}' is 0"
        raise InputError(path, what, "give numbers above 0, or no such column")
    return metric[placed], weight[placed], (*given.findings, *_left_out(path, placed))


def in_metres(
    frame: gpd.GeoDataFrame, *, crs: pyproj.CRS, path: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return what has a place in the `crs` of a frame that was read from a file, and what was left out."""
    metric, placed = _in(crs, np.asarray(frame.geometry.array, dtype=object), frame.crs, path)
    found = frame[placed].set_geometry(metric[placed], crs=crs)
    return found.reset_index(drop=True), _left_out(path, placed)


def _in(crs: pyproj.CRS, shapes: Shapes, own: pyproj.CRS, path: str) -> tuple[Shapes, Bools]:
    """Return the shapes (n,) in the `crs`, mended where their rings cross, and which of them have a place."""
    import geopandas as gpd  # noqa: PLC0415 - heavy

    metric: Shapes = np.asarray(gpd.GeoSeries(shapes, crs=own).to_crs(crs).array, dtype=object)
    placed = np.isfinite(shapely.bounds(metric)).all(axis=1) & ~shapely.is_empty(metric)
    if not placed.any():
        what = "there is nothing in it that has a place"
        raise InputError(path, what, "leave it out, or export it again with its CRS")
    crossed = placed & ~shapely.is_valid(metric)
    metric[crossed] = shapely.make_valid(metric[crossed])
    return metric, placed


def _left_out(path: str, placed: Bools) -> tuple[Finding, ...]:
    missing = int((~placed).sum())
    values: dict[str, str | int | float] = {"file": Path(path).name, "count": missing, "all": len(placed)}
    return (Finding(code="brought_left_out", level="warning", values=values),) if missing else ()


def _weights(path: str, column: pd.Series[str], placed: Bools) -> Floats:
    """Return the numbers of a column. Raises InputError at the first placed one that is no weight."""
    texts = as_text(column)
    plain = [text.strip().replace(" ", "").replace(",", ".") for text in texts]
    numbers = pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce").to_numpy(np.float64)
    wrong = np.flatnonzero(placed & ~((numbers >= 0) & (numbers <= MOST_WEIGHT)))
    if len(wrong):
        said = str(list(texts)[wrong[0]])[:SHOWN]
        what = f"'{said}' is no usable demand; such rows: {len(wrong)}"
        to_do = "give numbers from 0 up in the column 'weight', or leave the column out"
        raise InputError(f"{path}, feature {wrong[0] + 1}", what, to_do)
    return np.where(placed, numbers, 0.0)
