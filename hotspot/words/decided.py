"""What the tool decided and noticed by itself, as a reader meets it: choices, findings, rows left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.words import Words, catalogue

if TYPE_CHECKING:
    from hotspot.schema import Choice, Finding

CHOICE_UNITS = {
    "m": "map.m",
    "min": "measured.minutes",
    "d": "measured.days",
    "incidents": "measured.incidents",
}


def kernel_text(kernel: str, words: Words) -> str:
    """Return the name of a kernel; one that the catalogue does not know stands for itself."""
    return words(f"kernel.{kernel}") if f"kernel.{kernel}" in catalogue() else kernel


def rule_text(rule: str, words: Words) -> str:
    """Return the name of a rule that gave another answer; an unknown one stands for itself.

    >>> rule_text("0.5 × spacing", Words(language="ru"))
    '0,5 × расстояние между соседями'
    """
    times, cross, measure = rule.rpartition(" × ")
    said = words(f"rule.{measure}") if f"rule.{measure}" in catalogue() else measure
    return words.decimal(times) + cross + said


def finding_text(finding: Finding, words: Words) -> str:
    """Return what was seen as a sentence and, where it is a warning, what to do about it as another."""
    seen, advice = words.finding(finding)
    told = [seen, advice] if finding.level == "warning" else [seen]
    return " ".join(part if part.endswith(("?", "!")) else f"{part}." for part in told if part)


def reason_text(reason: str, words: Words) -> str:
    """Return why rows were left out; a reason that the catalogue does not know stands for itself."""
    key = f"reason.{reason}"
    return words(key) if key in catalogue() else reason.replace("_", " ")


def choice_value(choice: Choice, words: Words) -> str:
    """Return what was chosen, with its unit.

    >>> from hotspot.schema import Choice
    >>> choice_value(Choice(name="n", value=391, unit="incidents"), Words(language="ru"))
    '391 происшествие'
    """
    if choice.unit == "incidents" and not isinstance(choice.value, str):
        return words("plural.incidents", count=choice.value)
    value = choice.value if isinstance(choice.value, str) else words.number(choice.value)
    return f"{value} {choice_unit(choice, words)}".strip()


def choice_unit(choice: Choice, words: Words) -> str:
    """Return the unit of what was chosen; one that the catalogue does not know stands for itself."""
    return words(CHOICE_UNITS[choice.unit]) if choice.unit in CHOICE_UNITS else choice.unit
