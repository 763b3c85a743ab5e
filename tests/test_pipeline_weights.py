"""A row that stands for several incidents counts as so many rows would, from the cleaning to the ranking."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from hotspot import pipeline
from hotspot.config import load
from hotspot.read import read_incidents
from hotspot.schema import Incidents, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hotspot.read import IncidentQuestion
    from hotspot.schema import Ints, Result

ROOT = Path(__file__).parents[1]


def as_rows(read: Incidents, weight: Ints) -> Incidents:
    """Each row as often as its weight says, without numbers that would tell that they are the same."""
    frame = read.frame.assign(id="").take(np.repeat(np.arange(len(weight)), weight))
    frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0)
    return replace(read, frame=frame, rows=Rows(read=len(frame)))


def as_weights(read: Incidents, weight: Ints) -> Incidents:
    """Each row once, with its weight."""
    return replace(read, frame=read.frame.assign(id="", weight=weight), rows=Rows(read=int(weight.sum())))


def ranked(
    monkeypatch: pytest.MonkeyPatch, form: Callable[[Incidents, Ints], Incidents], *sets: str
) -> Result:
    def read(paths: Sequence[str], question: IncidentQuestion) -> Incidents:
        incidents = read_incidents(paths, question)
        return form(incidents, np.random.default_rng(3).integers(1, 5, len(incidents.frame)))

    with monkeypatch.context() as patched:
        patched.setattr("hotspot.pipeline.reader.read_incidents", read)
        return pipeline.rank_city(load(str(ROOT / "config.yaml"), sets=sets, options={}))


def same(one: pd.DataFrame, other: pd.DataFrame, *, sums: tuple[str, ...] = ()) -> None:
    """Equal to the last bit, but for sums of numbers that are not whole."""
    for column in one.columns:
        if column in sums:
            np.testing.assert_allclose(one[column], other[column], rtol=1e-12)
        else:
            pd.testing.assert_series_equal(pd.Series(one[column]), pd.Series(other[column]))


@pytest.mark.parametrize(
    "sets",
    [
        (),
        ("areas.file=square:500", "boundary=", "areas.join=", "clusters.simulations=0"),
        ("incidents.columns.date=", "incidents.discovered=none", "clusters.simulations=0"),
    ],
    ids=["as it comes", "without areas and boundary", "without dates"],
)
def test_weights_give_what_the_rows_one_by_one_give(
    monkeypatch: pytest.MonkeyPatch, sets: tuple[str, ...]
) -> None:
    rows = ranked(monkeypatch, as_rows, *sets)

    weighted = ranked(monkeypatch, as_weights, *sets)

    same(rows.ranking.frame, weighted.ranking.frame)
    same(rows.hotspots.frame, weighted.hotspots.frame)
    pd.testing.assert_frame_equal(rows.incidents, weighted.incidents)
    assert (rows.rows, rows.choices, rows.findings) == (weighted.rows, weighted.choices, weighted.findings)
    assert rows.surface.values.tobytes() == weighted.surface.values.tobytes()  # noqa: PD011 - of a Surface
    assert rows.agreement is not None
    assert weighted.agreement is not None
    same(rows.agreement.frame, weighted.agreement.frame)


def test_weights_give_the_harm_of_the_rows_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = ("ranking.by=harm", "harm.theft=0.1", "harm.robbery=7.3", "clusters.simulations=0")
    rows = ranked(monkeypatch, as_rows, *sets)

    weighted = ranked(monkeypatch, as_weights, *sets)

    sums = ("score", "score_low", "score_high", "harm_per_km2_year")
    same(rows.ranking.frame, weighted.ranking.frame, sums=sums)
    assert rows.findings == weighted.findings
