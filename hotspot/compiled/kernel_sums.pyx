"""The hills of a kernel density: how much of each lies on the ground, and all of them added up on the grid.

A hill stands on a site and is 1 high there. `hotspot.measure.hills` does the same in NumPy, and says what the
arguments mean; coordinates are easting and northing in metres, row 0 is the north row.
"""

import numpy as np

from libc.math cimport exp, sqrt
from libc.stdint cimport int64_t

cdef extern from *:
    """
    #ifdef __GNUC__
    #pragma GCC optimize ("no-trapping-math", "no-math-errno")  // else no loop with a choice is vectorised
    #endif
    """

cdef enum:
    QUARTIC, EPANECHNIKOV, TRIANGULAR, UNIFORM, GAUSSIAN

CODES = {
    "quartic": QUARTIC,
    "epanechnikov": EPANECHNIKOV,
    "triangular": TRIANGULAR,
    "uniform": UNIFORM,
    "gaussian": GAUSSIAN,
}

cdef struct Grid:
    double west, north, cell_m
    double per_m  # 1 / bandwidth; 1 for the uniform kernel, whose rim must not be rounded
    double reach2  # where a hill ends, as a squared distance in these units
    int kernel

cdef struct Hill:
    double easting, northing
    double* east2  # (metres / bandwidth)² from the site eastward to each of them; plain metres² if uniform
    double* bell  # of each, for the Gaussian: its height straight east of the site


cdef inline double square(double t) noexcept nogil:
    return t * t


cdef inline double positive(double t) noexcept nogil:
    return t if t > 0.0 else 0.0


# Height of a hill, 1 at its peak, where (distance / bandwidth)² is u2; as in `hotspot.measure.kernel`.
cdef inline double quartic(double u2) noexcept nogil:
    return square(positive(1.0 - u2))


cdef inline double epanechnikov(double u2) noexcept nogil:
    return positive(1.0 - u2)


cdef inline double triangular(double u2) noexcept nogil:
    return positive(1.0 - sqrt(u2))


cdef Grid on_grid(
    double west, double north, double cell_m, double bandwidth_m, double reach_m, int kernel
) noexcept:
    cdef double per_m = 1.0 if kernel == UNIFORM else 1.0 / bandwidth_m
    return Grid(west, north, cell_m, per_m, square(reach_m * per_m), kernel)


cdef void place(Hill* hill, const Grid* grid, Py_ssize_t first, Py_ssize_t stop) noexcept nogil:
    """Measure once how far east of the site its columns are: the same for all rows."""
    cdef Py_ssize_t i
    cdef double easting
    for i in range(stop - first):
        easting = grid.west + (<double>(first + i) + 0.5) * grid.cell_m
        hill.east2[i] = square((easting - hill.easting) * grid.per_m)
    if grid.kernel == GAUSSIAN:
        for i in range(stop - first):
            hill.bell[i] = exp(-0.5 * hill.east2[i])


cdef void add_row(
    double* to, const double* times, const Hill* hill, const Grid* grid,
    Py_ssize_t row, Py_ssize_t start, Py_ssize_t end
) noexcept nogil:
    """Add the heights of the hill in one row, `times` a factor for each column."""
    cdef double north2 = square((grid.north - (<double>row + 0.5) * grid.cell_m - hill.northing) * grid.per_m)
    cdef double most = grid.reach2, bell
    cdef const double* east2 = hill.east2
    cdef const double* bells = hill.bell
    cdef Py_ssize_t i
    if grid.kernel == QUARTIC:
        for i in range(start, end):
            to[i] += times[i] * quartic(north2 + east2[i])
    elif grid.kernel == EPANECHNIKOV:
        for i in range(start, end):
            to[i] += times[i] * epanechnikov(north2 + east2[i])
    elif grid.kernel == TRIANGULAR:
        for i in range(start, end):
            to[i] += times[i] * triangular(north2 + east2[i])
    elif grid.kernel == UNIFORM:
        for i in range(start, end):
            to[i] += times[i] if north2 + east2[i] <= most else 0.0
    else:
        bell = exp(-0.5 * north2)
        for i in range(start, end):
            to[i] += times[i] * (bell * bells[i] if north2 + east2[i] <= most else 0.0)


