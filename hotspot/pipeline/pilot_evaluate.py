"""A pilot evaluated on a later run, by the plan that was signed before it began."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot.pilot.evaluate import evaluated
from hotspot.pipeline.asked import FILE, asked_text
from hotspot.pipeline.harm import harm_of
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.read.pilot import read_plan
from hotspot.write import pilot as write

if TYPE_CHECKING:
    from hotspot.schema import Language, Result
    from hotspot.schema.piloted import Evaluated

STEPS = ("take_up", "count", "write")
FOLDER = "evaluation"


@dataclass(frozen=True, kw_only=True)
class EvaluationQuestion:
    """What was asked: the `plan` that was signed, and whether `harm` is to be counted as well."""

    plan: str = field(metadata=FILE)
    harm: bool = False
    language: Language | None = None
    out: str = ""


def evaluate_run(
    folder: str, asked: EvaluationQuestion, *, step: Progress = unsaid
) -> tuple[Evaluated, Result, tuple[Path, ...]]:
    """Evaluate a pilot with the incidents of the run in `folder`, write the files, and return all three.

    Raises InputError for a plan that was edited, ConfigError for a run that does not cover it, OutputError
    where nothing can be written.
    """
    step("take_up")
    plan = read_plan(asked.plan)
    result = take_up(folder, asked.language)
    out = write.EVALUATION.folder(asked.out or str(Path(folder) / FOLDER))
    step("count")
    found = evaluated(result, plan, harm=harm_of(result, flag="--harm") if asked.harm else None)
    step("write")
    return found, result, write.EVALUATION.write(found, result, out, asked=asked_text(asked))
