"""Equal places, or numbers, are found by their bits, in a table that grows with them: no sorting."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

include "radix.pxi"

cdef extern from *:
    """
    #ifdef __GNUC__
    #define PREFETCH(address) __builtin_prefetch(address)
    #else
    #define PREFETCH(address) ((void)0)
    #endif
    """
    void PREFETCH(const void *address) noexcept nogil

cdef enum:
    AHEAD = 32  # rows that are on their way at a time
    BINS = 4096  # of eastings, from which buckets are made
    FEW = 24  # places that are sooner sorted one by one

cdef uint32_t FREE = 0xFFFFFFFF
cdef uint64_t SIGN = 0x8000000000000000, INFINITE = 0x7FF0000000000000

cdef struct Place:  # by the bits of its coordinates
    uint64_t x, y


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
    const uint32_t[::1] table, const Place *seen, uint64_t slot, uint64_t x, uint64_t y
) noexcept nogil:
    """Return the slot of a place in the table, or the free one where it belongs, from the slot it hashes to."""
    cdef uint64_t mask = table.shape[0] - 1
    while table[slot] != FREE and (seen[table[slot]].x != x or seen[table[slot]].y != y):
        slot = (slot + 1) & mask
    return slot


cdef void enter(uint32_t[::1] table, const Place *seen, Py_ssize_t places) noexcept nogil:
    """Enter places that all differ into an empty table."""
    cdef uint64_t mask = table.shape[0] - 1, slot
    cdef Py_ssize_t i
    for i in range(places):
        slot = mixed(seen[i].x, seen[i].y) & mask
        while table[slot] != FREE:
            slot = (slot + 1) & mask
        table[slot] = <uint32_t>i


def first_seen(const double[:, ::1] xy):
    """Return for each row (n, 2) the number of its place, and the places (m, 2) in the order they are met.

    Rows are taken a few at a time: while one is looked up, what the next ones need is on its way to the cache.
    """
    cdef Py_ssize_t n = xy.shape[0], i = 0, j, many, places = 0, size = 1 << 11
    cdef uint64_t slot, mask
    cdef Place[AHEAD] row
    cdef uint64_t[AHEAD] start
    cdef uint32_t[::1] table
    of_array = np.empty(n, dtype=np.int64)
    seen_array = np.empty((n + 1, 2), dtype=np.uint64)  # only what is written takes memory
    cdef int64_t[::1] of = of_array
    cdef uint64_t[:, ::1] memory = seen_array
    cdef Place *seen = <Place *>&memory[0, 0]
    while i < n:
        size *= 4
        mask = size - 1
        table = np.full(size, FREE, dtype=np.uint32)
        with nogil:
            enter(table, seen, places)
            while i < n and 2 * (places + AHEAD) <= size:
                many = min(n - i, <Py_ssize_t>AHEAD)
                for j in range(many):
                    row[j].x, row[j].y = bits(xy[i + j, 0]), bits(xy[i + j, 1])
                    start[j] = mixed(row[j].x, row[j].y) & mask
                    PREFETCH(&table[start[j]])
                for j in range(many):
                    if table[start[j]] != FREE:
                        PREFETCH(&seen[table[start[j]]])
                for j in range(many):
                    slot = find(table, seen, start[j], row[j].x, row[j].y)
                    if table[slot] == FREE:
                        table[slot] = <uint32_t>places
                        seen[places] = row[j]
                        places += 1
                    of[i + j] = table[slot]
                i += many
    return of_array, seen_array[:places].view(np.float64).copy()


cdef inline uint64_t rising(uint64_t place) noexcept nogil:
    """Return a number that rises with the coordinate of these bits; what is no number comes last."""
    if (place & ~SIGN) > INFINITE:
        return ~<uint64_t>0
    return ~place if place & SIGN else place | SIGN


cdef inline bint is_after(const Place *place, const Keyed *one, const Keyed *other) noexcept nogil:
    """Tell whether one place comes after another: by easting, then northing."""
    if one.key != other.key:
        return one.key > other.key
    return rising(place[one.row].y) > rising(place[other.row].y)


cdef void sort_few(const Place *place, Keyed *keyed, Py_ssize_t n) noexcept nogil:
    """Sort by insertion."""
    cdef Py_ssize_t i, at
    cdef Keyed moved
    for i in range(1, n):
        moved, at = keyed[i], i
        while at and is_after(place, &keyed[at - 1], &moved):
            keyed[at] = keyed[at - 1]
            at -= 1
        keyed[at] = moved


cdef void sort_many(const Place *place, Keyed *keyed, Keyed *spare, Py_ssize_t n) noexcept nogil:
    """Sort by northing, then by easting, which keeps the order of northings among equal ones."""
    cdef Py_ssize_t i
    cdef Keyed *sorted
    for i in range(n):
        keyed[i].key = rising(place[keyed[i].row].y)
    sorted = in_order(keyed, spare, n, 0)
    for i in range(n):
        sorted[i].key = rising(place[sorted[i].row].x)
    sorted = in_order(sorted, spare if sorted == keyed else keyed, n, 0)
    if sorted != keyed:
        memcpy(keyed, sorted, n * sizeof(Keyed))


cdef Keyed *sort_places(const Place *place, Keyed *keyed, Keyed *spare, Py_ssize_t n) noexcept nogil:
    """Sort places by easting, then northing: first by the leading digits of the easting, then what these
    leave together, mostly one or two."""
    cdef uint64_t least = ~<uint64_t>0, most = 0
    cdef Py_ssize_t i, start
    cdef int shift = 0
    for i in range(n):
        keyed[i].key, keyed[i].row = rising(place[i].x), i
        least, most = min(least, keyed[i].key), max(most, keyed[i].key)
    for i in range(n):
        keyed[i].key -= least
    while (most - least) >> shift >> (2 * DIGIT):
        shift += 1
    cdef Keyed *sorted = in_order(keyed, spare, n, shift)
    spare = spare if sorted == keyed else keyed
    start = 0
    for i in range(1, n + 1):
        if i < n and sorted[i].key >> shift == sorted[start].key >> shift:
            continue
        if i - start <= FEW:
            sort_few(place, sorted + start, i - start)
        else:
            sort_many(place, sorted + start, spare + start, i - start)
        start = i
    return sorted


def ordered(const double[:, ::1] places, int64_t[::1] of):
    """Return different places (m, 2) sorted by first, then second column, and how many rows each has (m,); write
    into `of` (n,), which holds the place of each row, the new numbers."""
    cdef Py_ssize_t n = places.shape[0], i
    cdef uint64_t[:, ::1] memory = np.empty((2 * n + 1, 2), dtype=np.uint64)
    cdef uint32_t[::1] rank = np.empty(n + 1, dtype=np.uint32)
    sorted_array, rows_array = np.empty((n, 2)), np.zeros(n)
    cdef double[:, ::1] sorted = sorted_array
    cdef double[::1] rows = rows_array
    cdef const Keyed *keyed
    if n == 0:
        return sorted_array, rows_array
    with nogil:
        keyed = sort_places(<const Place *>&places[0, 0], <Keyed *>&memory[0, 0], <Keyed *>&memory[n, 0], n)
        for i in range(n):
            rank[keyed[i].row] = <uint32_t>i
            sorted[i, 0], sorted[i, 1] = places[keyed[i].row, 0], places[keyed[i].row, 1]
        for i in range(of.shape[0]):
            of[i] = rank[of[i]]
            rows[of[i]] += 1
    return sorted_array, rows_array


BINS_OF_EASTINGS = BINS


cdef inline Py_ssize_t bin_of(double easting, double least, double per_metre) noexcept nogil:
    """Return the bin of an easting, which never falls as eastings rise; what is no number has the last."""
    cdef double at = (easting - least) * per_metre
    if at < BINS - 1:
        return <Py_ssize_t>at if at > 0 else 0
    return BINS - 1


def binned(const double[:, ::1] xy, double least, double per_metre, Py_ssize_t first, Py_ssize_t stop):
    """Return how many of the rows from `first` to before `stop` have their easting in each bin (bins,)."""
    count_array = np.zeros(BINS, dtype=np.int64)
    cdef int64_t[::1] count = count_array
    cdef Py_ssize_t i
    with nogil:
        for i in range(first, stop):
            count[bin_of(xy[i, 0], least, per_metre)] += 1
    return count_array


def scattered(
    const double[:, ::1] xy,
    double least,
    double per_metre,
    Py_ssize_t first,
    Py_ssize_t stop,
    const int64_t[::1] bucket,
    int64_t[::1] at,
    double[:, ::1] into,
    uint32_t[::1] row,
):
    """Write the rows from `first` to before `stop` one after the other to where their bucket, that of their bin
    (bins,), stands (buckets,): the places `into` (n, 2), and which `row` (n,) each is."""
    cdef Py_ssize_t i, j
    cdef int64_t to
    with nogil:
        for i in range(first, stop):
            j = bucket[bin_of(xy[i, 0], least, per_metre)]
            to = at[j]
            at[j] = to + 1
            into[to, 0], into[to, 1], row[to] = xy[i, 0], xy[i, 1], <uint32_t>i


def given_back(const uint32_t[::1] row, const int64_t[::1] number, int64_t more, int64_t[::1] of):
    """Write the `number` of each row, and so many `more`, to where the row stood."""
    cdef Py_ssize_t i
    with nogil:
        for i in range(row.shape[0]):
            of[row[i]] = number[i] + more


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
