"""What the tool says while it works, on stderr: progress, the account of the rows, choices and findings."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from hotspot.words import Words
from hotspot.words.phrases import choice_value, rule_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotspot.schema import Choice, Finding, Language, Rows


COLUMNS = ("incidents.columns.", "areas.")
FILE_FORMAT = ("incidents.encoding", "incidents.delimiter", "incidents.date_format", "incidents.preset")


class Talk:
    """Says things on stderr in one language; `quiet` says nothing, `verbose` everything."""

    def __init__(self, *, language: Language, quiet: bool, verbose: bool, steps: Sequence[str]) -> None:
        """Begin; `steps` are the stages that will follow, each a key `step.<name>` of the catalogue."""
        self.words = Words(language=language)
        self.quiet, self.verbose, self.steps = quiet, verbose, list(steps)
        self.seconds: dict[str, float] = {}
        self._now = ""
        self._since = time.perf_counter()
        self._tty = sys.stderr.isatty()

    def step(self, name: str) -> None:
        """Say that a stage begins; on a terminal as a bar that moves on, with -v as a line with seconds."""
        self.done()
        self._now, self._since = name, time.perf_counter()
        if self.quiet or self.verbose or not self._tty:
            return
        at = self.steps.index(name) + 1
        bar = "█" * at + "░" * (len(self.steps) - at)
        click.echo(f"\r\033[K{bar} {self.words('step.' + name)} …", err=True, nl=False)

    def done(self) -> None:
        """Say that the stage at work has ended."""
        if not self._now:
            return
        self.seconds[self._now] = time.perf_counter() - self._since
        if self.verbose:
            click.echo(f"{self.words('step.' + self._now)}: {self.seconds[self._now]:.2f} s", err=True)
        elif self._tty and not self.quiet:
            click.echo("\r\033[K", err=True, nl=False)
        self._now = ""

    def say(self, text: str = "") -> None:
        """Say a line."""
        if not self.quiet:
            click.echo(text, err=True)

    def rows(self, rows: Rows) -> None:
        """Say the account of the rows."""
        self.say(account(self.words, rows))

    def choices(self, choices: Iterable[Choice]) -> None:
        """Say what was chosen: columns in one line, settings with their flags; with -v all of it."""
        chosen = list(choices)
        columns = [one for one in chosen if one.name.startswith(COLUMNS)]
        if columns and not self.verbose:
            pairs = ", ".join(
                f"{one.name.removeprefix('incidents.columns.')} = {one.value}" for one in columns
            )
            self.say(f"{self.words('choices.columns')}: {pairs}")
        for one in chosen:
            if self.verbose or (one.flag and not one.name.startswith((*COLUMNS, *FILE_FORMAT))):
                self._choice(one)

    def _choice(self, choice: Choice) -> None:
        why = self.words.choice(choice)
        flag = f"  [{choice.flag}]" if choice.flag else ""
        self.say(f"  {choice.name} = {choice_value(choice, self.words)}" + (f": {why}" if why else "") + flag)
        if self.verbose and choice.alternatives:
            others = "; ".join(
                f"{rule_text(rule, self.words)} {self.words.number(other)}"
                for rule, other in choice.alternatives
            )
            self.say(f"      {others}")

    def findings(self, findings: Iterable[Finding]) -> None:
        """Say the warnings with their advice; the rest with -v."""
        for finding in findings:
            if finding.level != "warning" and not self.verbose:
                continue
            seen, advice = self.words.finding(finding)
            mark = "!" if finding.level == "warning" else "·"
            self.say(f"{mark} {seen}." + (f" {advice}." if advice else ""))


def account(words: Words, rows: Rows) -> str:
    """Return the account of the rows as one sentence."""
    text = words("rows.account", read=rows.read, kept=rows.kept)
    if rows.dropped:
        reasons = (f"{words('reason.' + reason)}: {words.number(n)}" for reason, n in rows.dropped.items())
        text += f" ({'; '.join(reasons)})"
    return text + "."
