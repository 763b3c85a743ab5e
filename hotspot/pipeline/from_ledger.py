"""Incidents that memory does not hold, as the stages ask for them: each answer is counted from the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.measure.clock import only_months
from hotspot.schema import InHotSpots, Tallies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from numpy.typing import NDArray

    from hotspot.read.grouped import Ledger
    from hotspot.schema import Ints

WEEK_H = 168
MONDAY = np.datetime64("1970-01-05T00", "h")


@dataclass(frozen=True, kw_only=True)
class Entries:
    """The entries of a ledger that are used: `site` is that of each of its places (-1: not used), `kinds` are
    those of its kinds that are used, with type and stands_for, `times` those of its times, with start and
    hour_known."""

    ledger: Ledger
    site: Ints
    kinds: pd.DataFrame
    times: pd.DataFrame

    def by(self, site: Ints, *, kind: Ints | None = None, time: Ints | None = None) -> pd.DataFrame:
        """Return the incidents (`weight`) by labels from 0 on: of sites (n,), of the rows of `kinds` and of
        those of `times`; what has no labels is not told apart."""
        place, kinds, times = self._labels(site, kind, time)
        return self.ledger.count(place=place, kind=kinds, time=times)

    def repeats(self) -> tuple[Ints, int]:
        """Return how many incidents of each row of `kinds` are there already, by number, place and time, and
        how often a number comes back at another place or time."""
        anywhere = np.zeros(int(self.site.max()) + 1, dtype=np.int64)
        place, kind, time = self._labels(anywhere, np.arange(len(self.kinds)), None)
        found = self.ledger.count(place=place, kind=kind, time=time, again=True)
        again = np.bincount(found["kind"], found["weight"], minlength=len(self.kinds)).astype(np.int64)
        return again, self.ledger.coming_back(place=place, kind=kind, time=time)

    def _labels(self, site: Ints, kind: Ints | None, time: Ints | None) -> tuple[Ints, Ints, Ints]:
        """Return the labels of all places, kinds and times of the ledger, -1 for those that are not used."""
        return (
            np.append(site, -1)[self.site],
            _spread(kind, self.kinds.index, len(self.ledger.kinds)),
            _spread(time, self.times.index, len(self.ledger.times)),
        )


@dataclass(frozen=True, kw_only=True)
class FromLedger:
    """The used entries with the `area` (n,) of each site, the incidents by site (`places`), and the types
    that are `sensitive`."""

    entries: Entries
    places: pd.DataFrame
    area: Ints
    sensitive: Sequence[str]

    def at_places(self, incidents: pd.DataFrame, site: Ints) -> FromLedger:
        """Return the same of those that are not sensitive: `incidents` by site, rows `site` (k,) of all."""
        number = np.full(len(self.area) + 1, -1, dtype=np.int64)
        number[site] = np.arange(len(site))
        kinds = self.entries.kinds[self._sensitive() == 0]
        entries = replace(self.entries, site=number[self.entries.site], kinds=kinds)
        return replace(self, entries=entries, places=incidents, area=self.area[site], sensitive=())

    def tallies(self) -> Tallies:
        """Return what is asked of areas."""
        places = self.places.assign(start=np.datetime64("NaT", "s"))
        days, hours = self._days(), self._hours()
        if only_months(days["start"].to_numpy(), hours["hour_known"].to_numpy(bool)):
            hours = hours.assign(start=np.datetime64("NaT", "s"))
        return Tallies(places=places, types=self._types(), days=days, hours=hours)

    def in_hot_spots(self, label: Ints) -> InHotSpots:
        """Return what is asked of hot spots; `label` (n,) is the row of each site's, -1 for none."""
        kinds, months = self.entries.kinds, _whole(self.entries.times["start"], "M")
        by_kind = self.entries.by(label, kind=np.arange(len(kinds)))
        by_month = self.entries.by(label, time=months.label)
        types, spot = kinds["type"].iloc[by_kind["kind"]], by_kind["place"].to_numpy()
        return InHotSpots(
            types=groups_of(spot=spot, type=types.array, weight=by_kind["weight"].to_numpy()),
            months=groups_of(
                spot=by_month["place"].to_numpy(),
                start=months.start(by_month["time"].to_numpy()),
                weight=by_month["weight"].to_numpy(),
            ),
        )

    def _types(self) -> pd.DataFrame:
        """Return the incidents by area and type, each with how many of its type it stands for."""
        kinds = self.entries.kinds
        found = self.entries.by(self.area + 1, kind=np.arange(len(kinds)))
        of, area = kinds.iloc[found["kind"]], found["place"].to_numpy() - 1
        frame = groups_of(area=area, type=of["type"].array, weight=found["weight"].to_numpy())
        return frame.assign(stands_for=of["stands_for"].to_numpy())

    def _days(self) -> pd.DataFrame:
        """Return the incidents by area and day, sensitive types apart."""
        days, kind = _whole(self.entries.times["start"], "D"), self._sensitive()
        found = self.entries.by(self.area + 1, kind=kind, time=days.label)
        return groups_of(
            area=found["place"].to_numpy() - 1,
            type=self._named(found["kind"]),
            start=days.start(found["time"].to_numpy()),
            weight=found["weight"].to_numpy(),
        )

    def _hours(self) -> pd.DataFrame:
        """Return the incidents by area, weekday and hour (where it is known), sensitive types apart."""
        times, kind = self.entries.times, self._sensitive()
        hour = times["start"].to_numpy().astype("datetime64[h]")
        unknown, of_day = np.isnat(hour), ~times["hour_known"].to_numpy(bool)
        in_week = (hour - MONDAY).astype(np.int64) % WEEK_H
        slot = np.where(
            of_day, WEEK_H + in_week // 24 * 24, in_week
        )  # days without an hour, in a second week
        slot = np.where(unknown, 2 * WEEK_H, slot)
        found = self.entries.by(self.area + 1, kind=kind, time=slot)
        slot = found["time"].to_numpy()
        start = MONDAY.astype("datetime64[s]") + (slot % WEEK_H).astype("timedelta64[h]")
        return groups_of(
            area=found["place"].to_numpy() - 1,
            type=self._named(found["kind"]),
            start=np.where(slot < 2 * WEEK_H, start, np.datetime64("NaT", "s")),
            hour_known=slot < WEEK_H,
            weight=found["weight"].to_numpy(),
        )

    def _sensitive(self) -> Ints:
        return among(self.entries.kinds["type"], self.sensitive)

    def _named(self, number: pd.Series[int]) -> pd.Categorical:
        return named_among(number, self.sensitive)


