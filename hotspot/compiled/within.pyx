"""Which places lie in which polygons: eastwards of the place the outline is crossed an odd number of times,
or the place lies on it.

The places are sorted into the cells of a grid, once. Then, polygon by polygon, the edges are sorted into
bands from south to north, and only the places in its box are looked at, each against the edges of its band.
On which side of an edge a place lies is the sign of a cross product; where rounding could have turned that
sign (by the bound of ORIENT2D's first stage: Shewchuk 1997, Discrete & Computational Geometry 18, 305), the
pair is given back as unsure. All other comparisons are exact.
"""

import numpy as np

from libc.math cimport INFINITY, fabs, fmax, fmin, sqrt
from libc.stdint cimport int64_t, uint8_t

cdef double ROUNDING = 3.3306690738754716e-16  # (3 + 16 e) e, e = 2^-53
cdef double UNDERFLOW = 1e-290  # below it, products have lost digits that the bound counts on

cdef enum Where:
    OUTSIDE = 0
    INSIDE = 1
    UNSURE = 2


cdef struct Box:
    double west
    double south
    double east
    double north


cdef struct Strips:  # of equal width, `per` metre from `low` on, numbered from 0 to `last`
    double low
    double per
    Py_ssize_t last


cdef Strips strips(double low, double high, Py_ssize_t count) noexcept nogil:
    cdef Strips cut
    cut.low = low
    cut.per = count / (high - low) if high > low else 0.0
    cut.last = count - 1
    return cut


cdef inline Py_ssize_t strip(Strips cut, double value) noexcept nogil:
    """Return the strip of a value; however it is rounded, a larger value never lies in an earlier strip."""
    cdef double at = (value - cut.low) * cut.per
    if not at > 0:
        return 0
    return <Py_ssize_t>at if at < cut.last else cut.last


cdef inline Box box_of(const double[:, ::1] boxes, Py_ssize_t polygon) noexcept nogil:
    cdef Box box
    box.west, box.south = boxes[polygon, 0], boxes[polygon, 1]
    box.east, box.north = boxes[polygon, 2], boxes[polygon, 3]
    return box


cdef Box whole(const double[:, ::1] boxes) noexcept nogil:
    """Return the box around all boxes."""
    cdef Box box
    cdef Py_ssize_t i
    box.west = box.south = INFINITY
    box.east = box.north = -INFINITY
    for i in range(boxes.shape[0]):
        box.west, box.south = fmin(box.west, boxes[i, 0]), fmin(box.south, boxes[i, 1])
        box.east, box.north = fmax(box.east, boxes[i, 2]), fmax(box.north, boxes[i, 3])
    return box


cdef inline bint holds(Box box, double x, double y) noexcept nogil:
    return box.west <= x and x <= box.east and box.south <= y and y <= box.north


cdef inline Where side(double x, double y, const double *edge, const double *end) noexcept nogil:
    """Return where a place lies, by all edges (x1, y1, x2, y2 with y1 <= y2) that reach its northing."""
    cdef double x1, y1, x2, y2, rise, run
    cdef bint crossed = False, unsure = False
    while edge < end:
        x1, y1, x2, y2 = edge[0], edge[1], edge[2], edge[3]
        edge += 4
        if y < y1 or y > y2:
            continue
        if y1 == y2:
            if fmin(x1, x2) <= x and x <= fmax(x1, x2):
                return INSIDE
        elif y == y2:  # what is crossed here is counted by the edges that go on from this corner
            if x == x2:
                return INSIDE
        elif y == y1:
            if x == x1:
                return INSIDE
            crossed ^= x < x1
        elif x < x1 and x < x2:
            crossed ^= True
        elif x <= x1 or x <= x2:
            if x1 == x2:
                return INSIDE
            rise = (x2 - x1) * (y - y1)
            run = (y2 - y1) * (x - x1)
            if fabs(rise - run) > ROUNDING * (fabs(rise) + fabs(run)) + UNDERFLOW:
                crossed ^= rise > run
            else:
                unsure = True
    if unsure:
        return UNSURE
    return INSIDE if crossed else OUTSIDE


