"""The results as Markdown, and the documents that show them between two markers."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from speed.comparison import Alone, Measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from speed.comparison import Run

HEAD = (
    "| work | rows | ours, s | peer | peer, s | ratio: median (min–max) | of CPU | pairs | MB, ours / peer "
    "| checked | aim |",
    "|---|---:|---:|---|---:|---:|---:|---:|---:|---|---|",
)
ALONE_HEAD = (
    "| ours alone | rows | s: median (min–max) | runs | peak MB | aim |",
    "|---|---:|---:|---:|---:|---|",
)
SHORT_HEAD = ("| work | incidents | ours, s | peer | peer, s | ratio |", "|---|---:|---:|---|---:|---:|")


def full_table(results: Sequence[Measured]) -> str:
    """Return the comparisons as one table and what has no peer as a second one."""
    pairs = [row(each) for each in results if not isinstance(each.of, Alone)]
    alone = [alone_row(each) for each in results if isinstance(each.of, Alone)]
    tables = [[*HEAD, *pairs]] if pairs else []
    tables += [[*ALONE_HEAD, *alone]] if alone else []
    return "\n\n".join("\n".join(lines) for lines in tables)


def short_table(results: Iterable[Measured]) -> str:
    """Return the comparisons that have an aim and were run, without the particulars."""
    lines = [
        f"| {each.of.what} | {each.of.rows:,} | {seconds(each.ours)} | {each.of.peer_name} "
        f"| {seconds(each.peer)} | {ratio(each)} |"
        for each in results
        if not isinstance(each.of, Alone) and each.of.goal.name and each.ours
    ]
    return "\n".join([*SHORT_HEAD, *lines])


def row(result: Measured) -> str:
    """Return one comparison as a row; one that was not timed says why."""
    of = result.of
    assert not isinstance(of, Alone)  # noqa: S101
    work = f"| {of.what} | {of.rows:,} "
    if result.why_not:
        return f"{work}| – | {of.peer_name} | – | – | – | 0 | – | {cell(result.why_not)} | {aim(result)} |"
    times = f"| {seconds(result.ours)} | {of.peer_name} | {seconds(result.peer)} "
    memories = f"{memory(result.ours)} / {memory(result.peer)}"
    pairs = f"| {ratio(result)} | {number(result.times_less_cpu())} | {len(result.ours)} | {memories} "
    return f"{work}{times}{pairs}| {cell(result.agreement)} | {aim(result)} |"


def alone_row(result: Measured) -> str:
    """Return a command of ours as a row."""
    of = result.of
    if result.why_not:
        return f"| {of.what} | {of.rows:,} | {cell(result.why_not)} | 0 | – | {aim(result)} |"
    spread = f"{number(min(_seconds(result.ours)))}–{number(max(_seconds(result.ours)))}"
    times = f"{seconds(result.ours)} ({spread}) | {len(result.ours)} | {memory(result.ours)}"
    return f"| {of.what} | {of.rows:,} | {times} | {aim(result)} |"


def ratio(result: Measured) -> str:
    """Return the median ratio of the pairs with its spread: how many times faster, or as long, ours is."""
    ratios = result.times_faster()
    is_slower_by_nature = result.of.goal.long < float("inf")
    if median(ratios) < 1 or is_slower_by_nature:
        ratios = [1 / each for each in ratios]
        return f"{number(median(ratios))} × as long ({number(min(ratios))}–{number(max(ratios))})"
    return f"{number(median(ratios))} × faster ({number(min(ratios))}–{number(max(ratios))})"


def aim(result: Measured) -> str:
    """Return what was aimed at and whether it was reached."""
    goal = result.of.goal
    if not goal.parts():
        return ""
    said = f"{goal.name}: {', '.join(text for text, _ in goal.parts())}" if goal.name else ""
    return f"{said}: {'met' if result.is_met() else 'missed'}" if result.ours else said


def seconds(runs: Sequence[Run]) -> str:
    """Return the median seconds."""
    return number(median(_seconds(runs)))


def memory(runs: Sequence[Run]) -> str:
    """Return the largest memory in MB."""
    return f"{max(run.mb for run in runs):,.0f}"


def number(value: float) -> str:
    """Return a positive number with two or three significant digits.

    >>> number(0.04567), number(1.234), number(23.45), number(1234.5)
    ('0.046', '1.2', '23', '1,234')
    """
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def cell(text: str) -> str:
    """Return text that does not end a cell."""
    return text.replace("|", "/").replace("\n", " ")


def put(document: Path, name: str, text: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->` in a document."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    old = document.read_text(encoding="utf-8")
    if len(re.findall(re.escape(begin), old)) != 1 or len(re.findall(re.escape(end), old)) != 1:
        raise ValueError(f"{document}: needs one {begin} and one {end}")
    before, rest = old.split(begin)
    document.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")


def _seconds(runs: Sequence[Run]) -> list[float]:
    return [run.seconds for run in runs]
