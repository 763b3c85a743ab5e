"""Sums over discs, chains of cells, smoothing and placing on a lattice: what each simulated city costs."""

import numpy as np

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t
from libc.string cimport memcpy, memset

ctypedef fused Number:
    int32_t
    int64_t
    double

ctypedef fused Whole:
    int16_t
    int32_t

ctypedef fused Sum:
    int16_t
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


cdef inline void before_columns(
    Sum* before, const Sum* values, Py_ssize_t columns, Py_ssize_t reach, Py_ssize_t width
) noexcept nogil:
    """Write the sums of all values west of a column: `reach` + 1 zeros, then up to and with each column, then
    the last one up to the `width`."""
    cdef Py_ssize_t j
    cdef Sum sum = 0
    for j in range(reach + 1):
        before[j] = 0
    for j in range(columns):
        sum += values[j]
        before[reach + 1 + j] = sum
    for j in range(reach + 1 + columns, width):
        before[j] = sum


def disc_sums(const Number[:, ::1] values, const int32_t[::1] halves):
    """Return the sums over discs whose chord `step` rows off the middle is `halves[step]` cells to each side."""
    cdef Py_ssize_t rows = values.shape[0], columns = values.shape[1], steps = halves.shape[0]
    cdef Py_ssize_t reach = halves[0], width = columns + 2 * reach + 1, i, j, step, half, first, end
    cdef Number[:, ::1] before = np.empty((rows, width), dtype=kind(<Number>0))
    found_array = np.zeros((rows, columns), dtype=kind(<Number>0))
    cdef Number[:, ::1] found = found_array
    cdef Number* sums
    cdef Number* chord
    if not columns:
        return found_array
    with nogil:
        for i in range(rows):
            before_columns(&before[i, 0], &values[i, 0], columns, reach, width)
        for first in range(0, columns, 128):  # so many sums stay at hand
            end = min(128, columns - first)
            for i in range(rows):
                sums = &found[i, first]
                for step in range(max(1 - steps, -i), min(steps, rows - i)):
                    half = halves[step if step > 0 else -step]
                    chord = &before[i + step, first + reach - half]
                    for j in range(end):
                        sums[j] += chord[j + 2 * half + 1] - chord[j]
    return found_array


cdef struct Turn:  # the rows that the discs around one row reach take turns in one place
    Py_ssize_t rows, columns, reach, width


cdef inline Py_ssize_t chord_at(Turn turn, Py_ssize_t row, Py_ssize_t half) noexcept nogil:
    """Return where the sums over the chords of a row stand, of (turn, halves, width)."""
    cdef Py_ssize_t rows = 2 * turn.reach + 1
    return (((row + rows) % rows) * (turn.reach + 1) + half) * turn.width


cdef inline Py_ssize_t before_at(Turn turn, Py_ssize_t row) noexcept nogil:
    """Return where the running sums of a row stand, of (turn + 1, width with its rims)."""
    cdef Py_ssize_t rows = 2 * turn.reach + 2
    return ((row + rows) % rows) * (turn.width + 2 * turn.reach + 1)


cdef inline void sum_chords(
    Whole* sums, const Whole* before, Py_ssize_t reach, Py_ssize_t half, Py_ssize_t width
) noexcept nogil:
    """Write the sums over the chord of this half around each column."""
    cdef Py_ssize_t j
    cdef const Whole* west = before + reach - half
    cdef const Whole* east = before + reach + half + 1
    for j in range(width):
        sums[j] = east[j] - west[j]


cdef inline void add_two(Whole* sums, const Whole* up, const Whole* down, Py_ssize_t count) noexcept nogil:
    """Add two chords to the sum over each disc."""
    cdef Py_ssize_t k
    for k in range(count):
        sums[k] += up[k] + down[k]


cdef inline void add_four(
    Whole* sums,
    const Whole* up,
    const Whole* down,
    const Whole* higher,
    const Whole* lower,
    Py_ssize_t count,
) noexcept nogil:
    """Add four chords to the sum over each disc, which is read and written only once."""
    cdef Py_ssize_t k
    for k in range(count):
        sums[k] += (up[k] + down[k]) + (higher[k] + lower[k])


cdef inline void sum_discs(
    Whole* sums, const Whole* chords, Turn turn, const int32_t* halves, Py_ssize_t row, Py_ssize_t count
) noexcept nogil:
    """Write the sums over the discs around so many cells of a row."""
    cdef Py_ssize_t steps = halves[0] + 1, step = 1
    memcpy(sums, chords + chord_at(turn, row, halves[0]), count * sizeof(Whole))
    while step + 1 < steps:
        add_four(
            sums,
            chords + chord_at(turn, row - step, halves[step]),
            chords + chord_at(turn, row + step, halves[step]),
            chords + chord_at(turn, row - step - 1, halves[step + 1]),
            chords + chord_at(turn, row + step + 1, halves[step + 1]),
            count,
        )
        step += 2
    if step < steps:
        add_two(
            sums,
            chords + chord_at(turn, row - step, halves[step]),
            chords + chord_at(turn, row + step, halves[step]),
            count,
        )


