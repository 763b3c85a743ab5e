"""What is known of yards: the checklist, what observers saw, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from hotspot.schema.numbers import Floats, Ints, Language
    from hotspot.schema.said import Choice, Finding, Rows

Light: TypeAlias = Literal["day", "night"]
ToDoBy: TypeAlias = Literal["expected", "incidents", "harm"]
ToDoUnit: TypeAlias = Literal["expected", "incidents", "expected_harm", "harm"]
Verdict: TypeAlias = Literal["agree", "disagree", "unclear", "few"]
Refused: TypeAlias = Literal["few_yards", "few_incidents", "alike"]

# The checklist, in the order of the form; each is graded 0 (nothing wrong) … 3 (worst), and the form
# describes every level. A form of another list is another layout.
ITEMS = (
    *("lighting", "parking", "bushes", "sight", "entrances"),
    *("abandoned", "cameras", "playground", "passages", "litter"),
)
WORST = 3
AFTER_DARK = frozenset({"lighting"})  # nobody sees by day which lamps work
MAY_LACK = frozenset({"playground"})  # what a yard need not have
LIGHTS: tuple[Light, ...] = ("day", "night")
ROLES = ("citizen", "inspector", "coop")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FORM_KIND, FORM_LAYOUT = "yard_form", 1

# yards.csv and yards.geojson: one row per yard and round; score and grades are 0 … 3, higher is worse.
YARD_COLUMNS = (
    *("area_id", "name", "round", "first_day", "last_day", "observers", "visits", "items_seen"),
    "score",  # mean grade over the items
    "score_low",  # 95 %, from how far observers of one yard differ; empty where too few yards had two
    "score_high",
    *ITEMS,  # mean over the observers who saw it
    "change",  # against the round before, over the items seen in both
    "change_low",
    "change_high",
    "change_p",  # adjusted for the number of yards
    "verdict",  # "better" | "worse" | "no change beyond noise" | "" where it cannot be told
    "geometry",
)
# todo.csv: one row per yard and item to be mended, what weighs most first.
TODO_COLUMNS = (
    *("order", "area_id", "name", "item", "round", "observers"),
    "grade",
    "grade_low",
    "grade_high",
    "per_year",  # incidents (or harm) a year in the yard, expected or recorded
    "weight",  # per_year × grade / 3
    "weight_low",
    "weight_high",
    "agreement",  # of the observers on the item
)
# observers.csv: how far observers agree, one row per item.
AGREEMENT_COLUMNS = (
    *("item", "yards", "pairs", "same", "within_one"),
    *("kappa", "kappa_low", "kappa_high", "alpha", "verdict"),
)
# related.csv: how incidents go with each item, the largest first; empty where that was refused.
RELATED_COLUMNS = ("item", "ratio", "low", "high", "kept")


@dataclass(frozen=True, kw_only=True)
class FormArea:
    """An area of a form: its id, its name by language, and a sign of its place, so that answers about
    another area of the same id are noticed."""

    area_id: str
    names: Mapping[Language, str]
    place: str


@dataclass(frozen=True, kw_only=True)
class YardForm:
    """A form for a list of areas: `form_id`, twelve hexadecimal digits, stands for all that is in it."""

    form_id: str
    run_id: str
    round: int
    areas: tuple[FormArea, ...]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What one observer saw in one yard on one day: `grades` in the order of `ITEMS`, NaN for what could not
    be seen. `file` counts from 1 in the order given, `revision` how often the phone had saved the form."""

    file: int
    form_id: str
    run_id: str
    revision: int
    round: int
    observer: str
    area_id: str
    place: str
    day: date
    light: Light
    grades: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class FilledForms:
    """Saved forms as read: the visits that can be used so far, the account of all; `edited` are the numbers
    of files that were changed after they were saved, `hashes` the SHA-256 of all."""

    visits: tuple[Visit, ...]
    rows: Rows
    edited: tuple[int, ...]
    hashes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """The grades of one round: `grades` (yards, observers, items), NaN where nothing was seen; each observer
    counts once per yard and item, with the last visit that saw it. `yard` (yards,) are rows of the ranking,
    `visits` how many there were, `days` the first and last."""

    round: int
    yard: Ints
    grades: Floats
    visits: Ints
    days: tuple[tuple[date, date], ...]

    @property
    def means(self) -> Floats:
        """Mean grade (yards, items) over the observers who saw it; NaN where nobody did."""
        seen = np.isfinite(self.grades)
        count = seen.sum(axis=1)
        total = np.where(seen, self.grades, 0.0).sum(axis=1)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


@dataclass(frozen=True, kw_only=True)
class ItemAgreement:
    """How far observers agree on an item: weighted kappa with its interval, Krippendorff's alpha, and the
    shares of pairs with the same grade and with grades at most one apart; NaN where it cannot be told."""

    item: str
    yards: int
    pairs: int
    same: float
    within_one: float
    kappa: float
    kappa_low: float
    kappa_high: float
    alpha: float
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Noise:
    """How far single observers of one yard differ: standard deviation of the score of one observer and of
    each item's grade (items,), from `freedom` observers beyond the first of each yard."""

    score: float
    items: Floats
    freedom: int


@dataclass(frozen=True, kw_only=True)
class ItemEffect:
    """How incidents go with an item: `ratio` of incidents per km² for a grade higher by one, other items
    alike, shrunk towards 1; `low`, `high` its interval, `kept` the share of draws where it is not 1."""

    item: str
    ratio: float
    low: float
    high: float
    kept: float


@dataclass(frozen=True, kw_only=True)
class Related:
    """The association of the items with the incidents of `yards`, the largest first; `refused` says why there
    is none. `left_out` are items without enough agreement or variety, `penalty` what the fit was held by."""

    yards: int
    incidents: int
    effects: tuple[ItemEffect, ...] = ()
    left_out: tuple[str, ...] = ()
    penalty: float = float("nan")
    draws: int = 0
    refused: Refused | None = None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The numbers that verdicts rest on: observers agree from `kappa` on, told from `pairs_yards` yards and
    `draws` draws; a score has an interval from so many `observers` on beyond the first of their yard; items
    are held against incidents from so many `yards` and `incidents` on."""

    kappa: float
    observers: int
    pairs_yards: int
    draws: int
    yards: int
    incidents: int


@dataclass(frozen=True, kw_only=True)
class Yards:
    """The answer of `hotspot yards import`: `yards` is a GeoDataFrame with `YARD_COLUMNS` in the metric CRS,
    `todo` has `TODO_COLUMNS`; `by` is what the list was weighed with."""

    rows: Rows
    files: int
    hashes: tuple[str, ...]
    observers: int
    rounds: tuple[int, ...]
    yards: gpd.GeoDataFrame
    todo: pd.DataFrame
    by: ToDoUnit
    agreement: tuple[ItemAgreement, ...]
    noise: Noise
    related: Related
    rules: Rules
    seed: int
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()
