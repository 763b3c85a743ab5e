"""The limits of the classes that areas are coloured by: those of this run, or those kept from an earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.classes import class_limits

if TYPE_CHECKING:
    from hotspot.schema import Result


def limits_in_force(result: Result) -> list[float]:
    """Return the rising limits of the classes of the score; values outside belong to the outer classes."""
    return list(result.drawing.limits) or class_limits(result.ranking.frame["score"].to_numpy(np.float64))


def drawn_limits(result: Result) -> list[float]:
    """Return the same limits with the outer ones moved so that every score lies between them.

    A program that draws only what lies within the limits would leave the areas outside them white.
    """
    first, *inner, last = limits_in_force(result)
    if not result.drawing.limits:
        return [first, *inner, last]
    low, *_, high = class_limits(result.ranking.frame["score"].to_numpy(np.float64))
    return [min(first, low), *inner, max(last, high)]
