from hotspot.schema import Floats, Ints

def pairs_within(
    sites: Floats,
    at: Floats,
    starts: Ints,
    filled: Ints,
    place: Ints,
    site: Ints,
    distance: Floats,
    *,
    west: float,
    south: float,
    side_m: float,
    reach_m: float,
    count_only: bool,
) -> None: ...