def masses(
    const double[:, ::1] sites,
    const int64_t[::1] row,
    const int64_t[::1] column,
    const double[:, ::1] ground,
    const int64_t[::1] chord,
    double[::1] mass,
    Py_ssize_t first_site,
    Py_ssize_t stop_site,
    *,
    double west,
    double north,
    double cell_m,
    double bandwidth_m,
    double reach_m,
    str kernel,
):
    """Write into `mass` (n,) the sum of heights times `ground`, from `first_site` to before `stop_site`."""
    cdef Grid grid = on_grid(west, north, cell_m, bandwidth_m, reach_m, CODES[kernel])
    cdef Py_ssize_t rows = ground.shape[0], columns = ground.shape[1], margin = chord.shape[0] // 2
    cdef Py_ssize_t s, r, i, left, right
    cdef double total
    cdef double[:, ::1] scratch = np.empty((3, chord.shape[0]))
    cdef Hill hill = Hill(0, 0, &scratch[0, 0], &scratch[1, 0])
    cdef double* added = &scratch[2, 0]
    with nogil:
        for s in range(first_site, stop_site):
            left, right = max(column[s] - margin, 0), min(column[s] + margin + 1, columns)
            hill.easting, hill.northing = sites[s, 0], sites[s, 1]
            place(&hill, &grid, left, right)
            for i in range(right - left):
                added[i] = 0.0
            for r in range(max(row[s] - margin, 0), min(row[s] + margin + 1, rows)):
                i = chord[r - row[s] + margin]
                add_row(
                    added, &ground[r, left], &hill, &grid, r,
                    max(column[s] - i - left, 0), min(column[s] + i + 1, right) - left,
                )
            total = 0.0
            for i in range(right - left):
                total += added[i]
            mass[s] = total


def add(
    const double[:, ::1] sites,
    const int64_t[::1] row,
    const int64_t[::1] column,
    const double[:, ::1] share,
    const int64_t[::1] chord,
    double[:, :, ::1] surfaces,
    Py_ssize_t first_site,
    Py_ssize_t stop_site,
    Py_ssize_t low,
    Py_ssize_t high,
    *,
    double west,
    double north,
    double cell_m,
    double bandwidth_m,
    double reach_m,
    str kernel,
):
    """Add the hills of these sites times their `share` (n, k) to the rows from `low` to `high` of `surfaces`
    (k, rows, columns); each cell adds them up in the order of the sites."""
    cdef Grid grid = on_grid(west, north, cell_m, bandwidth_m, reach_m, CODES[kernel])
    cdef Py_ssize_t columns = surfaces.shape[2], margin = chord.shape[0] // 2
    cdef Py_ssize_t s, r, i, k, left, right
    cdef double[:, ::1] scratch = np.empty((3, chord.shape[0]))
    cdef Hill hill = Hill(0, 0, &scratch[0, 0], &scratch[1, 0])
    cdef double* times = &scratch[2, 0]
    with nogil:
        for s in range(first_site, stop_site):
            left, right = max(column[s] - margin, 0), min(column[s] + margin + 1, columns)
            hill.easting, hill.northing = sites[s, 0], sites[s, 1]
            place(&hill, &grid, left, right)
            for k in range(surfaces.shape[0]):
                for i in range(right - left):
                    times[i] = share[s, k]
                for r in range(max(row[s] - margin, low), min(row[s] + margin + 1, high)):
                    i = chord[r - row[s] + margin]
                    add_row(
                        &surfaces[k, r, left], times, &hill, &grid, r,
                        max(column[s] - i - left, 0), min(column[s] + i + 1, right) - left,
                    )


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
