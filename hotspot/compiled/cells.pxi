# Sites sorted into square cells, from south to north in rows, each from west to east. Only cells that hold a
# site are stored, so that memory grows with the sites, however wide the plane.

include "radix.pxi"

cdef class Cells:
    """Sites sorted into square cells, with a side of so many metres, from a corner in the south-west."""

    cdef int64_t[::1] order  # rows of the sites, cell after cell, in a cell as they came
    cdef double[::1] x, y  # of the sites in this order
    cdef int64_t[::1] start  # first site of each cell, then the number of sites
    cdef int64_t[::1] column  # of each cell
    cdef int64_t[::1] first  # first cell of each row that holds a site, then the number of cells
    cdef int64_t[::1] row  # number of each such row

    def __cinit__(self, const double[:, ::1] xy, double side, double west, double south):
        cdef Py_ssize_t n = xy.shape[0], i, cells = 0, rows = 0
        cdef int64_t columns = 1, row
        cdef uint64_t last = 0
        cdef double per_metre = 1 / side
        cdef const Keyed *sorted
        self.order, self.x, self.y = np.empty(n, dtype=np.int64), np.empty(n), np.empty(n)
        self.start, self.column = np.empty(n + 1, dtype=np.int64), np.empty(n, dtype=np.int64)
        self.first, self.row = np.empty(n + 1, dtype=np.int64), np.empty(n, dtype=np.int64)
        cdef uint64_t[:, ::1] keyed = np.empty((2 * n, 2), dtype=np.uint64)
        cdef Keyed *unsorted = <Keyed *>&keyed[0, 0]
        with nogil:
            for i in range(n):
                columns = max(columns, <int64_t>((xy[i, 0] - west) * per_metre) + 1)
            for i in range(n):
                row = <int64_t>((xy[i, 1] - south) * per_metre)
                unsorted[i].key = <uint64_t>(row * columns + <int64_t>((xy[i, 0] - west) * per_metre))
                unsorted[i].row = i
            sorted = in_order(unsorted, unsorted + n, n, 0)
            for i in range(n):
                self.order[i] = sorted[i].row
                self.x[i], self.y[i] = xy[sorted[i].row, 0], xy[sorted[i].row, 1]
                if i and sorted[i].key == last:
                    continue
                last = sorted[i].key
                row = <int64_t>last // columns
                if not rows or self.row[rows - 1] != row:
                    self.row[rows] = row
                    self.first[rows] = cells
                    rows += 1
                self.start[cells] = i
                self.column[cells] = <int64_t>last - row * columns
                cells += 1
            self.start[cells] = n
            self.first[rows] = cells
        self.start, self.column = self.start[: cells + 1], self.column[:cells]
        self.first, self.row = self.first[: rows + 1], self.row[:rows]


cdef (double, double) corner(const double[:, ::1] xy) noexcept:
    """Return the westmost easting and the southmost northing."""
    cdef double west = xy[0, 0], south = xy[0, 1]
    cdef Py_ssize_t i
    for i in range(xy.shape[0]):
        west = min(west, xy[i, 0])
        south = min(south, xy[i, 1])
    return west, south


cdef Cells cells_of(const double[:, ::1] xy, double side):
    west, south = corner(xy)
    return Cells(xy, side, west, south)


cdef inline Py_ssize_t row_at(const int64_t[::1] row, int64_t wanted) noexcept nogil:
    """Return the place of the first row that is not south of the one wanted."""
    cdef Py_ssize_t low = 0, high = row.shape[0], middle
    while low < high:
        middle = (low + high) // 2
        if row[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline void find_row(Cells cells, int64_t row, Py_ssize_t *at, Py_ssize_t *end) noexcept nogil:
    """Find the first cell of a row and the end of it; a row without sites has none."""
    cdef Py_ssize_t place = row_at(cells.row, row)
    at[0] = end[0] = 0
    if place < cells.row.shape[0] and cells.row[place] == row:
        at[0], end[0] = cells.first[place], cells.first[place + 1]


cdef inline Py_ssize_t cells_around(
    Cells cells, int64_t column, Py_ssize_t *at, const Py_ssize_t *end, Py_ssize_t *near
) noexcept nogil:
    """Gather the cells that hold sites in the 5 x 5 around a column, those that touch its cell first.

    `at` and `end` hold five rows, south to north; `at` moves east with the column, which never moves back.
    """
    cdef Py_ssize_t cell, held = 0
    cdef int row
    cdef bint far, touches
    for far in range(2):
        for row in range(5):
            while at[row] < end[row] and cells.column[at[row]] < column - 2:
                at[row] += 1
            cell = at[row]
            while cell < end[row] and cells.column[cell] <= column + 2:
                touches = -2 < cells.column[cell] - column < 2 and 0 < row < 4
                if touches != far:
                    near[held] = cell
                    held += 1
                cell += 1
    return held
