"""METHOD.md: the codes of the data files stand in it, so that a file without a translation can be read."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from hotspot.schema.agreed import METHODS
from hotspot.schema.cleared import ClearedVerdict
from hotspot.schema.piloted import PilotVerdict, ZoneKind
from hotspot.schema.published import WITHHELD, Standing
from hotspot.schema.timed import EmergingClass, PlaceKind
from hotspot.schema.trended import ChangeKind, ChangeVerdict
from hotspot.schema.venue_rings import RingUnit
from hotspot.schema.venued import Against
from hotspot.schema.yards import Verdict

METHOD = Path(__file__).parents[1] / "METHOD.md"
CODES = {
    "trend.csv": (*get_args(ChangeKind), *get_args(ChangeVerdict)),
    "ranking.csv": get_args(ChangeVerdict),
    "agreement.csv": METHODS,
    "clearance.csv": get_args(ClearedVerdict),
    "when.csv": (*get_args(PlaceKind), *get_args(EmergingClass)),
    "concentration.csv": get_args(Against),
    "rings.csv": get_args(RingUnit),
    "observers.csv": get_args(Verdict),
    "plan.geojson": get_args(ZoneKind),
    "evaluation.json": get_args(PilotVerdict),
    "areas.csv": (*filter(None, get_args(Standing)), WITHHELD),
}


@pytest.mark.parametrize("file", CODES)
def test_every_code_of_a_data_file_is_told_beside_its_file(file: str) -> None:
    told = METHOD.read_text(encoding="utf-8").split("## Codes in the data files")[1]

    line = next(line for line in told.splitlines() if f"`{file}`" in line)

    assert [code for code in CODES[file] if f"`{code}`" not in line] == []
