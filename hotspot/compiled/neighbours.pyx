"""Sites in square cells: who lies near whom is looked for in the cells around, and mostly known unmeasured.

Cells lie in rows from south to north, each row from west to east. Only cells that hold a site are stored, so
that memory grows with the sites, however wide the plane. All functions take sites (n, 2) as easting and
northing without gaps, and compare distances squared, as scikit-learn does.
"""

import numpy as np

from libc.math cimport INFINITY, fabs, sqrt
from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.stdlib cimport abs
from libc.string cimport memset

include "cells.pxi"

cdef enum:
    REACH = 3  # rows that eps reaches in counting

# cells to eps, a hair above the root of 8 and of 2, so that what lies in the same cells is surely near:
cdef double FINE = 2.8285  # in counting, 3 x 3 cells
cdef double COARSE = 1.41425  # in joining, one cell
cdef double WIDE = 0.999  # in ruling out, so that what is near lies in the same cell or in one that touches it
cdef double MARGIN = 1e-5  # share of a squared distance or of a weight, more than rounding can move


cdef inline double weight_near(
    double x, double y, const double *xs, const double *ys, const double *weight,
    Py_ssize_t start, Py_ssize_t stop, double eps2,
) noexcept nogil:
    """Return the weight among sites start ... stop within the distance; four sums at a time."""
    cdef double[4] total
    cdef double across, up
    cdef Py_ssize_t i = start, lane
    total[0] = total[1] = total[2] = total[3] = 0.0
    while i + 4 <= stop:
        for lane in range(4):
            across, up = x - xs[i + lane], y - ys[i + lane]
            total[lane] += weight[i + lane] * (across * across + up * up <= eps2)
        i += 4
    while i < stop:
        across, up = x - xs[i], y - ys[i]
        total[0] += weight[i] * (across * across + up * up <= eps2)
        i += 1
    return (total[0] + total[1]) + (total[2] + total[3])


cdef struct Around:
    # cells of one row around a cell that moves east: those from outer_west to outer_east are in reach, those
    # from inner_west to inner_east surely near; each end is the cell after the last
    Py_ssize_t outer_west, inner_west, inner_east, outer_east, end
    int64_t inner, outer  # how many columns away such cells lie; -1: none is surely near


cdef Around row_around(Cells cells, int64_t row, int step) noexcept nogil:
    """Start at the first cell of the row that lies so many steps north of a row."""
    cdef Around near
    cdef double beside = abs(step), reach2 = FINE * FINE
    find_row(cells, row + step, &near.outer_west, &near.end)
    near.inner_west = near.inner_east = near.outer_east = near.outer_west
    near.inner = -1
    if reach2 * (1 - MARGIN) - (beside + 1) ** 2 >= 1:  # the far corners of both cells
        near.inner = <int64_t>sqrt(reach2 * (1 - MARGIN) - (beside + 1) ** 2) - 1
    near.outer = <int64_t>sqrt(reach2 * (1 + MARGIN) - max(beside - 1, 0.0) ** 2) + 1  # the near corners
    return near


cdef inline void move(Around *near, const int64_t *column, int64_t here) noexcept nogil:
    """Move on to a column further east."""
    while near.outer_west < near.end and column[near.outer_west] < here - near.outer:
        near.outer_west += 1
    while near.outer_east < near.end and column[near.outer_east] <= here + near.outer:
        near.outer_east += 1
    if near.inner < 0:
        near.inner_west = near.inner_east = near.outer_east
        return
    while near.inner_west < near.end and column[near.inner_west] < here - near.inner:
        near.inner_west += 1
    while near.inner_east < near.end and column[near.inner_east] <= here + near.inner:
        near.inner_east += 1


