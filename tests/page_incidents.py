"""The incidents of a page, read back as its script reads them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def numbers(column: dict[str, Any]) -> np.ndarray:
    """Return the whole numbers of a column, which have so many digits each to the base of 64."""
    width, text = column["digits"], column["text"]
    values = [ALPHABET.index(letter) for letter in text]
    return np.array(values).reshape(-1, width) @ 64 ** np.arange(width - 1, -1, -1)


def decoded(held: dict[str, Any]) -> pd.DataFrame:
    """Return x, y, day, slot, kind and area of each incident, 65,535 and 255 for what is unknown."""
    at = numbers(held["at"])
    moment, kind = np.divmod(numbers(held["codes"]), held["kinds"])
    day, hour = np.divmod(moment, 26)
    weekday = (day + held["weekday"]) % 7
    slot = np.where(hour < 24, weekday * 24 + hour, np.where(hour == 24, 168 + weekday, 255))
    columns = {
        "x": np.repeat(numbers(held["x"]), at),
        "y": np.repeat(numbers(held["y"]), at),
        "day": np.where(day == held["days"], 65_535, day),
        "slot": slot,
        "kind": np.where(kind == held["kinds"] - 1, 255, kind),
        "area": np.repeat(np.arange(len(held["areas"])), held["areas"]),
    }
    assert len({held["count"], *map(len, columns.values())}) == 1
    return pd.DataFrame(columns)
