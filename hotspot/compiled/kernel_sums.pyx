"""The hills of a kernel density: how much of each lies on the ground, and all of them added up on the grid.

A hill stands on a site and is 1 high there. `hotspot.measure.hills` does the same in NumPy, and says what the
arguments mean; coordinates are easting and northing in metres, row 0 is the north row.
"""

import numpy as np

from libc.math cimport exp, floor
from libc.stdint cimport int64_t
from libc.string cimport memcpy

cdef extern from "hills.h" nogil:
    enum: AT_ONCE, QUARTIC, EPANECHNIKOV, TRIANGULAR, UNIFORM, GAUSSIAN
    ctypedef struct Grid:
        double per_m, reach2
        int kernel
        int64_t margin
        int64_t steps
        const int64_t *reach
        const double *eastings
        const double *northings
    ctypedef struct Sites:
        const double *places
        const int64_t *row
        const int64_t *column
        int64_t first, stop
    int64_t room(const Grid *grid) noexcept
    double square(double t) noexcept
    double quartic(double u2) noexcept
    double epanechnikov(double u2) noexcept
    double triangular(double u2) noexcept
    void add_hills(
        const Grid *grid, const Sites *sites, const double *share, int64_t surfaces, double *summed,
        int64_t width, int64_t low, int64_t high, double *scratch,
    ) noexcept
    void weigh_hills(
        const Grid *grid, const Sites *sites, const double *ground, int64_t height, int64_t width, double *mass,
        double *scratch,
    ) noexcept

CODES = {
    "quartic": QUARTIC,
    "epanechnikov": EPANECHNIKOV,
    "triangular": TRIANGULAR,
    "uniform": UNIFORM,
    "gaussian": GAUSSIAN,
}
ROOM = AT_ONCE  # cells that a row needs east of the margin


cdef class Frame:
    """Where the cells of a grid are, and which of them a hill reaches."""

    cdef Grid grid
    cdef const int64_t[::1] reach
    cdef const double[::1] eastings, northings

    def __cinit__(
        self, shape, chord, *, double west, double north, double cell_m, double bandwidth_m, double reach_m,
        str kernel,
    ):
        cdef double per_m = 1.0 if kernel == "uniform" else 1.0 / bandwidth_m
        margin = len(chord) // 2
        middles = [np.arange(-margin, cells + margin + 2 * AT_ONCE) + 0.5 for cells in shape]
        self.northings, self.eastings = north - middles[0] * cell_m, west + middles[1] * cell_m
        # a circle reaches as many rows north of a column as it does columns east of a row
        self.reach = np.maximum.reduceat(chord, np.arange(0, len(chord), AT_ONCE))
        self.grid = Grid(
            per_m, square(reach_m * per_m), CODES[kernel], margin, len(self.reach), &self.reach[0],
            &self.eastings[0], &self.northings[0],
        )


def placed(
    const double[:, ::1] sites, Py_ssize_t rows, Py_ssize_t columns, double west, double north, double cell_m
):
    """Return the order (n,) that sorts the sites by row of the grid, equal ones as they come, and in that order
    the sites (n, 2), the row and the column of each; a site off the grid has the nearest ones."""
    cdef Py_ssize_t n = sites.shape[0], i, at
    cdef int64_t[::1] first = np.zeros(rows + 1, dtype=np.int64), number = np.empty(n, dtype=np.int64)
    order_array, row_array, column_array = np.empty((3, n), dtype=np.int64)
    sorted_array = np.empty((n, 2))
    cdef int64_t[::1] order = order_array, row = row_array, column = column_array
    cdef double[:, ::1] sorted = sorted_array
    with nogil:
        for i in range(n):
            number[i] = min(max(<int64_t>floor((north - sites[i, 1]) / cell_m), 0), rows - 1)
            first[number[i] + 1] += 1
        for i in range(rows):
            first[i + 1] += first[i]
        for i in range(n):
            at = first[number[i]]
            first[number[i]] += 1
            order[at], row[at] = i, number[i]
            column[at] = min(max(<int64_t>floor((sites[i, 0] - west) / cell_m), 0), columns - 1)
            sorted[at, 0], sorted[at, 1] = sites[i, 0], sites[i, 1]
    return order_array, sorted_array, row_array, column_array