cdef void into_cells(
    const double[:, ::1] xy, Box box, Strips columns, Strips rows,
    int64_t[::1] cell, int64_t[::1] first, int64_t[::1] number, double[:, ::1] sorted,
) noexcept nogil:
    """Sort the places in the box by cell: those of cell c are first[c] to the one before first[c + 1]."""
    cdef Py_ssize_t i, at
    for i in range(xy.shape[0]):
        cell[i] = -1
        if holds(box, xy[i, 0], xy[i, 1]):
            cell[i] = strip(rows, xy[i, 1]) * (columns.last + 1) + strip(columns, xy[i, 0])
            first[cell[i]] += 1
    for i in range(1, first.shape[0]):
        first[i] += first[i - 1]
    for i in range(xy.shape[0] - 1, -1, -1):
        if cell[i] >= 0:
            first[cell[i]] -= 1
            at = first[cell[i]]
            number[at] = i
            sorted[at, 0] = xy[i, 0]
            sorted[at, 1] = xy[i, 1]


cdef Strips bands_of(const double[:, ::1] corners, const int64_t[::1] ring, Box box) noexcept nogil:
    """Cut a polygon into about as many bands as it has corners, fewer where most edges would be in many."""
    cdef Py_ssize_t i, n = corners.shape[0]
    cdef double climbed = 0.0, count = 1.0
    for i in range(n - 1):
        if ring[i] == ring[i + 1]:
            climbed += fabs(corners[i + 1, 1] - corners[i, 1])
    if climbed > 0:
        count = fmin(2.0 * n * ((box.north - box.south) / climbed), n)
    return strips(box.south, box.north, <Py_ssize_t>count + 1 if count > 0 else 1)


cdef Py_ssize_t count_by_band(
    const double[:, ::1] corners, const int64_t[::1] ring, Strips bands, int64_t[::1] first
) noexcept nogil:
    """Set first[b] to the number of edges in the bands up to b, an edge being in all that it reaches."""
    cdef Py_ssize_t i, band
    for band in range(bands.last + 2):
        first[band] = 0
    for i in range(corners.shape[0] - 1):
        if ring[i] == ring[i + 1]:
            for band in range(
                strip(bands, fmin(corners[i, 1], corners[i + 1, 1])),
                strip(bands, fmax(corners[i, 1], corners[i + 1, 1])) + 1,
            ):
                first[band] += 1
    for band in range(1, bands.last + 2):
        first[band] += first[band - 1]
    return first[bands.last + 1]


cdef void into_bands(
    const double[:, ::1] corners, const int64_t[::1] ring, Strips bands,
    int64_t[::1] first, double[:, ::1] edges,
) noexcept nogil:
    """Sort the edges by band, from their southern ends; first[b], the end of a band before, is its beginning
    after."""
    cdef Py_ssize_t i, band, low, high
    for i in range(corners.shape[0] - 1):
        if ring[i] == ring[i + 1]:
            low = i if corners[i, 1] <= corners[i + 1, 1] else i + 1
            high = 2 * i + 1 - low
            for band in range(strip(bands, corners[low, 1]), strip(bands, corners[high, 1]) + 1):
                first[band] -= 1
                edges[first[band], 0], edges[first[band], 1] = corners[low, 0], corners[low, 1]
                edges[first[band], 2], edges[first[band], 3] = corners[high, 0], corners[high, 1]


cdef Py_ssize_t looked_at(Box box, Strips columns, Strips rows, const int64_t[::1] first) noexcept nogil:
    """Return how many places lie in the cells that a box reaches."""
    cdef Py_ssize_t row, across = columns.last + 1, count = 0
    for row in range(strip(rows, box.south), strip(rows, box.north) + 1):
        count += first[row * across + strip(columns, box.east) + 1]
        count -= first[row * across + strip(columns, box.west)]
    return count


