"""The smaller tables of `hotspot venues`: concentration, kinds, other reaches and rings, a row each."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from hotspot.schema.venue_rings import RING_COLUMNS
from hotspot.schema.venued import CONCENTRATION_COLUMNS, KIND_COLUMNS, REACH_COLUMNS
from hotspot.write.tables import published

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hotspot.schema.numbers import Estimate
    from hotspot.schema.venued import Concentration, Kind, Venued

TABLES: Mapping[str, Sequence[str]] = {
    "concentration.csv": CONCENTRATION_COLUMNS,
    "kinds.csv": KIND_COLUMNS,
    "reaches.csv": REACH_COLUMNS,
    "rings.csv": RING_COLUMNS,
}


def venue_tables(found: Venued) -> dict[str, pd.DataFrame]:
    """Return each table by the name of its file; one without rows has its headings."""
    rows = {
        "concentration.csv": _concentration(found.concentration),
        "kinds.csv": [_kind(one) for one in found.kinds],
        "reaches.csv": [{name: getattr(one, name) for name in REACH_COLUMNS} for one in found.tried],
        "rings.csv": _rings(found),
    }
    frames = {name: pd.DataFrame(each, columns=list(TABLES[name])) for name, each in rows.items()}
    return {name: published(frame, TABLES[name]) for name, frame in frames.items()}


def _concentration(seen: Concentration) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"what": "counted", "share": seen.share, "none": seen.none, "gini": seen.gini, "p_value": nan}
    ]
    rows += [
        {
            "what": one.against,
            **_with_bounds("share", one.share),
            **_with_bounds("none", one.none),
            "gini": one.gini,
            "p_value": one.p_value,
        }
        for one in seen.chances
    ]
    rows.append({"what": "true", **_with_bounds("share", seen.true_share), "gini": seen.true_gini.value})
    if seen.held is not None:
        share = _with_bounds("share", seen.held.share)
        rows.append({"what": "held", **share, "p_value": seen.held.p_value})
    return rows


def _kind(one: Kind) -> dict[str, object]:
    return {
        "kind": one.kind,
        "venues": one.venues,
        "incidents": one.incidents,
        **_with_bounds("per_venue", one.per_venue),
        **_with_bounds("ratio", one.ratio),
        "wide_low": one.wide.low,
        "wide_high": one.wide.high,
    }


def _rings(found: Venued) -> Iterable[dict[str, object]]:
    return [
        {
            "kind": one.kind,
            "from_m": ring.from_m,
            "to_m": ring.to_m,
            "incidents": ring.incidents,
            "ground": ring.ground,
            "unit": one.unit,
            "density": ring.density,
            **({} if ring.ratio is None else _with_bounds("ratio", ring.ratio)),
        }
        for one in found.rings
        for ring in one.rings
    ]


def _with_bounds(name: str, one: Estimate) -> dict[str, object]:
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
