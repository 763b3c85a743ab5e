"""A pilot planned on a finished run: areas, controls, rings, what it can find, and the signed plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot.pilot.calendar import calendar_of
from hotspot.pilot.choose import Wanted
from hotspot.pilot.plan import planned
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.spoken import spoken
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.understood import dated_record, day_of, metres_of
from hotspot.write import pilot as write

if TYPE_CHECKING:
    from hotspot.schema import Language, Result
    from hotspot.schema.piloted import Design, Planned

STEPS = ("take_up", "plan", "write")
FOLDER = "pilot"
WIDEST_M = 5_000.0


@dataclass(frozen=True, kw_only=True)
class PilotQuestion:
    """What was asked: so many pilot `areas`, chosen by `design`, for so many `months` from `start`
    ("2026-01-01"); `buffer` is the width of the rings ("300m"), `effect` the smallest fall worth finding, as
    a share, `seed` draws the lots (None: the run's)."""

    areas: int = 5
    design: Design = "pairs"
    months: int = 6
    buffer: str = "300m"
    start: str = ""
    effect: float = 0.2
    seed: int | None = None
    language: Language | None = None
    out: str = ""


def plan_run(
    folder: str, asked: PilotQuestion, *, step: Progress = unsaid
) -> tuple[Planned, Result, tuple[Path, ...]]:
    """Plan a pilot on the run in `folder`, write the files, and return all three.

    Raises ConfigError for what cannot be planned, OutputError where nothing can be written.
    """
    start, buffer_m = (
        day_of(asked.start, "--start"),
        metres_of(asked.buffer, "--buffer", most=WIDEST_M, zero=True),
    )
    step("take_up")
    result = take_up(folder, None)
    out = write.PLAN.folder(asked.out or str(Path(folder) / FOLDER))
    step("plan")
    calendar = calendar_of(
        dated_record(result, "pilot plan"), months=asked.months, start=start, design=asked.design
    )
    wanted = Wanted(
        areas=asked.areas,
        design=asked.design,
        months=asked.months,
        buffer_m=buffer_m,
        effect=asked.effect,
        seed=result.seed if asked.seed is None else asked.seed,
    )
    found = planned(result, calendar, wanted)  # its names are signed: alike in every language
    step("write")
    result = spoken(result, asked.language or result.language)
    return found, result, write.PLAN.write(found, result, out, asked=asked_text(asked))