cdef Py_ssize_t look(
    Box box, Strips bands, const int64_t[::1] first_edge, const double[:, ::1] edges,
    Strips columns, Strips rows, const int64_t[::1] first_place, const double[:, ::1] places,
    int64_t[::1] found, uint8_t[::1] sure, Py_ssize_t count,
) noexcept nogil:
    """Write the places in or perhaps in a polygon from `count` on; return the number then written."""
    cdef Py_ssize_t row, i, band, across = columns.last + 1
    cdef double x, y
    cdef Where lies
    for row in range(strip(rows, box.south), strip(rows, box.north) + 1):
        for i in range(
            first_place[row * across + strip(columns, box.west)],
            first_place[row * across + strip(columns, box.east) + 1],
        ):
            x, y = places[i, 0], places[i, 1]
            if not holds(box, x, y):
                continue
            band = strip(bands, y)
            lies = side(x, y, &edges[0, 0] + 4 * first_edge[band], &edges[0, 0] + 4 * first_edge[band + 1])
            if lies != OUTSIDE:
                found[count] = i
                sure[count] = lies == INSIDE
                count += 1
    return count


def pairs_within(
    const double[:, ::1] corners,
    const int64_t[::1] ring,
    const int64_t[::1] first,
    const double[:, ::1] boxes,
    const double[:, ::1] xy,
):
    """Return the pairs polygon, place (k,) where the place lies in or on the polygon, and which are sure.

    `corners` (m, 2), all finite, are those of closed rings, `ring` (m,) the number of each one's; the corners
    of polygon p are first[p] to the one before first[p + 1]. Its box is west, south, east, north in `boxes`
    (p, 4), NaN where it is empty; beyond it no place is its. `xy` (n, 2) may hold any number. The pairs come
    polygon by polygon; one that is not sure may be none.
    """
    cdef Py_ssize_t polygons = first.shape[0] - 1, count = 0, before, needed, p
    cdef Py_ssize_t across = <Py_ssize_t>sqrt(xy.shape[0] / 2.0) + 1
    cdef Box box = whole(boxes)
    cdef Strips columns = strips(box.west, box.east, across)
    cdef Strips rows = strips(box.south, box.north, across)
    cdef Strips bands
    cdef const double[:, ::1] own
    cdef const int64_t[::1] own_ring
    first_place_array = np.zeros(across * across + 1, dtype=np.int64)
    number_array = np.empty(xy.shape[0], dtype=np.int64)
    per_polygon = np.zeros(polygons, dtype=np.int64)
    found_array = np.empty(2 * xy.shape[0], dtype=np.int64)
    sure_array = np.empty(2 * xy.shape[0], dtype=np.uint8)
    cdef int64_t[::1] first_place = first_place_array, number = number_array, held = per_polygon
    cdef int64_t[::1] found = found_array, first_edge = np.empty(corners.shape[0] + 3, dtype=np.int64)
    cdef uint8_t[::1] sure = sure_array
    cdef double[:, ::1] places = np.empty((xy.shape[0], 2)), banded = np.empty((1, 4))
    with nogil:
        into_cells(xy, box, columns, rows, found[: xy.shape[0]], first_place, number, places)
    for p in range(polygons):
        own, own_ring = corners[first[p] : first[p + 1]], ring[first[p] : first[p + 1]]
        box = box_of(boxes, p)
        needed = looked_at(box, columns, rows, first_place) if box.west <= box.east else 0
        if needed == 0:
            continue
        if count + needed > found.shape[0]:
            found_array = np.concatenate([found_array, np.empty(count + needed, dtype=np.int64)])
            sure_array = np.concatenate([sure_array, np.empty(count + needed, dtype=np.uint8)])
            found, sure = found_array, sure_array
        bands = bands_of(own, own_ring, box)
        needed = count_by_band(own, own_ring, bands, first_edge)
        if needed > banded.shape[0]:
            banded = np.empty((2 * needed, 4))
        before = count
        with nogil:
            into_bands(own, own_ring, bands, first_edge, banded)
            count = look(
                box, bands, first_edge, banded, columns, rows, first_place, places, found, sure, count
            )
        held[p] = count - before
    polygon = np.repeat(np.arange(polygons), per_polygon)
    return polygon, number_array[found_array[:count]], sure_array[:count].astype(bool)
