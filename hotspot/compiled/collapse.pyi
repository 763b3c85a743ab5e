from hotspot.schema import Ints

import numpy as np
from numpy.typing import NDArray

def first_seen(bits: NDArray[np.uint64]) -> tuple[Ints, Ints]: ...
