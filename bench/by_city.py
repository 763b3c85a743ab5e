"""What benches on squares share: their options, and a table for each city that was named."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from backtest import CITIES, ROOT, City, city_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Table(Protocol):
    """The rows of a city's table, on squares of `cell_m` metres, from each `every`-th cut-off."""

    def __call__(self, city: City, *, cell_m: float, every: int) -> Iterator[str]:
        """Give the rows as Markdown."""


def print_tables(about: str, known: Sequence[str], table: Table) -> None:
    """Print a table for each city that was named (all by default), with a column for each of the `known`."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--every", type=int, default=3, help="of the last 24 monthly cut-offs")
    parser.add_argument("--cell", type=float, default=200.0, help="metres, side of the squares")
    asked = parser.parse_args()
    for name in CITIES:
        if not asked.names or name in asked.names:
            print(f"\n## {name}, squares of {asked.cell:g} m\n")
            print("| days | share | " + " | ".join(known) + " |\n|---:|---:|" + "---:|" * len(known))
            for row in table(city_of(name, asked.data), cell_m=asked.cell, every=asked.every):
                print(row, flush=True)