def among(types: pd.Series[str], names: Sequence[str]) -> Ints:
    """Return for each of the types its place among the names, counted from 1; 0 for others."""
    place = {name: i for i, name in enumerate(names, start=1)}
    return np.array([place.get(kind, 0) for kind in types], dtype=np.int64)


def named_among(place: pd.Series[int], names: Sequence[str]) -> pd.Categorical:
    """Return the names at these places, "" for 0."""
    return pd.Categorical.from_codes(place.to_numpy(), pd.Index(["", *names], dtype="str"))


@dataclass(frozen=True, kw_only=True)
class _Whole:
    """Starts cut to whole days or months: a `label` for each, 0 where it is unknown, and what label 1 is."""

    label: Ints
    first: np.datetime64

    def start(self, label: Ints) -> NDArray[np.datetime64]:
        """Return the start (n,) of these labels."""
        start = (self.first + (label - 1)).astype("datetime64[s]")
        return np.where(label > 0, start, np.datetime64("NaT", "s"))


def _whole(start: pd.Series[pd.Timestamp], unit: Literal["D", "M"]) -> _Whole:
    cut = start.to_numpy().astype(f"datetime64[{unit}]")
    known = ~np.isnat(cut)
    first = cut[known].min() if known.any() else np.datetime64("1970-01-01", unit)
    label = np.where(known, (np.where(known, cut, first) - first).astype(np.int64) + 1, 0)
    return _Whole(label=label, first=first)


def _spread(label: Ints | None, rows: pd.Index[int], size: int) -> Ints:
    """Return the labels of some `rows` of so many, 0 for all where they have none, and -1 in the others."""
    spread = np.full(size, -1, dtype=np.int64)
    spread[rows] = 0 if label is None else label
    return spread


def groups_of(*, weight: Ints, **known: object) -> pd.DataFrame:
    """Return an incidents frame with what is known of groups of so many; all else is unknown."""
    count = len(weight)
    nothing = {
        "start": np.full(count, np.datetime64("NaT", "s")),
        "hour_known": np.zeros(count, dtype=bool),
        "type": pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), pd.Index([""], dtype="str")),
        "area": np.full(count, -1, dtype=np.int64),
        "site": np.full(count, -1, dtype=np.int64),
    }
    return pd.DataFrame({**nothing, **known, "weight": weight})