cdef inline Whole any_above(const Whole* sums, const Whole* gate, Py_ssize_t count) noexcept nogil:
    """Tell whether any sum is above its gate."""
    cdef Py_ssize_t k
    cdef Whole any = 0
    for k in range(count):
        any |= sums[k] > gate[k]
    return any


def discs_above(
    const Whole[:, ::1] values,
    const int32_t[:, ::1] halves,
    const Whole[:, :, ::1] gate,
    const Whole[:, :, ::1] lowest,
):
    """Return the discs (k,), as flat indices of `gate`, that hold more than their gate, and what they hold.

    The chord of disc `s` is `halves[s, step]` cells to each side, -1 beyond it; `gate` (discs, rows, columns).
    Sixteen discs in a row are summed only where all that lies in the rectangle around them is more than the
    `lowest` (discs, rows, sixteens) of their gates.
    """
    cdef Py_ssize_t discs = halves.shape[0], sixteens = lowest.shape[2], s, i, c, k, j, first, found = 0
    cdef Py_ssize_t size = values.shape[0] * values.shape[1], reach = halves.shape[1] - 1, count, west
    cdef Turn turn
    turn.rows, turn.columns, turn.reach, turn.width = values.shape[0], values.shape[1], reach, 16 * sixteens
    place_array, held_array = np.empty(discs * size, dtype=np.int64), np.empty(discs * size, dtype=np.int32)
    if not size:
        return place_array, held_array
    number = np.int16 if sizeof(Whole) == sizeof(int16_t) else np.int32
    cdef Whole[::1] chords = np.zeros((2 * reach + 1) * (reach + 1) * turn.width, dtype=number)
    cdef Whole[::1] before = np.zeros((2 * reach + 2) * (turn.width + 2 * reach + 1), dtype=number)
    cdef Whole[:, ::1] near = np.zeros((discs, sixteens), dtype=number)
    cdef Whole[::1] disc = np.zeros(turn.width, dtype=number)
    cdef int64_t[::1] place = place_array
    cdef int32_t[::1] held = held_array
    cdef uint8_t[::1] asked = np.zeros(reach + 1, dtype=np.uint8)
    cdef const Whole* come
    cdef const Whole* gone
    with nogil:
        for s in range(discs):
            for k in range(halves[s, 0] + 1):
                asked[halves[s, k]] = 1
        for i in range(-reach, turn.rows):
            j = i + reach
            if j < turn.rows:
                before_columns(
                    &before[before_at(turn, j)], &values[j, 0], turn.columns, reach, turn.width + 2 * reach + 1
                )
            else:
                memset(&before[before_at(turn, j)], 0, (turn.width + 2 * reach + 1) * sizeof(Whole))
            for k in range(reach + 1):
                if asked[k]:
                    sum_chords(&chords[chord_at(turn, j, k)], &before[before_at(turn, j)], reach, k, turn.width)
            for s in range(discs):
                come = &before[before_at(turn, i + halves[s, 0])]
                gone = &before[before_at(turn, i - halves[s, 0] - 1)]
                west, count = reach - halves[s, 0], 2 * halves[s, 0] + 16
                for c in range(sixteens):
                    k = 16 * c + west
                    near[s, c] += (come[k + count] - come[k]) - (gone[k + count] - gone[k])
                if i < 0:
                    continue
                c = 0
                while c < sixteens:
                    if near[s, c] <= lowest[s, i, c]:
                        c += 1
                        continue
                    first = 16 * c
                    while c < sixteens and near[s, c] > lowest[s, i, c]:
                        c += 1
                    count = min(16 * c, turn.columns) - first
                    sum_discs(&disc[0], &chords[first], turn, &halves[s, 0], i, count)
                    if not any_above(&disc[0], &gate[s, i, first], count):
                        continue
                    for k in range(count):
                        if disc[k] > gate[s, i, first + k]:
                            place[found] = s * size + i * turn.columns + first + k
                            held[found] = disc[k]
                            found += 1
    return place_array[:found].copy(), held_array[:found].copy()


