"""Sums over discs, chains of cells, smoothing and placing on a lattice: what each simulated city costs."""

import numpy as np

from libc.stdint cimport int32_t, int64_t
from libc.string cimport memcpy, memset

cdef int32_t NEVER = 2147483647  # the gate of a place without ground

ctypedef fused Number:
    int32_t
    int64_t
    double


cdef inline object kind(Number one):
    """Return the NumPy type of sums of such numbers."""
    if Number is int32_t:
        return np.int32
    elif Number is int64_t:
        return np.int64
    else:
        return np.float64


def running(const Number[:, ::1] values, Py_ssize_t reach):
    """Return the sums of all values west of a column; `reach` + 1 columns of zeros before them, and `reach`
    columns after them that repeat the whole row."""
    cdef Py_ssize_t rows = values.shape[0], columns = values.shape[1], i, j
    found_array = np.empty((rows, columns + 2 * reach + 1), dtype=kind(<Number>0))
    cdef Number[:, ::1] found = found_array
    cdef Number sum
    with nogil:
        for i in range(rows):
            sum = 0
            for j in range(reach + 1):
                found[i, j] = 0
            for j in range(columns):
                sum += values[i, j]
                found[i, reach + 1 + j] = sum
            for j in range(reach):
                found[i, reach + 1 + columns + j] = sum
    return found_array


cdef inline void add_row(
    Number* sums, const Number* before, Py_ssize_t west, Py_ssize_t east, Py_ssize_t columns
) noexcept nogil:
    """Add to the sums what lies between `west` and `east` of each column."""
    cdef Py_ssize_t j
    for j in range(columns):
        sums[j] += before[east + j] - before[west + j]


def disc_sums(const Number[:, ::1] before, Py_ssize_t reach, const int32_t[::1] halves):
    """Return the sums over discs whose chord `step` rows off the middle is `halves[step]` cells to each side."""
    cdef Py_ssize_t rows = before.shape[0], columns = before.shape[1] - 2 * reach - 1, i, other
    cdef Py_ssize_t steps = halves.shape[0], step, half
    found_array = np.zeros((rows, columns), dtype=kind(<Number>0))
    cdef Number[:, ::1] found = found_array
    if not columns:
        return found_array
    with nogil:
        for i in range(rows):
            for step in range(1 - steps, steps):
                other = i + step
                if 0 <= other < rows:
                    half = halves[step if step > 0 else -step]
                    add_row(&found[i, 0], &before[other, 0], reach - half, reach + half + 1, columns)
    return found_array


cdef struct Discs:
    const int32_t* before
    const int32_t* halves
    Py_ssize_t rows, columns, reach, steps


cdef inline void sixteen(int32_t* sums, Discs discs, Py_ssize_t row, Py_ssize_t column) noexcept nogil:
    """Write the sums over the discs around the cells of one row from a column on: sixteen, or up to its end."""
    cdef Py_ssize_t step, half, k, width = discs.columns + 2 * discs.reach + 1
    cdef Py_ssize_t above = max(1 - discs.steps, -row), below = min(discs.steps, discs.rows - row)
    cdef const int32_t* east
    cdef const int32_t* west
    cdef int32_t found[16]
    memset(found, 0, sizeof(found))
    for step in range(above, below):
        half = discs.halves[step if step > 0 else -step]
        west = discs.before + (row + step) * width + column + discs.reach - half
        east = west + 2 * half + 1
        if column + 16 <= discs.columns:
            for k in range(16):
                found[k] += east[k] - west[k]
        else:
            for k in range(discs.columns - column):
                found[k] += east[k] - west[k]
    memcpy(sums, found, sizeof(found))


