"""What is told of incidents of sensitive types: how many in an area, and nothing of any smaller place.

No hot spot, cell of the density, demand of a post, venue or list of addresses counts them: beside the
incidents that the page shows one by one, any number that held them too would give them back. An area counts
them, without the hours, without the types that few there share, and with the harm of those as the mean of
all such. Of the whole city everything is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot import clean
from hotspot.errors import ConfigError
from hotspot.words.sensitive import not_shown_singly

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hotspot.schema import Bools, Finding, Result


def sensitive_in(frame: pd.DataFrame, settings: Mapping[str, Any]) -> Bools:
    """Return which incidents (n,) are of types that a run of these settings does not show one by one."""
    return np.asarray(frame["type"].isin(_sensitive(frame, settings)).to_numpy(bool))


def sensitive_types(types: pd.Series[str], settings: Mapping[str, Any]) -> list[str]:
    """Return those of the types that are sensitive."""
    return not_shown_singly(sorted(str(kind) for kind in types.unique() if kind), settings)


def sensitive_rows(result: Result) -> Bools:
    """Return which incidents (n,) of a finished run are of types that it does not show one by one."""
    return sensitive_in(result.incidents, result.config.get("settings", {}))


def types_in_areas(frame: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Return the incidents as a ranking may tell of them in an area: sensitive ones without hour, `at_place`
    False, and without a type that few there share.

    Their days stay: a trend counts them all. Unless the order is by harm, the harm of those without a type is
    the mean of all such: beside a number of incidents, their own would tell what they were.
    """
    apart = sensitive_in(frame, settings)
    if not apart.any():
        return frame
    told = frame.assign(hour_known=frame["hour_known"].to_numpy(bool) & ~apart, at_place=~apart)
    told = clean.without_rare_types(told, _sensitive(frame, settings))
    if "harm" not in frame or settings.get("ranking", {}).get("by") == "harm":
        return told
    return clean.with_mean_harm(told, apart & (told["type"] == "").to_numpy(bool))


def told_by_place(result: Result, types: tuple[str, ...]) -> tuple[str, ...]:
    """Return the types asked for, of which places with an address are to be told how many they have.

    Raises ConfigError for a sensitive one.
    """
    for kind in not_shown_singly(types, result.config.get("settings", {})):
        what = f"'{kind[:40]}' is a sensitive type, and is not counted by place"
        to_do = "leave it out, or rank with --set privacy.sensitive=show for pages that stay with the analyst"
        raise ConfigError("--type", what, to_do)
    return types


def not_told(result: Result, code: str) -> tuple[Finding, ...]:
    """Say under `code`, and aloud, how many incidents of which sensitive types a command leaves out of small
    places: its counts differ by them from those of the ranking."""
    found = noted(result.incidents, result.config.get("settings", {}), code=code)
    return tuple(replace(finding, level="warning") for finding in found)


def told_of_places(result: Result) -> Result:
    """Return a finished run with the incidents only that may be told of a place finer than an area."""
    apart = sensitive_rows(result)
    return replace(result, incidents=result.incidents[~apart]) if apart.any() else result


def told_of_areas(result: Result) -> pd.DataFrame:
    """Return the incidents of a finished run as they may be told of an area: sensitive ones without day and
    hour, and without a type that few there share."""
    frame = clean.without_times(result.incidents, sensitive_rows(result))
    return types_in_areas(frame, result.config.get("settings", {}))


def noted(
    frame: pd.DataFrame, settings: Mapping[str, Any], *, code: str = "sensitive_by_area"
) -> tuple[Finding, ...]:
    """Say under `code` which incidents are not shown one by one."""
    found = clean.look_at_sensitive(frame, _sensitive(frame, settings))
    return tuple(replace(one, code=code) for one in found)


def _sensitive(frame: pd.DataFrame, settings: Mapping[str, Any]) -> list[str]:
    return sensitive_types(frame["type"], settings)
