"""The outline of equal discs that overlap: walked along from disc to disc, no polygon is laid over another.

A disc is a polygon of an even number of corners, the same for all. Two such polygons cross in two points, so
that each hides one stretch of the other's rim; what none hides is outline. A place on a rim is given by the
corner before it and the share of the way to the next: 2.5 is half-way between corners 2 and 3.
"""

import numpy as np

from libc.math cimport INFINITY, M_PI, atan2, ceil, floor, round, sqrt
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport qsort
from libc.string cimport memset

include "cells.pxi"

cdef double CELLS = 1.41425  # cells to twice the radius
cdef double HAIR = 1e-6  # sides of a disc; nearer than this, rims cross in one point


cdef struct Point:
    double x, y


cdef struct Hidden:
    double start, stop  # stretch of a rim, counter-clockwise
    int64_t by  # the disc that hides it


cdef struct Piece:
    double start, stop  # stretch of outline on the rim of a disc, counter-clockwise
    int64_t before, after  # discs whose rims the outline comes from and goes to; -1 where it is the whole rim


cdef int earlier(const void *one, const void *other) noexcept nogil:
    cdef double a = (<const Hidden *>one).start, b = (<const Hidden *>other).start
    return (a > b) - (a < b)


cdef int hides(
    const Point *disc, Py_ssize_t corners, double east, double north, double *start, double *stop
) noexcept nogil:
    """Find the stretch of a rim that a disc so far away hides; 1: found, 0: none, -1: they but touch.

    Where the rims cross, a chord of the disc is as long as the discs are apart, and points the same way. From
    the top of the disc, seen along the chord, both ends go down together until they are so far apart. By
    symmetry the second crossing lies opposite the chord's other end. `disc` holds its corners three times.
    """
    cdef double apart = sqrt(east * east + north * north), along = east / apart, up = north / apart
    cdef Py_ssize_t top = corners + <Py_ssize_t>round(atan2(along, -up) / (2 * M_PI) * corners)
    cdef Py_ssize_t right = top, left = top
    cdef double right_at = right, left_at = right, length = 0.0
    cdef double right_y = disc[right].y * along - disc[right].x * up, left_y = right_y
    cdef double next_right, next_left, y, new_right_at, new_left_at, new_length, x_right, x_left, share
    while True:
        next_right = disc[right - 1].y * along - disc[right - 1].x * up
        next_left = disc[left + 1].y * along - disc[left + 1].x * up
        y = max(next_right, next_left)
        new_right_at, new_left_at = right - 1, left + 1
        if next_right < y:
            new_right_at = right - (right_y - y) / (right_y - next_right)
        if next_left < y:
            new_left_at = left + (left_y - y) / (left_y - next_left)
        share = right - new_right_at
        x_right = (1 - share) * (disc[right].x * along + disc[right].y * up)
        x_right += share * (disc[right - 1].x * along + disc[right - 1].y * up)
        share = new_left_at - left
        x_left = (1 - share) * (disc[left].x * along + disc[left].y * up)
        x_left += share * (disc[left + 1].x * along + disc[left + 1].y * up)
        new_length = x_right - x_left
        if new_length >= apart:
            share = (apart - length) / (new_length - length)
            stop[0] = right_at + share * (new_right_at - right_at)
            start[0] = left_at + share * (new_left_at - left_at) - corners // 2
            return 1 if stop[0] > start[0] + HAIR else -1
        if y <= 0:  # the widest chord is shorter: the discs do not overlap
            return 0 if new_length < apart * (1 - HAIR) else -1
        right_at, left_at, length = new_right_at, new_left_at, new_length
        if next_right >= y:
            right -= 1
            right_y = next_right
        if next_left >= y:
            left += 1
            left_y = next_left


