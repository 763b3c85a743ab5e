"""Pairs of a place and a site within reach: places stand in square buckets, each site looks at nine."""

import numpy as np

from libc.math cimport floor, sqrt
from libc.stdint cimport int64_t


def pairs_within(
    const double[:, ::1] sites,
    const double[:, ::1] at,
    const int64_t[:, ::1] starts,
    int64_t[::1] filled,
    int64_t[::1] place,
    int64_t[::1] site,
    double[::1] distance,
    *,
    double west,
    double south,
    double side_m,
    double reach_m,
    bint count_only,
):
    """Write number of the place, of the site, and the metres between for each pair, from `filled` (m,) on.

    Places `at` (m, 2) come sorted by bucket; `starts` (rows, columns + 1) says where those of each bucket
    start. Buckets are `side_m` metres wide, at least `reach_m`. What was filled is moved on by each pair;
    with `count_only` nothing else is done.
    """
    cdef Py_ssize_t rows = starts.shape[0], columns = starts.shape[1] - 1, i, j, r
    cdef int64_t row, column
    cdef double east, north, apart2, reach2 = reach_m * reach_m, u, v
    with nogil:
        for i in range(sites.shape[0]):
            u, v = floor((sites[i, 0] - west) / side_m), floor((sites[i, 1] - south) / side_m)
            if not (-1 <= u <= columns and -1 <= v <= rows):
                continue
            column, row = <int64_t>u, <int64_t>v
            for r in range(max(row - 1, 0), min(row + 2, rows)):
                for j in range(starts[r, max(column - 1, 0)], starts[r, min(column + 2, columns)]):
                    east, north = sites[i, 0] - at[j, 0], sites[i, 1] - at[j, 1]
                    apart2 = east * east + north * north
                    if apart2 <= reach2:
                        if not count_only:
                            place[filled[j]], site[filled[j]], distance[filled[j]] = j, i, sqrt(apart2)
                        filled[j] += 1
