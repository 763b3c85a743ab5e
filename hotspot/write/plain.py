"""What a record may hold: JSON without NaN, without NumPy's own numbers, without passwords."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np

_PASSWORD = re.compile(r"(?<=://)([^/@\s:]*):[^@\s]*@")


def plain(value: Any) -> Any:
    """Return what JSON can hold: no NaN, no numpy scalars, and no password inside an address.

    >>> plain({"url": "postgresql://me:secret@host/db", "share": np.float64(0.5), "none": math.nan})
    {'url': 'postgresql://me:***@host/db', 'share': 0.5, 'none': None}
    """
    if isinstance(value, str):
        return _PASSWORD.sub(r"\1:***@", value)
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)


def as_json(content: dict[str, Any]) -> str:
    """Return a record as JSON that is the same for the same content."""
    return json.dumps(plain(content), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