cdef Py_ssize_t exposed(Hidden *hidden, Py_ssize_t count, double corners, Piece *piece) noexcept nogil:
    """Find what is not hidden of a rim, and return how many pieces it is.

    -1 where a piece begins or ends, or might, within a hair of more than one other rim: then rounding would
    decide how the outline goes on, and might decide otherwise on the other rims.
    """
    cdef Py_ssize_t i, pieces = 0
    cdef double reached = -INFINITY, start, next_start
    cdef int64_t by = -1
    cdef bint unsure = False  # two rims end what is hidden
    if not count:
        piece[0] = Piece(0.0, corners, -1, -1)
        return 1
    qsort(hidden, count, sizeof(Hidden), earlier)
    for i in range(count):  # what is hidden beyond the last corner goes on at the first
        reach(hidden[i].stop - corners, hidden[i].by, &reached, &by, &unsure)
    for i in range(count):
        start = hidden[i].start
        next_start = hidden[i + 1].start if i + 1 < count else hidden[0].start + corners
        if start > reached - HAIR:
            if start <= reached + HAIR or unsure or (next_start <= start + HAIR and count > 1):
                return -1
            piece[pieces] = Piece(reached, start, by, hidden[i].by)
            pieces += 1
        reach(hidden[i].stop, hidden[i].by, &reached, &by, &unsure)
    return pieces


cdef inline void reach(
    double stop, int64_t other, double *reached, int64_t *by, bint *unsure
) noexcept nogil:
    """Move on to where the last of the hidden stretches ends."""
    if stop > reached[0] - HAIR:
        unsure[0] = stop <= reached[0] + HAIR
        if stop > reached[0]:
            reached[0], by[0] = stop, other


cdef inline Py_ssize_t corners_in(const Piece *piece) noexcept nogil:
    return <Py_ssize_t>ceil(piece.stop) - 1 - <Py_ssize_t>floor(piece.start)


cdef Py_ssize_t pieces_of(
    Cells cells, Py_ssize_t site, const int64_t[::1] label, const Py_ssize_t *near, Py_ssize_t held,
    const Point *disc, Py_ssize_t corners, double reach2, Hidden *hidden, Piece *piece
) noexcept nogil:
    """Find the pieces of outline on the rim of one disc; `near` are the cells where others may overlap it."""
    cdef Py_ssize_t i, other, corner, count = 0
    cdef int overlap
    cdef double east, north, turns
    cdef uint64_t seen = (<uint64_t>1 << corners) - 1  # sides that no single disc hides
    for i in range(held):
        for other in range(cells.start[near[i]], cells.start[near[i] + 1]):
            east, north = cells.x[other] - cells.x[site], cells.y[other] - cells.y[site]
            if other == site or east * east + north * north > reach2:
                continue
            if label[cells.order[other]] != label[cells.order[site]]:
                continue
            overlap = hides(disc, corners, east, north, &hidden[count].start, &hidden[count].stop)
            if overlap < 0:
                return -1
            if overlap == 0:
                continue
            turns = floor(hidden[count].start / corners) * corners
            hidden[count].start -= turns
            hidden[count].stop -= turns
            hidden[count].by = other
            for corner in range(
                <Py_ssize_t>ceil(hidden[count].start + HAIR), <Py_ssize_t>floor(hidden[count].stop - HAIR)
            ):
                seen &= ~(<uint64_t>1 << (corner % corners))
            if not seen:
                return 0
            count += 1
    return exposed(hidden, count, corners, piece)


cdef inline void place(
    Cells cells, Py_ssize_t site, const Point *disc, Py_ssize_t corners, double at, double *out
) noexcept nogil:
    """Write down where a place on the rim of a disc lies."""
    cdef Py_ssize_t corner = <Py_ssize_t>floor(at)
    cdef double share = at - corner
    cdef Point before = disc[corner + corners], after = disc[corner + corners + 1]
    out[0] = cells.x[site] + ((1 - share) * before.x + share * after.x)
    out[1] = cells.y[site] + ((1 - share) * before.y + share * after.y)


cdef Py_ssize_t follower(
    const Piece *piece, Py_ssize_t at, Py_ssize_t site, const int64_t[::1] first
) noexcept nogil:
    """Return the piece at which the outline goes on after a piece on the rim of a site; -1: there is none."""
    cdef Py_ssize_t i
    for i in range(first[piece[at].after], first[piece[at].after + 1]):
        if piece[i].before == site:
            return i
    return -1