cdef double measured(
    Cells cells, Py_ssize_t site, const Around *around, const double *weight, const double *running,
    double sure, double possible, double eps2, double least
) noexcept nogil:
    """Return the weight near a site: what is sure, and what is in reach and measured, the nearest rows first.

    With a finite `least` it stops as soon as that is reached, or out of reach.
    """
    cdef double found = sure, left = possible - sure
    cdef Py_ssize_t step, start, stop
    cdef int side
    cdef const Around *near
    for step in range(2 * REACH + 1):
        near = &around[REACH + ((step + 1) // 2 if step % 2 else -(step // 2))]
        for side in range(2):
            start = cells.start[near.inner_east if side else near.outer_west]
            stop = cells.start[near.outer_east if side else near.inner_west]
            found += weight_near(
                cells.x[site], cells.y[site], &cells.x[0], &cells.y[0], weight, start, stop, eps2
            )
            left -= running[stop] - running[start]
        if found >= least or (found + left < least < INFINITY):
            break
    return found


cdef class WeightNear:
    """Sites (n, 2) with their weight (n,) in cells, ready to be asked how much lies within eps of each."""

    cdef Cells cells
    cdef double[::1] placed, running
    cdef double eps2

    def __init__(self, const double[:, ::1] xy, weight, double eps_m):
        self.cells = cells_of(xy, eps_m / FINE)
        placed = np.asarray(weight, dtype=float)[self.cells.order]
        self.placed, self.running = placed, np.concatenate([[0.0], np.cumsum(placed)])
        self.eps2 = eps_m * eps_m

    @property
    def rows(self):
        """The number of rows of cells that hold a site."""
        return self.cells.row.shape[0]

    def within(self, double[::1] total, double least, Py_ssize_t first, Py_ssize_t stop):
        """Write the weight within eps of each site in the rows from `first` to before `stop` into `total` (n,),
        exactly, or, with a finite `least`, as far as needed.

        Then a total is right only in that it reaches `least` or does not. Cells whose surely near cells hold
        `least`, or all of whose cells in reach hold less, are settled without measuring a distance.
        """
        cdef Py_ssize_t k, cell, site, band
        cdef double sure, possible
        cdef Cells cells = self.cells
        cdef const double[::1] running = self.running
        cdef Around[2 * REACH + 1] around
        cdef Around *near
        with nogil:
            for k in range(first, stop):
                for band in range(2 * REACH + 1):
                    around[band] = row_around(cells, cells.row[k], band - REACH)
                for cell in range(cells.first[k], cells.first[k + 1]):
                    sure = possible = 0.0
                    for band in range(2 * REACH + 1):
                        near = &around[band]
                        move(near, &cells.column[0], cells.column[cell])
                        sure += running[cells.start[near.inner_east]] - running[cells.start[near.inner_west]]
                        possible += running[cells.start[near.outer_east]] - running[cells.start[near.outer_west]]
                    for site in range(cells.start[cell], cells.start[cell + 1]):
                        total[cells.order[site]] = sure
                        if least == INFINITY or sure < least <= possible:
                            total[cells.order[site]] = measured(
                                cells, site, around, &self.placed[0], &running[0], sure, possible, self.eps2, least
                            )


cdef class Folded:
    """The plane in square cells as wide as eps, folded like a map: cells far from each other lie on one square.

    What lies within eps of a site is on its square or on one that touches it, and so may be much that is not:
    enough to rule out most sites before anything is sorted. Memory grows with the sites, however wide the plane.
    """

    cdef double per_metre
    cdef int bits  # of the number of squares in a row and in a column
    cdef double[::1] weight  # on each square
    cdef uint8_t[::1] near  # whether what lies on it has to be looked at

    def __cinit__(self, Py_ssize_t sites, double eps_m):
        self.per_metre, self.bits = WIDE / eps_m, 3
        while self.bits < 10 and <Py_ssize_t>4 << (2 * self.bits) < sites:
            self.bits += 1
        self.weight, self.near = np.zeros(1 << (2 * self.bits)), np.zeros(1 << (2 * self.bits), dtype=np.uint8)

    cdef inline uint64_t square(self, double easting, double northing) noexcept nogil:
        cdef uint64_t mask = (1 << self.bits) - 1
        cdef uint64_t row = <uint64_t><int64_t>(northing * self.per_metre) & mask
        return row << self.bits | (<uint64_t><int64_t>(easting * self.per_metre) & mask)

    cdef inline uint64_t beside(self, Py_ssize_t square, int which) noexcept nogil:
        """Return one of the nine squares that touch a square, itself among them."""
        cdef uint64_t side = 1 << self.bits
        cdef uint64_t row = ((square >> self.bits) + side + which // 3 - 1) & (side - 1)
        return row << self.bits | ((square + side + which % 3 - 1) & (side - 1))

    cdef void mark_around(self, Py_ssize_t square) noexcept nogil:
        cdef int which
        for which in range(9):
            self.near[self.beside(square, which)] = True

    cdef double weight_around(self, Py_ssize_t square) noexcept nogil:
        cdef double total = 0.0
        cdef int which
        for which in range(9):
            total += self.weight[self.beside(square, which)]
        return total

    def marked(self, const double[:, ::1] xy):
        """Return which of the sites lie on a square that has to be looked at."""
        cdef Py_ssize_t i, held = 0
        found = np.empty(xy.shape[0], dtype=np.int64)
        cdef int64_t[::1] those = found
        with nogil:
            for i in range(xy.shape[0]):
                those[held] = i
                held += self.near[self.square(xy[i, 0], xy[i, 1])]
        return found[:held].copy()


def near_crowds(const double[:, ::1] xy, const double[::1] weight, double eps_m, double least):
    """Return the sites (m,) that may have `least` within eps, with all that lies within eps of these."""
    cdef Py_ssize_t i, square
    cdef double enough = least - MARGIN * fabs(least)
    cdef Folded plane = Folded(xy.shape[0], eps_m)
    with nogil:
        for i in range(xy.shape[0]):
            plane.weight[plane.square(xy[i, 0], xy[i, 1])] += weight[i]
        for square in range(plane.weight.shape[0]):
            if plane.weight_around(square) >= enough:
                plane.mark_around(square)
    return plane.marked(xy)


def near_any(const double[:, ::1] xy, const double[:, ::1] core_xy, double eps_m):
    """Return the sites (m,) that may lie within eps of a core site."""
    cdef Py_ssize_t i
    cdef Folded plane = Folded(xy.shape[0], eps_m)
    with nogil:
        for i in range(core_xy.shape[0]):
            plane.mark_around(plane.square(core_xy[i, 0], core_xy[i, 1]))
    return plane.marked(xy)


cdef struct Box:
    double west, east, south, north


cdef Box *boxes(Cells cells, double[:, ::1] memory) noexcept nogil:
    """Return the smallest box around the sites of each cell."""
    cdef Box *box = <Box *>&memory[0, 0]
    cdef Py_ssize_t cell, site
    cdef double x, y
    for cell in range(cells.column.shape[0]):
        site = cells.start[cell]
        box[cell].west = box[cell].east = cells.x[site]
        box[cell].south = box[cell].north = cells.y[site]
        for site in range(site + 1, cells.start[cell + 1]):
            x, y = cells.x[site], cells.y[site]
            box[cell].west, box[cell].east = min(box[cell].west, x), max(box[cell].east, x)
            box[cell].south, box[cell].north = min(box[cell].south, y), max(box[cell].north, y)
    return box


cdef inline double gap2(double x, double y, const Box *box) noexcept nogil:
    """Return the squared distance to a box: rounded as those to its sites are, and never above them."""
    cdef double across = max(max(box.west - x, x - box.east), 0.0)
    cdef double up = max(max(box.south - y, y - box.north), 0.0)
    return across * across + up * up


cdef inline bint touch(
    Cells cells, const Box *box, Py_ssize_t one, Py_ssize_t other, double eps2
) noexcept nogil:
    """Tell whether a site of one cell lies within the distance of a site of another."""
    cdef Py_ssize_t i, j
    cdef double across, up
    across = max(max(box[one].west - box[other].east, box[other].west - box[one].east), 0.0)
    up = max(max(box[one].south - box[other].north, box[other].south - box[one].north), 0.0)
    if across * across + up * up > eps2:
        return False
    for i in range(cells.start[one], cells.start[one + 1]):
        if gap2(cells.x[i], cells.y[i], &box[other]) > eps2:
            continue
        for j in range(cells.start[other], cells.start[other + 1]):
            across, up = cells.x[i] - cells.x[j], cells.y[i] - cells.y[j]
            if across * across + up * up <= eps2:
                return True
    return False


cdef inline int64_t root(int64_t[::1] parent, int64_t node) noexcept nogil:
    """Return the first cell of a chain, and shorten the way to it."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def chains(const double[:, ::1] xy, double eps_m):
    """Return for each site the number 0 ... of its chain: sites within eps of each other are one chain.

    Sites of one cell are one chain without measuring; two cells are measured only as long as they are not.
    """
    cdef Py_ssize_t k, i, cell, site, held, chain = 0
    cdef double eps2 = eps_m * eps_m
    cdef int64_t one, two
    cdef int row
    cdef Cells cells = cells_of(xy, eps_m / COARSE)
    cdef int64_t[::1] parent = np.arange(cells.column.shape[0])
    cdef double[:, ::1] memory = np.empty((cells.column.shape[0], 4))
    cdef Box *box
    cdef Py_ssize_t[5] at, end
    cdef Py_ssize_t[25] near
    label_array = np.empty(xy.shape[0], dtype=np.int64)
    cdef int64_t[::1] label = label_array
    with nogil:
        box = boxes(cells, memory)
        for k in range(cells.row.shape[0]):
            for row in range(5):
                find_row(cells, cells.row[k] + row - 2, &at[row], &end[row])
            for cell in range(cells.first[k], cells.first[k + 1]):
                held = cells_around(cells, cells.column[cell], at, end, near)
                for i in range(held):
                    one, two = root(parent, cell), root(parent, near[i])
                    if one != two and touch(cells, box, cell, near[i], eps2):
                        parent[max(one, two)] = min(one, two)
        for cell in range(cells.column.shape[0]):  # a chain's first cell comes before the others
            if parent[cell] == cell:
                parent[cell] = -1 - chain
                chain += 1
            else:
                parent[cell] = parent[parent[cell]]
            for site in range(cells.start[cell], cells.start[cell + 1]):
                label[cells.order[site]] = -1 - parent[cell]
    return label_array


def nearest_label(
    const double[:, ::1] xy, const double[:, ::1] core_xy, const int64_t[::1] core_label, double eps_m
):
    """Return the label of the nearest core site within eps of each site, the lowest of equals; -1: none."""
    cdef Py_ssize_t k, i, cell, site, core, held
    cdef double best, apart2, across, up, eps2 = eps_m * eps_m
    cdef int64_t found
    cdef int row
    west, south = corner(xy)
    core_west, core_south = corner(core_xy)
    west, south = min(west, core_west), min(south, core_south)
    cdef Cells asked = Cells(xy, eps_m / COARSE, west, south)
    cdef Cells cores = Cells(core_xy, eps_m / COARSE, west, south)
    cdef double[:, ::1] memory = np.empty((cores.column.shape[0], 4))
    cdef Box *box
    cdef Py_ssize_t[5] at, end
    cdef Py_ssize_t[25] near
    label_array = np.empty(xy.shape[0], dtype=np.int64)
    cdef int64_t[::1] label = label_array
    with nogil:
        box = boxes(cores, memory)
        for k in range(asked.row.shape[0]):
            for row in range(5):
                find_row(cores, asked.row[k] + row - 2, &at[row], &end[row])
            for cell in range(asked.first[k], asked.first[k + 1]):
                held = cells_around(cores, asked.column[cell], at, end, near)
                for site in range(asked.start[cell], asked.start[cell + 1]):
                    best, found = eps2, -1
                    for i in range(held):
                        if gap2(asked.x[site], asked.y[site], &box[near[i]]) > best:
                            continue
                        for core in range(cores.start[near[i]], cores.start[near[i] + 1]):
                            across, up = asked.x[site] - cores.x[core], asked.y[site] - cores.y[core]
                            apart2 = across * across + up * up
                            if apart2 > best:
                                continue
                            if apart2 < best or found < 0 or core_label[cores.order[core]] < found:
                                best, found = apart2, core_label[cores.order[core]]
                    label[asked.order[site]] = found
    return label_array
