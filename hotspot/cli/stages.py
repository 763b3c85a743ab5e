"""Which stage is at work: a line on the terminal while it lasts; afterwards its seconds and its memory."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hotspot.words import Words

TICK_S = 1.0  # between two looks at the clock
CLEARED = "\r\033[K"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What is known of the stage at work, numbers 0 where unknown; when it began and when that was told, on
    the clock of `time.perf_counter`."""

    name: str
    began_s: float
    told_s: float
    rows: int = 0
    done: int = 0
    of: int = 0


class Stages:
    """The stages of one command, one after the other; each has a text `step.<name>` in the catalogue.

    With `shown` the stage at work stands on the last line of the terminal, drawn again every second by a
    thread of its own, so that it is seen that the work goes on, and how long it has taken.
    """

    def __init__(self, names: Sequence[str], *, words: Words, shown: bool, began_s: float) -> None:
        """Begin with what went before the first stage, since `began_s`."""
        self._names, self._words, self._shown = list(names), words, shown
        self._now: Stage | None = Stage(name="start", began_s=began_s, told_s=began_s)
        self._ended: list[tuple[str, float, float | None]] = []
        self._line = threading.Lock()
        self._over = threading.Event()
        self._clock: threading.Thread | None = None

    def begin(self, name: str, *, rows: int = 0, done: int = 0, of: int = 0) -> None:
        """Say that a stage begins, or, where it is the one at work, how much of it is done."""
        with self._line:
            began_s = told_s = time.perf_counter()
            if self._now is not None and self._now.name == name:
                began_s = self._now.began_s
            else:
                self._end()
            self._now = Stage(name=name, began_s=began_s, told_s=told_s, rows=rows, done=done, of=of)
        self._draw()
        if self._shown and self._clock is None:
            self._clock = threading.Thread(target=self._tick, daemon=True)
            self._clock.start()

    def close(self) -> None:
        """Say that the last stage has ended, and leave the line of the terminal empty."""
        self._over.set()
        with self._line:
            self._end()
            if self._clock is not None:
                click.echo(CLEARED, err=True, nl=False)
                self._clock = None

    def account(self) -> Iterator[str]:
        """Return for each stage its seconds and the most memory that the process had held by its end."""
        for name, seconds, peak_mb in self._ended:
            took = self._words("stages.seconds", seconds=self._words.number(seconds, 2, padded=True))
            memory = "" if peak_mb is None else f", {self._words('stages.memory', megabytes=round(peak_mb))}"
            yield f"{self._words('step.' + name)}: {took}{memory}"

    def _end(self) -> None:
        if self._now is not None:
            seconds = time.perf_counter() - self._now.began_s
            self._ended.append((self._now.name, seconds, peak_memory_mb()))
        self._now = None

    def _tick(self) -> None:
        while not self._over.wait(TICK_S):
            self._draw()

    def _draw(self) -> None:
        with self._line:
            if self._shown and self._now is not None and not self._over.is_set():
                text = progress_text(self._now, self._names, self._words, now_s=time.perf_counter())
                click.echo(CLEARED + text[: shutil.get_terminal_size().columns - 1], err=True, nl=False)


def progress_text(stage: Stage, names: Sequence[str], words: Words, *, now_s: float) -> str:
    """Return the line about a stage: how many of the stages are behind, its name, rows, and the time.

    How long it will still take is said only where things are counted that take about equally long.

    >>> from hotspot.words import Words
    >>> stage = Stage(name="briefs", began_s=0.0, told_s=10.0, done=20, of=80)
    >>> progress_text(stage, ["take_up", "briefs", "write"], Words(language="en"), now_s=12.0)
    '█▒░ drawing the briefs · 20 of 80 · about 28 s left'
    """
    behind = names.index(stage.name)
    seconds = now_s - stage.began_s
    parts = ["█" * behind + "▒" + "░" * (len(names) - behind - 1) + f" {words('step.' + stage.name)}"]
    if stage.rows:
        parts.append(words("plural.incidents", count=stage.rows))
    if stage.of:
        parts.append(words("stages.done", done=stage.done, of=stage.of))
    if stage.done and seconds >= TICK_S:
        left = (stage.told_s - stage.began_s) / stage.done * (stage.of - stage.done) - (now_s - stage.told_s)
        parts.append(words("stages.left", seconds=max(round(left), 1)))
    elif seconds >= TICK_S:
        parts.append(words("stages.seconds", seconds=int(seconds)))
    return " · ".join(parts)


def peak_memory_mb() -> float | None:
    """Return the most memory that the process has held so far; None where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
