"""How much one source may hold: what is larger is refused while it is read, before memory runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from hotspot.errors import InputError

if TYPE_CHECKING:
    from hotspot.read.features import Shapes

MB = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """The most that a file may have: `file_mb` megabytes (unpacked), `rows`, `columns`, `areas`, `vertices`.

    They are settings under `limits`, which every refusal names.
    """

    file_mb: int = 4_000
    rows: int = 20_000_000
    columns: int = 2_000
    areas: int = 200_000
    vertices: int = 20_000_000

    def check_bytes(self, count: int, name: str) -> None:
        """Refuse a file, or what a packed file grows to, that is larger than allowed."""
        if count > self.file_mb * MB:
            what = f"the file has more than {self.file_mb:,} MB"
            raise InputError(name, what, "cut it into parts, or raise limits.file_mb")

    def check_rows(self, count: int, name: str) -> None:
        """Refuse more rows than allowed."""
        if count > self.rows:
            what = f"it has more than {self.rows:,} rows"
            to_do = "give some years or one city, raise limits.rows, or count them only: --engine duckdb"
            raise InputError(name, what, to_do)

    def check_columns(self, count: int, name: str) -> None:
        """Refuse more columns than allowed: each is looked at, for what it may hold."""
        if count > self.columns:
            what = f"it has {count:,} columns, more than {self.columns:,}"
            raise InputError(name, what, "export only the columns that are needed, or raise limits.columns")

    def check_areas(self, count: int, name: str) -> None:
        """Refuse more micro-areas than allowed."""
        if count > self.areas:
            what = f"it has {count:,} areas, more than {self.areas:,}"
            raise InputError(name, what, "give one city or larger areas, or raise limits.areas (20 kB each)")

    def check_vertices(self, shapes: Shapes, name: str) -> None:
        """Refuse shapes with more vertices in all than allowed."""
        count = int(shapely.get_num_coordinates(shapes).sum())
        if count > self.vertices:
            what = f"its shapes have {count:,} vertices, more than {self.vertices:,}"
            raise InputError(name, what, "simplify them, for instance in QGIS, or raise limits.vertices")


ALLOWED = Allowed()
