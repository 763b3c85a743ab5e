"""What became of a finished run's folder, in words: one line for each thing that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.words.phrases import UNKNOWN

if TYPE_CHECKING:
    from hotspot.schema.verified import Difference, InputState, Verified
    from hotspot.words import Words


def difference_text(one: Difference, words: Words) -> str:
    """Return what has changed as one line, without a full stop."""
    values = {name: value or UNKNOWN for name, value in one.values.items()}
    return words(f"verify.{one.code}", file=one.file, **values)


def difference_lines(found: Verified, words: Words) -> list[str]:
    """Return a line for each difference."""
    return [f"{difference_text(one, words)}." for one in found.differences]


def verified_lines(found: Verified, words: Words) -> list[str]:
    """Return a line for each difference, then the verdict, then what could not be checked."""
    verdict = (
        words("verify.whole", run=found.run_id, checked=found.checked)
        if found.unchanged
        else words("verify.differs", run=found.run_id, count=found.changes, checked=found.checked)
    )
    return [
        *difference_lines(found, words),
        f"{verdict}.",
        *(f"{text}." for text in _inputs(found, words)),
        *([f"{words('verify.unvouched', names=', '.join(found.unvouched))}."] if found.unvouched else []),
    ]


def _inputs(found: Verified, words: Words) -> list[str]:
    if not found.inputs:
        return []
    hashed = [one for one in found.inputs if one.state != "no_hash"]
    same = sum(one.state == "unchanged" for one in hashed)
    told = [words("verify.inputs", same=same, all=len(hashed))]
    if names := _names(found, "not_found"):
        told.append(words("verify.not_found", names=names))
    if roles := _names(found, "no_hash"):
        told.append(words("verify.no_hash", names=roles))
    return told


def _names(found: Verified, state: InputState) -> str:
    return ", ".join(dict.fromkeys(one.name or one.role for one in found.inputs if one.state == state))