def coarser(const Number[:, ::1] values, Py_ssize_t times):
    """Return the sums over blocks of `times` by `times` cells; what is missing at the rim counts 0."""
    cdef Py_ssize_t rows = values.shape[0], columns = values.shape[1], i, j, k, block
    cdef Py_ssize_t blocks = (columns + times - 1) // times, whole = columns // times
    found_array = np.zeros(((rows + times - 1) // times, blocks), dtype=kind(<Number>0))
    cdef Number[:, ::1] found = found_array
    cdef Number sum
    cdef const Number* row
    cdef Number* into
    if not columns:
        return found_array
    with nogil:
        for i in range(rows):
            row, into = &values[i, 0], &found[i // times, 0]
            if times == 2:  # by far the most frequent
                for block in range(whole):
                    into[block] += row[2 * block] + row[2 * block + 1]
            else:
                for block in range(whole):
                    sum = 0
                    for k in range(times):
                        sum += row[block * times + k]
                    into[block] += sum
            sum = 0
            for j in range(whole * times, columns):
                sum += row[j]
            if whole < blocks:
                into[whole] += sum
    return found_array


def spread(const double[:, ::1] values, const double[::1] weights):
    """Return the sums of values up to `len(weights)` - 1 cells off along both axes, each with the product of
    its two weights."""
    cdef Py_ssize_t rows = values.shape[0], columns = values.shape[1], reach = weights.shape[0] - 1
    cdef Py_ssize_t i, j, k, first, end
    wide_array, found_array = np.zeros(columns + 2 * reach + 16), np.empty((rows, columns))
    cdef double[::1] wide = wide_array
    cdef double[:, ::1] found = found_array
    cdef double sums[16]
    cdef double weight
    cdef const double* row
    if not columns:
        return found_array
    with nogil:
        for i in range(rows):
            for first in range(0, columns, 16):  # so many sums stay at hand
                end = min(16, columns - first)
                memset(sums, 0, sizeof(sums))
                for k in range(max(-reach, -i), min(reach + 1, rows - i)):
                    weight, row = weights[k if k > 0 else -k], &values[i + k, first]
                    if end == 16:
                        for j in range(16):
                            sums[j] += weight * row[j]
                    else:
                        for j in range(end):
                            sums[j] += weight * row[j]
                memcpy(&wide[reach + first], sums, end * sizeof(double))
            for first in range(0, columns, 16):
                row = &wide[reach + first]
                for j in range(16):
                    sums[j] = weights[0] * row[j]
                for k in range(1, reach + 1):
                    weight = weights[k]
                    for j in range(16):
                        sums[j] += weight * (row[j - k] + row[j + k])
                memcpy(&found[i, first], sums, min(16, columns - first) * sizeof(double))
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


def outlined(
    const int64_t[::1] core,
    const int64_t[::1] chain,
    const int32_t[:, ::1] offsets,
    Py_ssize_t rows,
    Py_ssize_t columns,
):
    """Return the cells (k,) of a lattice, as flat indices in rising order, that lie at an offset of a `core`
    cell, and the `chain` of each: that of the cell itself, else of the last core cell near it."""
    cdef Py_ssize_t i, o, found = 0, first = rows * columns, end = 0
    cdef int64_t r, c, cell
    number_array = np.zeros(rows * columns, dtype=np.int32)
    cdef int32_t[::1] number = number_array
    with nogil:
        for o in range(offsets.shape[0]):
            for i in range(core.shape[0]):
                r, c = core[i] // columns + offsets[o, 0], core[i] % columns + offsets[o, 1]
                if 0 <= r < rows and 0 <= c < columns:
                    cell = r * columns + c
                    found += number[cell] == 0
                    first, end = min(first, cell), max(end, cell + 1)
                    number[cell] = chain[i] + 1
        for i in range(core.shape[0]):
            number[core[i]] = chain[i] + 1
    cell_array, chain_array = np.empty(found, dtype=np.int64), np.empty(found, dtype=np.int64)
    cdef int64_t[::1] cells = cell_array, chains = chain_array
    with nogil:
        found = 0
        for i in range(first, end):
            if number[i]:
                cells[found], chains[found] = i, number[i] - 1
                found += 1
    return cell_array, chain_array


cdef inline int32_t from_mode(
    double u, double mean, int32_t mode, double chance, double upto, double least
) noexcept nogil:
    """Return the Poisson number whose distribution function first passes `u`, step by step from the mode."""
    cdef double p = chance, below = upto
    cdef int32_t k = mode
    if u >= below:
        while u >= below and p > least:
            k += 1
            p *= mean / k
            below += p
    else:
        below -= p
        while u < below and k > 0:
            p *= k / mean
            k -= 1
            below -= p
    return k


def poisson(
    const double[::1] uniform,
    const double[::1] mean,
    const int32_t[::1] mode,
    const double[::1] chance,
    const double[::1] upto,
    const int16_t[:, ::1] rounded,
    double least,
):
    """Return for each uniform number (n,) the Poisson number whose distribution function first passes it.

    The search starts at the `mode` of each, whose probability is `chance` and up to which it is `upto`; it
    ends where a number is rarer than `least`. Mostly it is enough to look at the `rounded` (n, 32)
    distribution function from 16 below the mode on, in 65,536ths less 32,768.
    """
    cdef Py_ssize_t n = uniform.shape[0], i, k
    cdef int16_t u, below, equal
    cdef const int16_t* values
    found_array = np.empty(n, dtype=np.int32)
    cdef int32_t[::1] found = found_array
    if not n:
        return found_array
    with nogil:
        for i in range(n):
            u = <int16_t>(<int32_t>(65536 * uniform[i]) - 32768)
            values, below, equal = &rounded[i, 0], 0, 0
            for k in range(32):
                below += values[k] < u
                equal += values[k] == u
            if equal or below == 0 or below == 32:
                found[i] = from_mode(uniform[i], mean[i], mode[i], chance[i], upto[i], least)
            else:
                found[i] = mode[i] - 16 + below
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
