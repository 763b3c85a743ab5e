"""Equal places, or numbers, are found by their bits, in a table that grows with them: no sorting."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef uint32_t FREE = 0xFFFFFFFF


cdef inline uint64_t bits(double metres) noexcept nogil:
    """Return the bits of a coordinate; -0.0 and 0.0 are one."""
    cdef uint64_t same
    metres += 0.0
    memcpy(&same, &metres, sizeof(double))
    return same


cdef inline uint64_t mixed(uint64_t x, uint64_t y) noexcept nogil:
    """Mix the bits of a place, so that places in a row fall far apart (the finaliser of splitmix64)."""
    cdef uint64_t z = x * <uint64_t>0x9E3779B97F4A7C15 ^ (y + <uint64_t>0x632BE59BD9B4E019)
    z = (z ^ (z >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    z = (z ^ (z >> 27)) * <uint64_t>0x94D049BB133111EB
    return z ^ (z >> 31)


cdef inline uint64_t find(
    const uint32_t[::1] table, const uint64_t[:, ::1] seen, uint64_t x, uint64_t y
) noexcept nogil:
    """Return the slot of a place in the table, or the free one where it belongs."""
    cdef uint64_t mask = table.shape[0] - 1, slot = mixed(x, y) & mask
    while table[slot] != FREE and (seen[table[slot], 0] != x or seen[table[slot], 1] != y):
        slot = (slot + 1) & mask
    return slot


def first_seen(const double[:, ::1] xy):
    """Return for each row (n, 2) the number of its place, and the places (m, 2) in the order they are met."""
    cdef Py_ssize_t n = xy.shape[0], i = 0, j, places = 0, size = 1 << 12
    cdef uint64_t x, y, slot
    cdef uint32_t[::1] table
    of_array = np.empty(n, dtype=np.int64)
    seen_array = np.empty((n, 2), dtype=np.uint64)  # only what is written takes memory
    cdef int64_t[::1] of = of_array
    cdef uint64_t[:, ::1] seen = seen_array
    while i < n:
        size *= 2
        table = np.full(size, FREE, dtype=np.uint32)
        with nogil:
            for j in range(places):
                table[find(table, seen, seen[j, 0], seen[j, 1])] = <uint32_t>j
            while i < n and 2 * places < size:
                x, y = bits(xy[i, 0]), bits(xy[i, 1])
                slot = find(table, seen, x, y)
                if table[slot] == FREE:
                    table[slot] = <uint32_t>places
                    seen[places, 0], seen[places, 1] = x, y
                    places += 1
                of[i] = table[slot]
                i += 1
    return of_array, seen_array[:places].view(np.float64).copy()


def summed(const int64_t[::1] of, const double[:, ::1] values, Py_ssize_t places):
    """Return the sums of the rows of `values` (n, k) that belong to each place (places, k)."""
    cdef Py_ssize_t i, k
    sums_array = np.zeros((places, values.shape[1]))
    cdef double[:, ::1] sums = sums_array
    with nogil:
        for i in range(values.shape[0]):
            for k in range(values.shape[1]):
                sums[of[i], k] += values[i, k]
    return sums_array


def shared(const uint64_t[::1] numbers):
    """Mark the numbers (n,) that fall into a slot with another: among them are all that stand there twice.

    The first bits of a number are its slot, of which there are eight to a number or more. Two bits are kept of
    each slot: whether one number is there, and whether there are more.
    """
    cdef Py_ssize_t n = numbers.shape[0], i
    cdef int shift = 64 - 12, place
    cdef uint64_t slot
    while shift > 16 and (<uint64_t>1 << (64 - shift)) < 8 * <uint64_t>n:
        shift -= 1
    cdef uint64_t[::1] held = np.zeros(<Py_ssize_t>1 << (64 - shift - 5), dtype=np.uint64)  # 32 slots in each
    marked_array = np.empty(n, dtype=np.bool_)
    cdef uint8_t[::1] marked = marked_array.view(np.uint8)
    with nogil:
        for i in range(n):
            slot = numbers[i] >> shift
            place = 2 * <int>(slot & 31)
            held[slot >> 5] |= <uint64_t>1 << (place + <int>(held[slot >> 5] >> place & 1))
        for i in range(n):
            slot = numbers[i] >> shift
            marked[i] = held[slot >> 5] >> (2 * (slot & 31) + 1) & 1
    return marked_array
