"""A pilot planned on a finished run: areas, controls, rings, what it can find, and the signed plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot import read
from hotspot.errors import ConfigError
from hotspot.pilot.calendar import calendar_of
from hotspot.pilot.choose import Wanted
from hotspot.pilot.plan import planned
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.understood import dated_record, day_of
from hotspot.read.cameras import metres
from hotspot.write import pilot as write

if TYPE_CHECKING:
    from hotspot.schema import Language, Result
    from hotspot.schema.piloted import Design, Planned

STEPS = ("take_up", "plan", "write")
FOLDER = "pilot"
NO_RINGS = {"0", "0m", "0 m", "0м", "0 м"}
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
    start, buffer_m = day_of(asked.start, "--start"), metres_of(asked.buffer)
    step("take_up")
    result = read.read_run(folder)
    result = replace(result, language=asked.language or result.language)
    out = write.check_plan_folder(asked.out or str(Path(folder) / FOLDER))
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
    found = planned(result, calendar, wanted)
    step("write")
    return found, result, write.write_plan(found, result, out, asked=asked_text(asked))


def metres_of(text: str) -> float:
    """Return the metres that "300m" or "0.3km" stand for. Raises ConfigError.

    >>> metres_of("0.3 km"), metres_of("0")
    (300.0, 0.0)
    """
    if text.strip() in NO_RINGS:
        return 0.0
    found = metres(text.strip().lower())
    if not found <= WIDEST_M:
        what = f"'{text[:40]}' is no width between 0 and {WIDEST_M:g} m"
        raise ConfigError("--buffer", what, "write 300m, or 0m for no rings")
    return found
