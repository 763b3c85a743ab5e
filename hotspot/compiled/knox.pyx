"""Knox's table for one order of the dates: each pair close in space counts in the band of its lapse."""

from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport abs as whole_abs


def count_lapses(
    const int32_t[::1] day,
    const int32_t[::1] first,
    const int32_t[::1] second,
    const int64_t[::1] edge,
    const int64_t[::1] lapse,
    int64_t[:, ::1] counted,
):
    """Add each pair to `counted` (s, t + 1): its band of distance by the band of its days apart.

    `day` (n,) of each incident; pairs `first`, `second` (p,) sorted by band of distance, which `edge` (s + 1,)
    parts; `lapse` is the band of each number of days, t for none.
    """
    cdef Py_ssize_t band, pair
    with nogil:
        for band in range(counted.shape[0]):
            for pair in range(edge[band], edge[band + 1]):
                counted[band, lapse[whole_abs(day[first[pair]] - day[second[pair]])]] += 1
