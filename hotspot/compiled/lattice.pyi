from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotspot.schema import Floats, Ints

def disc_sums(values: NDArray[Any], halves: NDArray[np.int32]) -> NDArray[Any]: ...
def discs_above(
    values: NDArray[Any],
    halves: NDArray[np.int32],
    gate: NDArray[Any],
    lowest: NDArray[Any],
) -> tuple[Ints, NDArray[np.int32]]: ...
def coarser(values: NDArray[Any], times: int) -> NDArray[Any]: ...
def spread(values: Floats, weights: Floats) -> Floats: ...
def chained(row: Ints, column: Ints, number: NDArray[np.int32], offsets: NDArray[np.int32]) -> Ints: ...
def outlined(
    core: Ints, chain: Ints, offsets: NDArray[np.int32], rows: int, columns: int
) -> tuple[Ints, Ints]: ...
def poisson(
    uniform: Floats,
    mean: Floats,
    mode: NDArray[np.int32],
    chance: Floats,
    upto: Floats,
    rounded: NDArray[np.int16],
    least: float,
) -> NDArray[np.int32]: ...
def placed(
    drawn: NDArray[np.int32], first: Ints, before: Floats, cell: Ints, uniform: Floats, cells: int
) -> NDArray[np.int32]: ...
