"""What to mend first: by how much happens in the yard and how bad the thing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.errors import ConfigError
from hotspot.measure.exact_intervals import poisson_interval
from hotspot.schema.yards import ITEMS, TODO_COLUMNS, WORST
from hotspot.words import Words
from hotspot.words.phrases import local_name, rows_of
from hotspot.yards.scored import sure_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Floats, Result
    from hotspot.schema.yards import Noise, Ratings, ToDoBy

LEAST_GRADE = 1.0  # below it nothing is to be mended


def per_year(result: Result, by: ToDoBy) -> Floats:
    """Return what the ranking's areas have a year (n, 3): the number, and its 95 % interval.

    "expected" are the incidents by the score, "incidents" those counted, with the interval of a Poisson count
    (Garwood 1936), "harm" the weights of those counted, whose interval is not known (NaN). Raises ConfigError
    where the run does not tell.
    """
    frame, km2 = result.ranking.frame, result.ranking.frame["area_km2"].to_numpy(np.float64)
    if by == "harm":
        harm = frame["harm_per_km2_year"].to_numpy(np.float64) * km2
        if not np.isfinite(harm).any():
            what = "the run knows no harm of its incidents"
            raise ConfigError("--by harm", what, "give weights under 'harm:' in config.yaml and rank again")
        return np.column_stack([harm, np.full((len(harm), 2), np.nan)])
    if by == "expected":
        if not has_expected(result):
            what = "the run's order is not by incidents to expect per km² and year"
            raise ConfigError("--by expected", what, "give --by incidents, or rank again by the score")
        score = frame[["score", "score_low", "score_high"]].to_numpy(np.float64)
        return np.asarray(score * km2[:, None])
    count = frame["incidents"].to_numpy(np.float64)
    if result.period is None:
        to_do = "rank incidents that have dates: name their column with incidents.columns.date"
        raise ConfigError("--by incidents", "the run's incidents have no dates", to_do)
    return np.column_stack([count, *poisson_interval(count)]) / result.period.years


def has_expected(result: Result) -> bool:
    """Tell whether the run's score is a number of incidents to expect per km² and year."""
    return result.ranking.by == "score" and result.ranking.score_unit == "per_km2_year"


def todo_of(
    result: Result,
    last: Sequence[tuple[Ratings, int]],
    *,
    by: ToDoBy,
    noise: Noise,
    agreed: Mapping[str, str],
) -> pd.DataFrame:
    """Return what is to be mended with `TODO_COLUMNS`, what weighs most first.

    A weight is what happens in the yard in a year times the item's grade as a share of the worst: incidents a
    year that happen where this is as bad as can be. Both ends of its interval take the ends of both.
    """
    ranking = result.ranking.frame
    yearly = per_year(result, by)
    names = [local_name(row, Words(language=result.language)) for row in rows_of(ranking)]
    rows = []
    for one, i in last:
        yard, means = int(one.yard[i]), one.means[i]
        for k in np.flatnonzero(means >= LEAST_GRADE):
            observers = int(np.isfinite(one.grades[i, :, k]).sum())
            grade = _bounded(means[k], noise.items[k], observers, sure_of(noise))
            weight = yearly[yard] * np.array(grade) / WORST
            rows.append(
                (
                    *(0, str(ranking["area_id"].iloc[yard]), names[yard], ITEMS[k], one.round, observers),
                    *grade,
                    float(yearly[yard, 0]),
                    *weight.tolist(),
                    agreed[ITEMS[k]],
                )
            )
    frame = pd.DataFrame(rows, columns=list(TODO_COLUMNS))
    frame = frame.assign(place=frame["item"].map(ITEMS.index)).sort_values(
        ["weight", "area_id", "place"], ascending=[False, True, True], kind="stable"
    )
    return frame.assign(order=np.arange(1, len(frame) + 1))[list(TODO_COLUMNS)].reset_index(drop=True)


def _bounded(grade: float, noise: float, observers: int, times: float) -> tuple[float, float, float]:
    """Return a grade with its interval, within what grades can be; NaN where the noise is not known."""
    reach = times * noise / observers**0.5
    if np.isnan(reach):
        return float(grade), float("nan"), float("nan")
    return float(grade), max(0.0, float(grade) - reach), min(float(WORST), float(grade) + reach)
