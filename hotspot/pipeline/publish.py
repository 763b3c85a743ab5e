"""The public edition of a finished run: counted, hidden, attacked as a stranger would, only then written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot.errors import OutputError
from hotspot.measure.siting import OutOfTime
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.understood import days_of
from hotspot.publish.attack import attack
from hotspot.publish.edition import edition_of
from hotspot.read.edition import read_edition
from hotspot.render.edition import edition_pages
from hotspot.schema import Finding
from hotspot.schema.published import Terms
from hotspot.write import edition as write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.publish.attack import Attacked
    from hotspot.schema import Language, Result
    from hotspot.schema.published import Edition, Weakness

STEPS = ("take_up", "hide", "draw", "attack", "write")
FOLDER = "public"
ROUNDS = 8  # of hiding more, before an edition is refused
WAYS_OUT = {
    "join": "keep to the days of the earlier edition, or wait until a whole year more can be shown",
    "areas": "count by the areas of the earlier edition",
    "unknown": "write into an empty folder, with the files of this version",
    "person": "look at the names of areas and types, and take out what belongs to persons",
}
OTHERWISE = "take larger areas or a longer period; it is a fault of the tool if that does not help"


@dataclass(frozen=True, kw_only=True)
class PublishQuestion:
    """What was asked: `delay` as "30d"; numbers below `least` are hidden; `sensitive` are words in the names
    of types that are kept for the whole city; `earlier` are the folders of editions that are out already."""

    delay: str = "30d"
    least: int = 5
    sensitive: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    language: Language | None = None
    out: str = ""


def publish_run(
    folder: str, asked: PublishQuestion, *, step: Progress = unsaid
) -> tuple[Edition, Result, tuple[Path, ...]]:
    """Make the public edition of the run in `folder`, attack it, write it, and return all three.

    Raises ConfigError for a delay that cannot be kept, InputError for a folder that holds no run or no
    edition, OutputError where the attack succeeds or nothing can be written.
    """
    terms = Terms(least=asked.least, delay_days=days_of(asked.delay, "--delay"), words=asked.sensitive)
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.check_edition_folder(asked.out or str(Path(folder) / FOLDER))
    earlier = [read_edition(one) for one in asked.earlier]
    question = asked_text(replace(asked, earlier=tuple(Path(one).name for one in asked.earlier)))
    edition, texts, attacked = _withstanding(result, terms, question, earlier, step=step)
    if attacked.weaknesses:
        raise refused(out, attacked.weaknesses)
    edition = replace(edition, attacked=attacked.tried, findings=(*edition.findings, *_revised(attacked)))
    step("write")
    return edition, result, write.write_edition(edition, texts, out, asked=question)


def _withstanding(
    result: Result,
    terms: Terms,
    asked: Mapping[str, str],
    earlier: Sequence[Mapping[str, str]],
    *,
    step: Progress,
) -> tuple[Edition, dict[str, str], Attacked]:
    """Make the edition, its texts and the attack on them; where an earlier edition gives an area away, only
    the total of that area is shown, and all is made again. Raises OutputError for an attack that
    comes to no end."""
    blanked: set[str] = set()
    for left in reversed(range(ROUNDS)):
        step("hide")
        edition = edition_of(result, terms, earlier=earlier, blanked=blanked)
        step("draw")
        texts = {**write.edition_data(edition), **edition_pages(edition)}
        step("attack")
        seen = {**texts, write.RECORD: write.edition_record(edition, texts, asked=asked)}
        try:
            attacked = attack(seen, least=terms.least, earlier=earlier)
        except OutOfTime:
            what = "the attack on these files came to no end within its limits, so nothing was written"
            raise OutputError("publish", what, "take larger areas, or fewer earlier editions") from None
        given_away = {one.area for one in attacked.weaknesses if one.kind == "join" and one.area} - blanked
        if not given_away or not left:
            break
        blanked |= given_away
    return edition, texts, attacked


def refused(out: Path, weaknesses: Sequence[Weakness]) -> OutputError:
    """Return the error that names the first thing that can be found out, and how many more there are."""
    first, more = weaknesses[0], len(weaknesses) - 1
    found = f" lies between {first.low} and {first.high}" if first.high else ""
    what = f"can be broken ({first.kind}, {first.where}): {first.what}{found}"
    rest = f", and {more} more" if more else ""
    return OutputError(str(out), what + rest + "; nothing was written", WAYS_OUT.get(first.kind, OTHERWISE))


def _revised(attacked: Attacked) -> tuple[Finding, ...]:
    """Say which earlier numbers and editions today's could not be held against."""
    numbers, editions = {"count": attacked.revised}, {"count": attacked.unjoined}
    said = (
        Finding(code="publish_revised", level="info", values=numbers),
        Finding(code="publish_unjoined", level="warning", values=editions),
    )
    return tuple(one for one in said if one.values["count"])
