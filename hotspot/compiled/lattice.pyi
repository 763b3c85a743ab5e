from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotspot.schema import Floats, Ints

def running(values: NDArray[Any], reach: int) -> NDArray[Any]: ...
def disc_sums(before: NDArray[Any], reach: int, halves: NDArray[np.int32]) -> NDArray[Any]: ...
def discs_above(
    before: NDArray[np.int32],
    reach: int,
    halves: NDArray[np.int32],
    gate: NDArray[np.int32],
    coarse_before: NDArray[np.int32],
    coarse_reach: int,
    coarse_halves: NDArray[np.int32],
    coarse_gate: NDArray[np.int32],
) -> tuple[Ints, NDArray[np.int32]]: ...
def coarser(values: NDArray[Any], times: int) -> NDArray[Any]: ...
def spread(values: Floats, weights: Floats) -> Floats: ...
def chained(row: Ints, column: Ints, number: NDArray[np.int32], offsets: NDArray[np.int32]) -> Ints: ...
def poisson(
    uniform: Floats, mean: Floats, mode: NDArray[np.int32], chance: Floats, upto: Floats, least: float
) -> NDArray[np.int32]: ...
def placed(
    drawn: NDArray[np.int32], first: Ints, before: Floats, cell: Ints, uniform: Floats, cells: int
) -> NDArray[np.int32]: ...
