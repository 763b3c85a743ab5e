"""The k-th nearest site: strips of equally many sites from west to east, each sorted from south to north."""

import numpy as np

from libc.math cimport INFINITY, sqrt


cdef inline void keep(double *nearest, Py_ssize_t k, double apart2) noexcept nogil:
    """Put a squared distance among the k smallest, which are sorted upwards."""
    cdef Py_ssize_t i = k - 1
    while i > 0 and nearest[i - 1] > apart2:
        nearest[i] = nearest[i - 1]
        i -= 1
    nearest[i] = apart2


cdef inline void look(
    const double *x, const double *y, Py_ssize_t size, Py_ssize_t above, Py_ssize_t below,
    double easting, double northing, double *nearest, Py_ssize_t k
) noexcept nogil:
    """Look through a strip north and south of a place, until all others are further away than the k-th."""
    cdef double across, up
    while above < size:
        across, up = x[above] - easting, y[above] - northing
        if up * up >= nearest[k - 1]:
            break
        if across * across + up * up < nearest[k - 1]:
            keep(nearest, k, across * across + up * up)
        above += 1
    while below >= 0:
        across, up = x[below] - easting, y[below] - northing
        if up * up >= nearest[k - 1]:
            break
        if across * across + up * up < nearest[k - 1]:
            keep(nearest, k, across * across + up * up)
        below -= 1


def kth_distance(const double[:, ::1] x, const double[:, ::1] y, Py_ssize_t k):
    """Return the distance from each site to its k-th nearest other (strips, sites).

    `x` and `y` (strips, sites) hold strips in order of easting, each in order of northing. A row of infinite
    northings may fill the last strip; their distances are meaningless. A strip is left as soon as only sites
    further away than the k-th are to come, and so are the strips to the west and to the east.
    """
    cdef Py_ssize_t strips = x.shape[0], size = x.shape[1], strip, site, other, i
    cdef int side
    cdef double gap
    found_array = np.empty((strips, size))
    cdef double[:, ::1] found = found_array
    cdef const double[::1] west = np.min(x, axis=1), east = np.max(x, axis=1)
    cdef double[::1] nearest = np.empty(k)
    cdef Py_ssize_t[::1] reached = np.empty(strips, dtype=np.intp)
    with nogil:
        for strip in range(strips):
            reached[:] = 0  # first site of each other strip that is not south of this one
            for site in range(size):
                nearest[:] = INFINITY
                look(&x[strip, 0], &y[strip, 0], size, site + 1, site - 1,
                     x[strip, site], y[strip, site], &nearest[0], k)
                for side in range(-1, 2, 2):
                    other = strip + side
                    while 0 <= other < strips:
                        gap = x[strip, site] - east[other] if side < 0 else west[other] - x[strip, site]
                        if gap * gap >= nearest[k - 1]:
                            break
                        while reached[other] < size and y[other, reached[other]] < y[strip, site]:
                            reached[other] += 1
                        look(&x[other, 0], &y[other, 0], size, reached[other], reached[other] - 1,
                             x[strip, site], y[strip, site], &nearest[0], k)
                        other += side
                found[strip, site] = sqrt(nearest[k - 1])
    return found_array
