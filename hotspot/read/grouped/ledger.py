"""More incidents than memory holds: each becomes three numbers in a file, its place, its kind and its time.

What a place, a kind or a time is stands in three frames that memory does hold. All that is asked of the
incidents later is how many have which labels, and a label is chosen for each place, kind and time by whoever
asks: whether it counts, and what it belongs to.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspot.read.grouped import numbered
from hotspot.read.grouped.counting import counting
from hotspot.read.grouped.files import Files
from hotspot.read.grouped.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from hotspot.schema import Incidents, Ints

MEMORY = "1500MB"  # of the engine; the places are held beside it
LEDGER = "ledger.parquet"


class Scratch:
    """A temporary folder that goes as soon as nobody holds it any more."""

    def __init__(self) -> None:
        """Make it."""
        self.path = Path(tempfile.mkdtemp(prefix="hotspot-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The incidents by place, kind and time, each of which is a row of one of these frames.

    The frame of `incidents` has the different places x, y (missing or zero for the first three, which are
    none) with their `weight`, and nothing else that is known; `kinds` have type and source; `times` have
    start (on the hour, or half past for any other minute), hour_known and date_text_bad, the first of them
    for none.
    """

    incidents: Incidents
    kinds: pd.DataFrame
    times: pd.DataFrame
    engine: str
    scratch: Scratch
    schema: pa.Schema

    def count(
        self,
        *,
        place: Ints | None = None,
        kind: Ints | None = None,
        time: Ints | None = None,
        again: bool | None = False,
    ) -> pd.DataFrame:
        """Return how many incidents (`weight`) have which labels of place, kind and time.

        Labels are whole numbers, one for each row of the frames; incidents with one below 0 are left out.
        What has no labels is not told apart. `again` True counts the incidents that repeat another one of the
        same number, place and time, False the others, None both.
        """

        asked = {"place": place, "kind": kind, "time": time}
        tables = _label_tables(asked)
        apart = [name for name, labels in asked.items() if labels is not None]
        found = self._answer(tables, lambda rows: numbered.counted(rows, tables, apart=apart, again=again))
        return pd.DataFrame({name: found[name].to_numpy() for name in found.column_names})

    def coming_back(self, *, place: Ints, kind: Ints, time: Ints) -> int:
        """Return how often the number of an incident with labels comes back at another place or time."""

        tables = _label_tables({"place": place, "kind": kind, "time": time})
        found = self._answer(tables, lambda rows: numbered.coming_back(rows, tables))
        return int(found["count"][0].as_py())

    def _answer(self, tables: dict[str, pa.Table], ask: Callable[[ir.Table], ir.Table]) -> pa.Table:

        name = str(self.scratch.path / LEDGER)
        files = Files(kind="parquet", paths=(name,), names=(name,), schema=self.schema)
        with counting(self.engine, MEMORY, self.scratch.path) as at:
            at.open(files)
            for table, labels in tables.items():
                at.add(table, labels)
            return at.answer(ask(rows_of(files)))


def _label_tables(asked: dict[str, Ints | None]) -> dict[str, pa.Table]:
    """Return a small table of number and label for each that has labels."""

    tables = {}
    for name, labels in asked.items():
        if labels is not None:
            number = np.flatnonzero(labels >= 0)
            columns = {"number": number.astype(np.int32), "label": labels[number].astype(np.int32)}
            tables[numbered.labels_of(name)] = pa.table(columns)
    return tables
