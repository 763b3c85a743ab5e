"""What is said of each patrol: its line, its legs in order, what it passes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspot.measure.exact_intervals import poisson_interval
from hotspot.place.patrol import walked
from hotspot.schema import LANGUAGES
from hotspot.schema.patrolled import LEG_COLUMNS, LOCAL_LEG_COLUMNS, LOCAL_PATROL_COLUMNS, PATROL_COLUMNS
from hotspot.schema.placed import WALKING_M_PER_MIN
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from hotspot.measure.siting.orienteering import Patrols
    from hotspot.place.patrol import Ground
    from hotspot.schema import Language

SHORT_M = 0.1  # no way at all: a post that stands on its street
DECIMALS = 6  # of a degree


def described_patrols(
    found: Patrols,
    ground: Ground,
    *,
    posts: Sequence[str],
    local: Mapping[Language, Sequence[str]],
    streets: Sequence[str],
    local_streets: Mapping[Language, Sequence[str]],
    hotspots: Sequence[str],
    dwell_min: float,
    total: float,
    crs: Any,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the patrols with `PATROL_COLUMNS` and their legs with `LEG_COLUMNS`, and with the local columns.

    `posts` are the names of the posts, `local` those in each language, `streets` and `local_streets` those of
    the given ways ("" for none), `hotspots` the ids of the places to stop. Patrols that pass nothing are left
    out; the one that passes most comes first.
    """
    order = _order(found, ground)
    rows, legs, counted = [], [], np.zeros(len(ground.lines), dtype=bool)
    for number, walk in enumerate(order, start=1):
        post = int(found.post[walk])
        fresh = np.unique([street for street, _, _ in found.walks[walk] if not counted[street]])
        own = _legs(found.walks[walk], ground, ~counted, streets, hotspots, dwell_min=dwell_min, crs=crs)
        own = _called(own, local_streets)
        own.insert(0, "patrol_id", f"W{number}")
        counted[fresh] = True
        passed = float(ground.streets.prize[fresh].sum())
        rows.append(
            {
                "patrol_id": f"W{number}",
                **{
                    f"name_{each}": _named(number, local[each][post], Words(language=each))
                    for each in LANGUAGES
                },
                "post": posts[post],
                **_way(own),
                **{f"post_{each}": local[each][post] for each in LANGUAGES},
                **{f"streets_{each}": _streets(own, f"name_{each}") for each in LANGUAGES},
                "passed": passed,
                "share": passed / total,
                "incidents": float(ground.incidents[fresh].sum()),
                "geometry": walked(ground, found.walks[walk]),
            }
        )
        legs.append(own)
    frame = pd.DataFrame(rows)
    frame["incidents_low"], frame["incidents_high"] = poisson_interval(frame["incidents"].to_numpy(float))
    shown = gpd.GeoDataFrame(frame, geometry="geometry", crs=crs)[[*PATROL_COLUMNS, *LOCAL_PATROL_COLUMNS]]
    return shown, pd.concat(legs, ignore_index=True)[[*LEG_COLUMNS, *LOCAL_LEG_COLUMNS]]


def _way(legs: pd.DataFrame) -> dict[str, float | int | str]:
    """Return the columns of how long a patrol is, where it stops, and along which streets it goes."""
    stops = legs[legs["kind"] == "stop"]
    return {
        "length_m": float(legs["length_m"].sum()),
        "minutes": float(legs["to_minute"].iloc[-1]),
        "stops": len(stops),
        "hotspots": " ".join(stops["name"]),
        "streets": _streets(legs, "name"),
    }


def _called(legs: pd.DataFrame, local: Mapping[Language, Sequence[str]]) -> pd.DataFrame:
    """Return the legs with the name of each in every language instead of its way; stops have one name."""
    pairs = list(zip(legs["way"], legs["name"], strict=True))
    names = {
        f"name_{each}": [own[way] if way >= 0 else name for way, name in pairs] for each, own in local.items()
    }
    return legs.drop(columns="way").assign(**names)


def _streets(legs: pd.DataFrame, column: str) -> str:
    """Return the names of the streets in order; those without a name are left out."""
    return "; ".join(name for name, _ in groupby(legs.loc[legs["kind"] == "street", column]) if name)


def _order(found: Patrols, ground: Ground) -> list[int]:
    """Return the patrols that pass something, the one that passes most first."""
    passed = [
        float(ground.streets.prize[np.unique([street for street, _, _ in walk])].sum()) if walk else 0.0
        for walk in found.walks
    ]
    return [i for i in np.argsort([-one for one in passed], kind="stable").tolist() if passed[i] > 0.0]


def _named(number: int, post: str, words: Words) -> str:
    return words("patrol.named", number=str(number), post=post)


def _legs(
    walk: Sequence[tuple[int, int, int]],
    ground: Ground,
    fresh: np.ndarray[Any, np.dtype[np.bool_]],
    streets: Sequence[str],
    hotspots: Sequence[str],
    *,
    dwell_min: float,
    crs: Any,
) -> pd.DataFrame:
    """Return the legs of a walk: streets of one name in a row are one leg, each stop is one; `way` is the row
    of the first of its ways, -1 for none."""
    legs: list[dict[str, Any]] = []
    minute, seen = 0.0, set[int]()
    for street, first, _ in walk:
        spot, way = int(ground.hotspot[street]), int(ground.way[street])
        metres = float(shapely.length(ground.lines[street]))
        kind, name = ("stop", hotspots[spot]) if spot >= 0 else ("street", streets[way] if way >= 0 else "")
        if spot < 0 and metres < SHORT_M:
            continue
        takes = dwell_min if spot >= 0 else metres / WALKING_M_PER_MIN
        worth = float(ground.streets.prize[street]) if fresh[street] and street not in seen else 0.0
        seen.add(street)
        easting, northing = ground.xy[first].tolist()
        if not legs or (legs[-1]["kind"], legs[-1]["name"]) != (kind, name):
            legs.append(
                {"leg": len(legs) + 1, "kind": kind, "name": name, "length_m": 0.0, "from_minute": minute}
                | {"way": way if spot < 0 else -1, "passed": 0.0, "x": easting, "y": northing}
            )
        minute += takes
        legs[-1]["length_m"] += metres
        legs[-1]["to_minute"] = minute
        legs[-1]["passed"] += worth
    frame = pd.DataFrame(legs)
    degrees = gpd.GeoSeries(gpd.points_from_xy(frame.pop("x"), frame.pop("y")), crs=crs).to_crs("EPSG:4326")
    return frame.assign(lon=degrees.x.round(DECIMALS).to_numpy(), lat=degrees.y.round(DECIMALS).to_numpy())
