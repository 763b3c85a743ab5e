"""Parquet tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from hotspot.errors import InputError
from hotspot.read.parquet import has_geometry, open_parquet

if TYPE_CHECKING:
    from pathlib import Path


def test_only_the_columns_asked_for_are_loaded_with_their_types(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"lon": [76.9], "n": [7], "name": ["Ivanov"]}).to_parquet(path)

    table = open_parquet(path, "a.parquet")

    assert table.columns == ("lon", "n", "name")
    assert table.load(["n", "lon"]).frame.to_dict("list") == {"n": [7], "lon": [76.9]}
    assert not has_geometry(path, "a.parquet")


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"lon": pd.Series([], dtype=float)}).to_parquet(path)

    with pytest.raises(InputError, match="columns but no rows"):
        open_parquet(path, "a.parquet")


def test_a_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 and nothing more")

    with pytest.raises(InputError, match="not a Parquet file"):
        open_parquet(path, "a.parquet")
