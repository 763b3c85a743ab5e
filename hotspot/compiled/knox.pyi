import numpy as np
from numpy.typing import NDArray

from hotspot.schema import Ints

def count_lapses(
    day: NDArray[np.int32],
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    edge: Ints,
    lapse: Ints,
    counted: Ints,
) -> None: ...
