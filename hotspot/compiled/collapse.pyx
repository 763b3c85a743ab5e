"""Equal places are found by their bits, in a table twice as large as the rows: one pass, no sorting."""

import numpy as np

from libc.stdint cimport int64_t, uint64_t


cdef inline uint64_t mixed(uint64_t x, uint64_t y) noexcept nogil:
    """Mix the bits of a place, so that places in a row fall far apart (the finaliser of splitmix64)."""
    cdef uint64_t z = x * <uint64_t>0x9E3779B97F4A7C15 ^ (y + <uint64_t>0x632BE59BD9B4E019)
    z = (z ^ (z >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    z = (z ^ (z >> 27)) * <uint64_t>0x94D049BB133111EB
    return z ^ (z >> 31)


def first_seen(const uint64_t[:, ::1] bits):
    """Return for each row (n, 2) the number of its place, and the row where each place was seen first.

    Places are numbered in the order in which they are met.
    """
    cdef Py_ssize_t n = bits.shape[0], i, places = 0
    cdef uint64_t size = 16
    while size < 2 * <uint64_t>n:
        size *= 2
    cdef uint64_t slot, mask = size - 1
    table_array = np.full(size, -1, dtype=np.int64)
    of_array = np.empty(n, dtype=np.int64)
    first_array = np.empty(n, dtype=np.int64)
    cdef int64_t[::1] table = table_array, of = of_array, first = first_array
    cdef int64_t known
    with nogil:
        for i in range(n):
            slot = mixed(bits[i, 0], bits[i, 1]) & mask
            while True:
                known = table[slot]
                if known < 0:
                    table[slot] = places
                    first[places] = i
                    of[i] = places
                    places += 1
                    break
                if bits[first[known], 0] == bits[i, 0] and bits[first[known], 1] == bits[i, 1]:
                    of[i] = known
                    break
                slot = (slot + 1) & mask
    return of_array, first_array[:places].copy()