def masses(
    const double[:, ::1] sites,
    const int64_t[::1] row,
    const int64_t[::1] column,
    const double[:, ::1] ground,
    chord,
    double[::1] mass,
    Py_ssize_t first_site,
    Py_ssize_t stop_site,
    **where,
):
    """Write into `mass` (n,) the sum of heights times `ground`, from `first_site` to before `stop_site`.

    The ground has room for a hill west of the grid, and for a hill and `ROOM` cells east of it."""
    cdef Py_ssize_t beyond = len(chord) - 1 + ROOM
    cdef Frame frame = Frame((ground.shape[0], ground.shape[1] - beyond), chord, **where)
    cdef Sites those = Sites(&sites[0, 0], &row[0], &column[0], first_site, stop_site)
    cdef double[:, ::1] scratch = np.empty((5, room(&frame.grid)))
    with nogil:
        weigh_hills(
            &frame.grid, &those, &ground[0, 0], ground.shape[0], ground.shape[1], &mass[0], &scratch[0, 0]
        )


cdef inline Py_ssize_t apart(Py_ssize_t width) noexcept:
    """Return a width of rows at which cells above each other lie far apart in the pages of the memory: else the
    processor takes one for the other and waits."""
    while not 64 <= width % 512 <= 448:
        width += 1
    return width


def add(
    const double[:, ::1] sites,
    const int64_t[::1] row,
    const int64_t[::1] column,
    const double[:, ::1] share,
    chord,
    double[:, :, ::1] surfaces,
    Py_ssize_t first_site,
    Py_ssize_t stop_site,
    Py_ssize_t low,
    Py_ssize_t high,
    **where,
):
    """Write the sum of the hills of these sites times their `share` (n, k) into the rows from `low` to `high`
    of `surfaces` (k, rows, columns); each cell adds them up in the order of the sites."""
    cdef Frame frame = Frame((surfaces.shape[1], surfaces.shape[2]), chord, **where)
    cdef Sites those = Sites(&sites[0, 0], &row[0], &column[0], first_site, stop_site)
    cdef Py_ssize_t columns = surfaces.shape[2], width, k, r
    width = apart(columns + len(chord) - 1 + ROOM)
    cdef double[:, ::1] scratch = np.empty((4, room(&frame.grid)))
    cdef double[:, :, ::1] band = np.zeros((surfaces.shape[0], high - low, width))
    with nogil:
        add_hills(
            &frame.grid, &those, &share[0, 0], share.shape[1], &band[0, 0, 0], width, low, high, &scratch[0, 0]
        )
        for k in range(surfaces.shape[0]):
            for r in range(high - low):
                memcpy(&surfaces[k, low + r, 0], &band[k, r, frame.grid.margin], columns * sizeof(double))


cdef inline double height(int kernel, double u2) noexcept nogil:
    if kernel == QUARTIC:
        return quartic(u2)
    if kernel == EPANECHNIKOV:
        return epanechnikov(u2)
    if kernel == TRIANGULAR:
        return triangular(u2)
    if kernel == UNIFORM:
        return 1.0
    return exp(-0.5 * u2)


def add_pairs(
    const int64_t[::1] place,
    const int64_t[::1] site,
    const double[::1] distance,
    const double[::1] weights,
    const double[::1] bandwidths,
    double[:, ::1] into,
    *,
    double reach,
    str kernel,
):
    """Add for each pair the hills of its site to its place `into` (m, bandwidths), once for each bandwidth.

    `bandwidths` fall; a hill ends at `reach` of them. Sites at the place itself add nothing.
    """
    cdef Py_ssize_t p, b
    cdef int code = CODES[kernel]
    with nogil:
        for p in range(place.shape[0]):
            if distance[p] <= 0.0:
                continue
            for b in range(bandwidths.shape[0]):
                if distance[p] > reach * bandwidths[b]:
                    break
                into[place[p], b] += weights[site[p]] * height(code, square(distance[p] / bandwidths[b]))
