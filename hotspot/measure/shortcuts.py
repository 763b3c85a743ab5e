"""The cheapest way through two tables that share the totals of their rows, found without visiting each row.

As a network (see `suppression`) such tables have few columns and many rows, and a row is only a way from one
column to another. For each pair of columns the cheapest few rows are kept, so that a way is looked for among
the columns and the rows it begins and ends in: as many nodes in a city of 50 areas as in one of 50,000. What
is found is what Dijkstra's search of the whole network finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from hotspot.schema import Floats, Ints

    Node: TypeAlias = tuple[str, int]  # "column" and its place; "in" or "out" and the row
    Way: TypeAlias = list[tuple[int, int]]  # numbers passed, each with 1 where it rises and -1 where it falls

FREE = 1e-6  # price of passing a number that is hidden anyway: fewer of them where nothing else decides
KEPT = 8  # rows for each pair of columns
CHUNK = 4_000_000  # entries of a table that is held for a moment


class Shortcuts:
    """The ways through two tables: a number can rise by `rise` (m,) and fall by `fall` (m,), and passing it
    costs `price` (m,). The numbers stand in the order of `suppression.TwoTables`."""

    def __init__(self, *, rows: int, left: int, right: int, rise: Ints, fall: Ints, price: Floats) -> None:
        """Take the tables; nothing is searched yet."""
        self.rows, self.left, self.right = rows, left, right
        self.rise, self.fall, self.price = rise, fall, price.copy()
        self.columns = left + right
        self.source, self.sink = self.columns, self.columns + 1  # the city's total, which is always shown
        self.first = self.columns + 2  # node of a row
        self.kept: dict[int, tuple[Floats, Ints]] = {}  # by amount

    def ends(self, number: int) -> tuple[int, int]:
        """Return the nodes that a number leads from and to: columns, both ends of the city, two for a row."""
        row = self._row(number)
        if row < 0:
            column = number if number < self.left else self.left + number - self._right_totals
            return (self.source, column) if number < self.left else (column, self.sink)
        first, at = self._nodes(row), number - self._numbers(row)[0][0]
        if number < self.left * (self.rows + 1):
            return int(at), first
        into = number - self._numbers(row)[2][0]
        return (
            (first, first + 1)
            if number < self._row_totals + self.rows
            else (first + 1, self.left + int(into))
        )

    def free(self, numbers: Sequence[int]) -> None:
        """Let these numbers cost next to nothing from now on."""
        self.price[numbers] = FREE
        for row in {self._row(number) for number in numbers} - {-1}:
            for amount, (cost, at) in self.kept.items():
                new = self._pairs(np.array([row]), amount)
                cost[at == row] = np.inf
                self.kept[amount] = _cheapest(
                    np.concatenate([cost, new]), np.concatenate([at, _like(new, [row])])
                )

    def cheapest(
        self, start: int, goal: int, amount: int, *, barred: int, passed: Mapping[int, int]
    ) -> Way | None:
        """Return the cheapest way on which `amount` can pass, None where there is none.

        The number `barred` is not passed; those `passed` before have changed by so much and cost nothing.
        """
        rows = sorted({row for row in map(self._row, (barred, *passed)) if row >= 0})
        place = {
            self._nodes(row) + side: self.first + 2 * i + side
            for i, row in enumerate(rows)
            for side in (0, 1)
        }
        numbers, tail, head = self._around(rows)
        rise, fall, price = self.rise[numbers], self.fall[numbers], self.price[numbers]
        for one in (*passed, barred):
            here, change = numbers == one, passed.get(one, 0)
            rise[here] -= change
            fall[here] += change
            price[here] = np.inf if one == barred else FREE
        size = self.first + 2 * len(rows)
        cost, number = np.full((size, size), np.inf), np.zeros((size, size), dtype=np.int64)
        through, at = self._between(amount, rows)
        cost[: self.columns, : self.columns] = through
        cost[tail, head] = np.where(rise >= amount, price, np.inf)
        cost[head, tail] = np.where(fall >= amount, price, np.inf)
        number[tail, head], number[head, tail] = numbers + 1, -numbers - 1
        steps = _path(cost, place.get(start, start), place.get(goal, goal))
        if steps is None:
            return None
        way: Way = []
        for a, b in steps:
            if number[a, b]:
                way.append((abs(int(number[a, b])) - 1, 1 if number[a, b] > 0 else -1))
            else:
                way += self._over(int(at[a, b]), a, b)
        return way

    @property
    def _row_totals(self) -> int:
        return self.left * (self.rows + 1)

    @property
    def _right_totals(self) -> int:
        return self._row_totals + self.rows * (1 + self.right)

    def _row(self, number: int) -> int:
        """Return the row that a number stands in, -1 for the total of a column."""
        if number < self.left or number >= self._right_totals:
            return -1
        if number < self._row_totals:
            return number // self.left - 1
        at = number - self._row_totals
        return at if at < self.rows else (at - self.rows) // self.right

    def _nodes(self, row: int) -> int:
        """Return the first of the two nodes of a row: in from the left, and out to the right."""
        return self.first + 2 * row

    def _numbers(self, row: int) -> tuple[Ints, int, Ints]:
        """Return the numbers of a row: left, its total, right."""
        right = self._row_totals + self.rows + row * self.right
        return (
            np.arange(self.left * (row + 1), self.left * (row + 2)),
            self._row_totals + row,
            np.arange(right, right + self.right),
        )

    def _around(self, rows: Sequence[int]) -> tuple[Ints, Ints, Ints]:
        """Return the totals of the columns and all numbers of these rows, with the nodes from and to
        which they lead where nothing but these rows is laid out."""
        kinds, years = np.arange(self.left), self.left + np.arange(self.right)
        numbers = [kinds, self._right_totals + np.arange(self.right)]
        tail = [np.full(self.left, self.source), years]
        head = [kinds, np.full(self.right, self.sink)]
        for i, row in enumerate(rows):
            left, total, right = self._numbers(row)
            into = np.array([self.first + 2 * i])
            numbers += [left, np.array([total]), right]
            tail += [kinds, into, np.repeat(into + 1, self.right)]
            head += [np.repeat(into, self.left), into + 1, years]
        return np.concatenate(numbers), np.concatenate(tail), np.concatenate(head)

    def _between(self, amount: int, without: Sequence[int]) -> tuple[Floats, Ints]:
        """Return what it costs from each column to each other over the cheapest row, and that row."""
        if amount not in self.kept:
            self.kept[amount] = self._best(amount, np.arange(self.rows))
        cost, at = self.kept[amount]
        if len(without) >= KEPT:
            cost, at = self._best(amount, np.setdiff1d(np.arange(self.rows), without))
        allowed = cost.copy()
        for row in without:
            allowed[at == row] = np.inf
        first = allowed.argmin(axis=0)[None]
        return (
            np.take_along_axis(allowed, first, axis=0)[0],
            np.take_along_axis(at, first, axis=0)[0],
        )

    def _best(self, amount: int, rows: Ints) -> tuple[Floats, Ints]:
        """Return the cheapest rows between each two columns, (k, columns, columns) each."""
        cost = np.full((1, self.columns, self.columns), np.inf)
        at = np.full(cost.shape, -1)
        step = max(CHUNK // self.columns**2, 1)
        for first in range(0, len(rows), step):
            some = rows[first : first + step]
            new = self._pairs(some, amount)
            cost, at = _cheapest(np.concatenate([cost, new]), np.concatenate([at, _like(new, some)]))
        return cost, at

    def _pairs(self, rows: Ints, amount: int) -> Floats:
        """Return what it costs from each column to each other over each of the rows."""

        def up(numbers: Ints) -> Floats:
            return np.where(self.rise[numbers] >= amount, self.price[numbers], np.inf)

        def down(numbers: Ints) -> Floats:
            return np.where(self.fall[numbers] >= amount, self.price[numbers], np.inf)

        left = self.left * (rows[:, None] + 1) + np.arange(self.left)
        right = self._row_totals + self.rows + rows[:, None] * self.right + np.arange(self.right)
        enter = np.hstack([up(left), down(right)])
        leave = np.hstack([down(left), up(right)])
        cost = enter[:, :, None] + leave[:, None, :]
        total = self._row_totals + rows
        cost[:, : self.left, self.left :] += up(total)[:, None, None]
        cost[:, self.left :, : self.left] += down(total)[:, None, None]
        cost[:, np.arange(self.columns), np.arange(self.columns)] = np.inf
        return np.asarray(cost)

    def _over(self, row: int, begin: int, end: int) -> Way:
        """Return the numbers that a way from one column to another passes in a row."""
        left, total, right = self._numbers(row)
        way = [(int(left[begin]), 1) if begin < self.left else (int(right[begin - self.left]), -1)]
        if (begin < self.left) != (end < self.left):
            way.append((total, 1 if begin < self.left else -1))
        return [*way, (int(left[end]), -1) if end < self.left else (int(right[end - self.left]), 1)]


def _cheapest(cost: Floats, at: Ints) -> tuple[Floats, Ints]:
    """Return the cheapest few of (r, c, c), the first first."""
    order = np.argsort(cost, axis=0, kind="stable")[:KEPT]
    return np.take_along_axis(cost, order, axis=0), np.take_along_axis(at, order, axis=0)


def _like(cost: Floats, rows: Sequence[int] | Ints) -> Ints:
    return np.broadcast_to(np.asarray(rows)[:, None, None], cost.shape)


def _path(cost: Floats, start: int, goal: int) -> list[tuple[int, int]] | None:
    """Return the steps of the cheapest way between two nodes (Bellman 1958), None where there is none."""
    dear = np.full(len(cost), np.inf)
    dear[start] = 0.0
    while True:
        nearer = np.minimum(dear, (dear[:, None] + cost).min(axis=0))
        if (nearer == dear).all():
            break
        dear = nearer
    if not np.isfinite(dear[goal]):
        return None
    steps, node = list[tuple[int, int]](), goal
    while node != start:
        before = int((dear + cost[:, node]).argmin())
        steps.append((before, node))
        node = before
    return steps[::-1]