def rims(const double[:, ::1] xy, const int64_t[::1] label, const double[:, ::1] corner_xy, double radius_m):
    """Return the rings around the discs of each label: corners (c, 2), the ring of each, the label of each
    ring, and the labels given up, where rims do not cross two by two and rings are missing.

    `xy` (n, 2) are the centres; `corner_xy` (k, 2) are the corners of a disc around 0, counter-clockwise from
    the east, an even number below 64. Outer rings run counter-clockwise, holes clockwise.
    """
    cdef Py_ssize_t n = xy.shape[0], corners = corner_xy.shape[0], i, k, cell, site, held, count
    cdef Py_ssize_t pieces = 0, rings = 0, written = 0, begun
    cdef Py_ssize_t room = 6 * n + 1  # pieces of outline; at most 6 n - 12 (Kedem et al. 1986)
    cdef int row
    cdef const double[:, ::1] disc_memory = np.concatenate([corner_xy, corner_xy, corner_xy])
    cdef const Point *disc = <const Point *>&disc_memory[0, 0]
    cdef Cells cells = cells_of(xy, 2 * radius_m / CELLS)
    cdef double[:, ::1] hidden_memory = np.empty((n, 3)), found_memory = np.empty((n + 1, 4))
    cdef double[:, ::1] memory = np.empty((room, 4))
    cdef Hidden *hidden = <Hidden *>&hidden_memory[0, 0]
    cdef Piece *found = <Piece *>&found_memory[0, 0]
    cdef Piece *piece = <Piece *>&memory[0, 0]
    cdef int64_t[::1] first = np.empty(n + 1, dtype=np.int64), on = np.empty(room, dtype=np.int64)
    broken_array = np.zeros(np.max(label) + 1, dtype=np.uint8)
    cdef unsigned char[::1] broken = broken_array
    cdef Py_ssize_t[5] at, end
    cdef Py_ssize_t[25] near
    with nogil:
        for k in range(cells.row.shape[0]):
            for row in range(5):
                find_row(cells, cells.row[k] + row - 2, &at[row], &end[row])
            for cell in range(cells.first[k], cells.first[k + 1]):
                held = cells_around(cells, cells.column[cell], at, end, near)
                for site in range(cells.start[cell], cells.start[cell + 1]):
                    first[site] = pieces
                    count = pieces_of(
                        cells, site, label, near, held, disc, corners, 4 * radius_m * radius_m, hidden, found
                    )
                    if count < 0 or pieces + count > room:
                        broken[label[cells.order[site]]] = True
                        continue
                    for i in range(count):
                        piece[pieces], on[pieces] = found[i], site
                        pieces += 1
        first[n] = pieces
        count = 0
        for i in range(pieces):
            count += corners_in(&piece[i]) + 1
    xy_array, ring_array = np.empty((count, 2)), np.empty(count, dtype=np.int64)
    label_array = np.empty(pieces, dtype=np.int64)
    cdef double[:, ::1] out = xy_array
    cdef int64_t[::1] ring = ring_array, of = label_array
    cdef unsigned char[::1] walked = np.zeros(pieces, dtype=np.uint8)
    with nogil:
        for begun in range(pieces):
            if walked[begun]:
                continue
            i, count = begun, written
            while i >= 0 and not walked[i]:
                walked[i] = True
                site = on[i]
                for k in range(corners_in(&piece[i])):
                    place(cells, site, disc, corners, floor(piece[i].start) + 1 + k, &out[written + k, 0])
                written += corners_in(&piece[i])
                place(cells, site, disc, corners, piece[i].stop, &out[written, 0])
                written += 1
                i = follower(piece, i, site, first) if piece[i].after >= 0 else begun
            if i != begun or written - count < 3:
                broken[label[cells.order[on[begun]]]] = True
                written = count
            else:
                ring[count:written] = rings
                of[rings] = label[cells.order[on[begun]]]
                rings += 1
    return xy_array[:written], ring_array[:written], label_array[:rings], broken_array.astype(np.bool_)
