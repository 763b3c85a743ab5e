"""Groups as an engine counted them: which can be used, why the others cannot, and the account of all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.read.grouped.decoded import moments_of
from hotspot.schema import Rows

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Ints

OF_PLACE = (
    *("", "missing_coordinates", "unreadable_coordinates", "zero_coordinates"),
    "impossible_coordinates",
)
OF_ROW = ("", "impossible_date", "missing_date", "future_date", "discontinued")
BEYOND, DISCONTINUED = len(OF_PLACE) - 1, len(OF_ROW) - 1
REPEATED = "duplicate_id"
MOMENTS = ("start", "end", "reported", "cleared_on")
REASONS = (OF_ROW[DISCONTINUED], *OF_PLACE[1:], *OF_ROW[1:DISCONTINUED], REPEATED)  # in the order of cleaning


@dataclass(frozen=True, kw_only=True)
class Account:
    """Groups that can be used, those that cannot with their `reason`, and how many rows all of them are."""

    kept: pd.DataFrame
    dropped: pd.DataFrame
    rows: Rows


def frame_of(found: pa.Table, kinds: tuple[str, ...], sources: tuple[str, ...] = ("",)) -> pd.DataFrame:
    """Return the groups as a frame, types and sources by name and moments as such; other columns stay."""
    columns: dict[str, object] = {}
    for name in found.column_names:
        cells = found[name].to_numpy()
        if name == "kind":
            columns["type"] = pd.Categorical.from_codes(cells, pd.Index(kinds, dtype="str"))
        elif name == "source":
            columns["source"] = pd.Categorical.from_codes(cells, pd.Index(sources, dtype="str"))
        else:
            columns[name] = moments_of(cells) if name in MOMENTS else cells
    return pd.DataFrame(columns)


def account(frame: pd.DataFrame, again: pd.DataFrame | None, *, is_geographic: bool) -> Account:
    """Part the groups by what can be used; `again` are those of rows that repeat others.

    Such rows count among the dropped, as "duplicate_id": who drops for other reasons first finds them there.
    """
    reason = _reasons(frame, is_geographic=is_geographic)
    kept, parts = frame[reason == ""], [frame[reason != ""].assign(reason=reason[reason != ""])]
    if again is not None:
        again = again[_placed(again["place"].to_numpy(), is_geographic=is_geographic)]
        kept = _without(kept, again)
        parts.append(again.rename(columns={"repeats": "weight"}).assign(reason=REPEATED))
    dropped = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    rows = Rows(read=int(frame["weight"].sum()))
    for name in REASONS:
        rows = rows.drop(name, int(dropped.loc[dropped["reason"] == name, "weight"].sum()))
    bare = [one.drop(columns=["place", "fate"], errors="ignore") for one in (kept, dropped)]
    return Account(kept=bare[0].reset_index(drop=True), dropped=bare[1], rows=rows)


def _placed(place: Ints, *, is_geographic: bool) -> Bools:
    """Return (n,) which groups have a place; beyond 180 and 90 there is one where these are no degrees."""
    return np.asarray((place == 0) | ((place == BEYOND) & (not is_geographic)))


def _reasons(frame: pd.DataFrame, *, is_geographic: bool) -> NDArray[np.str_]:
    """Return (n,) why each group cannot be used, "" where it can."""
    place, fate = frame["place"].to_numpy(), frame["fate"].to_numpy()
    first = _placed(place, is_geographic=is_geographic) | (fate == DISCONTINUED)
    reason: NDArray[np.str_] = np.where(first, np.array(OF_ROW)[fate], np.array(OF_PLACE)[place])
    return reason


def _without(kept: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    """Take the rows that repeat others off the weights of their groups; a group with nothing left goes.

    They are few: only groups that could hold one are held against them.
    """
    if again.empty:
        return kept
    keys = [name for name in again.columns if name != "repeats"]
    perhaps = (kept[keys[0]].isin(again[keys[0]]) & kept["start"].isin(again["start"])).to_numpy(bool)
    repeats = kept.loc[perhaps, keys].merge(again, on=keys, how="left", sort=False)["repeats"].fillna(0)
    weight = kept["weight"].to_numpy(np.int64, copy=True)
    weight[perhaps] -= repeats.to_numpy(np.int64)
    return kept.assign(weight=weight)[weight > 0]
