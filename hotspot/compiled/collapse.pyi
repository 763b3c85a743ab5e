import numpy as np
from numpy.typing import NDArray

from hotspot.schema import Bools, Floats, Ints

BINS_OF_EASTINGS: int

def first_seen(xy: Floats) -> tuple[Ints, Floats]: ...
def ordered(places: Floats, of: Ints) -> tuple[Floats, Floats]: ...
def binned(xy: Floats, least: float, per_metre: float, first: int, stop: int) -> Ints: ...
def scattered(
    xy: Floats,
    least: float,
    per_metre: float,
    first: int,
    stop: int,
    bucket: Ints,
    at: Ints,
    into: Floats,
    row: NDArray[np.uint32],
) -> None: ...
def given_back(row: NDArray[np.uint32], number: Ints, more: int, of: Ints) -> None: ...
def summed(of: Ints, values: Floats, places: int) -> Floats: ...
def shared(numbers: NDArray[np.uint64]) -> Bools: ...
