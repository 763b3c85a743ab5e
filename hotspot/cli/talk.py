"""What the tool says while it works, on stderr: progress, the account of the rows, choices and findings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hotspot.cli import STARTED_S
from hotspot.cli.spoken import speak
from hotspot.cli.stages import Stages
from hotspot.words import Words
from hotspot.words.decided import choice_value, rule_text
from hotspot.words.phrases import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotspot.schema import Choice, Finding, Language, Rows


COLUMNS = ("incidents.columns.", "areas.")
NO_COLUMN = "areas.crs"
FILE_FORMAT = ("incidents.encoding", "incidents.delimiter", "incidents.date_format", "incidents.preset")


class Talk:
    """Says things on stderr in one language; `quiet` says nothing, `verbose` everything."""

    def __init__(self, *, language: Language, quiet: bool, verbose: bool, steps: Sequence[str]) -> None:
        """Begin; `steps` are the stages that will follow, each a key `step.<name>` of the catalogue."""
        self.speak(language)
        self.quiet, self.verbose = quiet, verbose
        shown = sys.stderr.isatty() and not quiet
        self._stages = Stages(steps, words=self.words, shown=shown, began_s=STARTED_S)
        if context := click.get_current_context(silent=True):
            context.call_on_close(self._stages.close)  # an error finds its line empty

    def step(self, stage: str, /, *, rows: int = 0, done: int = 0, of: int = 0) -> None:
        """Show on a terminal which stage is at work, with how many rows, and how much of it is done."""
        self._stages.begin(stage, rows=rows, done=done, of=of)

    def done(self) -> None:
        """Say that the last stage has ended; with -v what each took."""
        self._stages.close()
        if self.verbose:
            for line in self._stages.account():
                self.say(line)

    def speak(self, language: Language) -> None:
        """Go on in another language: that of the run, which is known only now."""
        self.words = Words(language=language)
        speak(language)

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
        columns = [one for one in chosen if _is_column(one)]
        if columns and not self.verbose:
            pairs = ", ".join(
                f"{one.name.removeprefix('incidents.columns.')} = {one.value}" for one in columns
            )
            self.say(f"{self.words('choices.columns')}: {pairs}")
        for one in chosen:
            if self.verbose or (one.flag and not (_is_column(one) or one.name.startswith(FILE_FORMAT))):
                self._choice(one)

    def _choice(self, choice: Choice) -> None:
        why = self.words.choice(choice)
        flag = f"  [{choice.flag}]" if choice.flag else ""
        said = f"  {choice.name} = {choice_value(choice, self.words)}" + (f": {why}" if why else "") + flag
        self.say(visible(said))
        if self.verbose and choice.alternatives:
            others = "; ".join(
                f"{rule_text(rule, self.words)} {self.words.number(other)}"
                for rule, other in choice.alternatives
            )
            self.say(f"      {others}")

    def findings(self, findings: Iterable[Finding]) -> None:
        """Say the warnings with their advice; the rest with -v."""
        for finding in findings:
            if finding.level == "warning" or self.verbose:
                self.say(self._finding(finding))

    def missing(self, findings: Iterable[Finding]) -> None:
        """Say, quiet or not, the warnings that data are incomplete: the file itself does not tell."""
        for finding in findings:
            if finding.level == "warning":
                click.echo(self._finding(finding), err=True)

    def _finding(self, finding: Finding) -> str:
        seen, advice = self.words.finding(finding)
        mark = "!" if finding.level == "warning" else "·"
        return visible(f"{mark} {seen}." + (f" {advice}." if advice else ""))


def account(words: Words, rows: Rows) -> str:
    """Return the account of the rows as one sentence."""
    text = words("rows.account", read=rows.read, kept=rows.kept)
    if rows.dropped:
        reasons = (f"{words('reason.' + reason)}: {words.number(n)}" for reason, n in rows.dropped.items())
        text += f" ({'; '.join(reasons)})"
    return text + "."


def _is_column(choice: Choice) -> bool:
    return choice.name.startswith(COLUMNS) and choice.name != NO_COLUMN