def discs_above(
    const int32_t[:, ::1] before,
    Py_ssize_t reach,
    const int32_t[::1] halves,
    const int32_t[:, ::1] gate,
    const int32_t[:, ::1] coarse_before,
    Py_ssize_t coarse_reach,
    const int32_t[::1] coarse_halves,
    const int32_t[:, ::1] coarse_gate,
):
    """Return the cells (k,), as flat indices, whose discs hold more than their gate, and what they hold (k,).

    Discs are summed only around those eight blocks of 2 by 2 cells in a row where, for any of them, all that
    the discs of its four cells could hold, summed over blocks, is above the lowest of their gates.
    """
    cdef Py_ssize_t i, j, k, row, column, found = 0, first, end
    cdef Discs fine, coarse
    fine.rows, fine.columns = before.shape[0], before.shape[1] - 2 * reach - 1
    coarse.rows, coarse.columns = coarse_before.shape[0], coarse_before.shape[1] - 2 * coarse_reach - 1
    fine.reach, fine.steps, coarse.reach, coarse.steps = (
        reach, halves.shape[0], coarse_reach, coarse_halves.shape[0],
    )
    if not fine.rows or not fine.columns:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32)
    fine.before, fine.halves = &before[0, 0], &halves[0]
    coarse.before, coarse.halves = &coarse_before[0, 0], &coarse_halves[0]
    cell_array = np.empty(fine.rows * fine.columns, dtype=np.int64)
    held_array = np.empty(fine.rows * fine.columns, dtype=np.int32)
    cdef int32_t[::1] held = held_array
    cdef int64_t[::1] cell = cell_array
    cdef int32_t most[16]
    cdef int32_t sums[16]
    cdef bint worth
    with nogil:
        for i in range(coarse.rows):
            first, end = 0, coarse.columns
            while first < end and coarse_gate[i, first] == NEVER:
                first += 1
            while first < end and coarse_gate[i, end - 1] == NEVER:
                end -= 1
            for j in range(first, end, 8):
                if (j - first) % 16 == 0:
                    sixteen(most, coarse, i, j)
                worth = False
                for k in range(min(8, end - j)):
                    worth |= most[(j - first) % 16 + k] > coarse_gate[i, j + k]
                if not worth:
                    continue
                for row in range(2 * i, min(2 * i + 2, fine.rows)):
                    sixteen(sums, fine, row, 2 * j)
                    for column in range(2 * j, min(2 * j + 16, fine.columns)):
                        if sums[column - 2 * j] > gate[row, column]:
                            cell[found] = row * fine.columns + column
                            held[found] = sums[column - 2 * j]
                            found += 1
    return cell_array[:found].copy(), held_array[:found].copy()


