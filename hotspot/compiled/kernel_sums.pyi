from hotspot.schema import Floats, Ints

ROOM: int

def placed(
    sites: Floats, rows: int, columns: int, west: float, north: float, cell_m: float
) -> tuple[Ints, Floats, Ints, Ints]: ...
def masses(
    sites: Floats,
    row: Ints,
    column: Ints,
    ground: Floats,
    chord: Ints,
    mass: Floats,
    first_site: int,
    stop_site: int,
    *,
    west: float,
    north: float,
    cell_m: float,
    bandwidth_m: float,
    reach_m: float,
    kernel: str,
) -> None: ...
def add(
    sites: Floats,
    row: Ints,
    column: Ints,
    share: Floats,
    chord: Ints,
    surfaces: Floats,
    first_site: int,
    stop_site: int,
    low: int,
    high: int,
    *,
    west: float,
    north: float,
    cell_m: float,
    bandwidth_m: float,
    reach_m: float,
    kernel: str,
) -> None: ...
def add_pairs(
    place: Ints,
    site: Ints,
    distance: Floats,
    weights: Floats,
    bandwidths: Floats,
    into: Floats,
    *,
    reach: float,
    kernel: str,
) -> None: ...
