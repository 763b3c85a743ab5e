from hotspot.schema import Bools, Floats, Ints

def pairs_within(
    corners: Floats, ring: Ints, first: Ints, boxes: Floats, xy: Floats
) -> tuple[Ints, Ints, Bools]: ...