def coarser(const Number[:, ::1] values, Py_ssize_t times):
    """Return the sums over blocks of `times` by `times` cells; what is missing at the rim counts 0."""
    cdef Py_ssize_t rows = values.shape[0], columns = values.shape[1], i, j, block, end
    cdef Py_ssize_t blocks = (columns + times - 1) // times
    found_array = np.zeros(((rows + times - 1) // times, blocks), dtype=kind(<Number>0))
    cdef Number[:, ::1] found = found_array
    cdef Number sum
    with nogil:
        for i in range(rows):
            if times == 2:  # by far the most frequent
                for block in range(columns // 2):
                    found[i // 2, block] += values[i, 2 * block] + values[i, 2 * block + 1]
                if columns % 2:
                    found[i // 2, blocks - 1] += values[i, columns - 1]
                continue
            for block in range(blocks):
                end = min((block + 1) * times, columns)
                sum = 0
                for j in range(block * times, end):
                    sum += values[i, j]
                found[i // times, block] += sum
    return found_array


def spread(const double[:, ::1] values, const double[::1] weights):
    """Return the sums of values up to `len(weights)` - 1 cells off along both axes, each with the product of
    its two weights."""
    cdef Py_ssize_t rows = values.shape[0], columns = values.shape[1], reach = weights.shape[0] - 1
    cdef Py_ssize_t i, j, k
    wide_array, found_array = np.zeros((rows, columns + 2 * reach)), np.empty((rows, columns))
    cdef double[:, ::1] wide = wide_array, found = found_array
    cdef double weight
    cdef double* row
    if not columns:
        return found_array
    with nogil:
        for i in range(rows):
            row = &wide[i, reach]
            for k in range(-reach, reach + 1):
                if 0 <= i + k < rows:
                    weight = weights[k if k > 0 else -k]
                    for j in range(columns):
                        row[j] += weight * values[i + k, j]
        for i in range(rows):
            row = &wide[i, reach]
            for j in range(columns):
                found[i, j] = weights[0] * row[j]
            for k in range(1, reach + 1):
                weight = weights[k]
                for j in range(columns):
                    found[i, j] += weight * (row[j - k] + row[j + k])
    return found_array


cdef inline int64_t first_of(int64_t* parent, int64_t one) noexcept nogil:
    """Return the lowest member of a chain, shortening the way to it."""
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


def chained(
    const int64_t[::1] row,
    const int64_t[::1] column,
    int32_t[:, ::1] number,
    const int32_t[:, ::1] offsets,
):
    """Return the chain (k,), counted from 0, of each cell: those that lie at an offset of each other are one.

    `number` (rows, columns) is the place of each cell in the list, -1 for all others; chains are counted in
    the order of their first cells.
    """
    cdef Py_ssize_t n = row.shape[0], i, o
    cdef int64_t r, c, a, b, chains = 0
    parent_array, chain_array = np.arange(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    cdef int64_t[::1] parent = parent_array, chain = chain_array
    with nogil:
        for i in range(n):
            for o in range(offsets.shape[0]):
                r, c = row[i] + offsets[o, 0], column[i] + offsets[o, 1]
                if 0 <= r < number.shape[0] and 0 <= c < number.shape[1] and number[r, c] >= 0:
                    a, b = first_of(&parent[0], i), first_of(&parent[0], number[r, c])
                    if a < b:
                        parent[b] = a
                    else:
                        parent[a] = b
        for i in range(n):
            a = first_of(&parent[0], i)
            if a == i:
                chain[i] = chains
                chains += 1
            else:
                chain[i] = chain[a]
    return chain_array


def poisson(
    const double[::1] uniform,
    const double[::1] mean,
    const int32_t[::1] mode,
    const double[::1] chance,
    const double[::1] upto,
    double least,
):
    """Return for each uniform number (n,) the Poisson number whose distribution function first passes it.

    The search starts at the `mode` of each, whose probability is `chance` and up to which it is `upto`; it
    ends where a number is rarer than `least`.
    """
    cdef Py_ssize_t n = uniform.shape[0], i
    cdef double p, below, u
    cdef int32_t k
    found_array = np.empty(n, dtype=np.int32)
    cdef int32_t[::1] found = found_array
    with nogil:
        for i in range(n):
            u, k, p = uniform[i], mode[i], chance[i]
            below = upto[i]
            if u >= below:
                while u >= below and p > least:
                    k += 1
                    p *= mean[i] / k
                    below += p
            else:
                below -= p
                while u < below and k > 0:
                    p *= k / mean[i]
                    k -= 1
                    below -= p
            found[i] = k
    return found_array


def placed(
    const int32_t[::1] drawn,
    const int64_t[::1] first,
    const double[::1] before,
    const int64_t[::1] cell,
    const double[::1] uniform,
    Py_ssize_t cells,
):
    """Return the incidents in each of the `cells`, given how many were `drawn` (runs,) in each run of cells.

    A run starts at `first` (runs + 1,) of the listed cells; `before` (listed + 1,) is expected before each.
    In runs of several cells each incident takes the next `uniform` number for its place.
    """
    cdef Py_ssize_t runs = drawn.shape[0], i, j, k, taken = 0
    cdef double x
    found_array = np.zeros(cells, dtype=np.int32)
    cdef int32_t[::1] found = found_array
    with nogil:
        for i in range(runs):
            if first[i + 1] == first[i] + 1:
                found[cell[first[i]]] = drawn[i]
                continue
            for k in range(drawn[i]):
                x = before[first[i]] + uniform[taken] * (before[first[i + 1]] - before[first[i]])
                taken += 1
                j = first[i] + <Py_ssize_t>(uniform[taken - 1] * (first[i + 1] - first[i]))  # about there
                while j > first[i] and before[j] > x:
                    j -= 1
                while j + 1 < first[i + 1] and before[j + 1] <= x:
                    j += 1
                found[cell[j]] += 1
    return found_array
