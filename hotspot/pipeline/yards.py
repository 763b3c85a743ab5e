"""Yards of a finished run: the form for observers, and what their saved forms say, with the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot import read, yards
from hotspot.errors import InputError
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.briefs import chosen
from hotspot.pipeline.harm import harm_of
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.read.yards import read_yard_forms
from hotspot.schema import Choice, Finding
from hotspot.schema.yards import ITEMS, Rules, Yards
from hotspot.words import Words
from hotspot.words.phrases import title_text
from hotspot.write import yards as write
from hotspot.write.yard_form import check_form_folder, write_form
from hotspot.yards.agreed import DRAWS, ENOUGH, FEWEST, LEAST_SEEN
from hotspot.yards.related import FEWEST_INCIDENTS, FEWEST_YARDS
from hotspot.yards.scored import FEWEST_FREEDOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Language, Result, Rows
    from hotspot.schema.said import Level
    from hotspot.schema.yards import FilledForms, ToDoBy, ToDoUnit

FORM_STEPS = ("take_up", "write")
STEPS = ("take_up", "forms", "weigh", "relate", "write")
FOLDER, FORM_FOLDER = "yards", "yards-form"


@dataclass(frozen=True, kw_only=True)
class YardsQuestion:
    """What was asked: the saved forms, and what the list is weighed by."""

    files: tuple[str, ...]
    by: ToDoBy | None = None
    language: Language | None = None
    out: str = ""


def form_run(
    folder: str,
    *,
    areas: Sequence[str],
    top: int | None,
    round_number: int,
    language: Language | None = None,
    out: str = "",
    step: Progress = unsaid,
) -> tuple[Path, ...]:
    """Write the form for the areas asked for, by id or name, and for the first `top`.

    Returns the form and its record. Raises ConfigError for an area that there is not, OutputError where the
    files cannot be written.
    """
    from hotspot.render.form import MARK, form_page  # noqa: PLC0415 - only here a page is drawn

    step("take_up")
    result = read.read_run(folder)
    ids = chosen(result.ranking.frame, areas, top=top)
    target = check_form_folder(out or str(Path(folder) / FORM_FOLDER), round_number=round_number, mark=MARK)
    step("write")
    form, language = yards.form_of(result, ids, round_number=round_number), language or result.language
    page = form_page(form, title=title_text(result), language=language, synthetic=result.synthetic)
    return write_form(form, page, target, language=language)


def yards_run(
    folder: str, asked: YardsQuestion, *, step: Progress = unsaid
) -> tuple[Yards, Result, tuple[Path, ...]]:
    """Read the saved forms against the run in `folder`, write the files, and return all three.

    Raises InputError for a file that is no saved form or where no visit counts, ConfigError for a weight that
    the run does not know, OutputError where nothing can be written.
    """
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.YARDS.folder(asked.out or str(Path(folder) / FOLDER))
    step("forms")
    forms = read_yard_forms(asked.files)
    found = yards_of(result, forms, by=asked.by, step=step)
    step("write")
    said = asked_text(replace(asked, files=())) | {"files": str(len(asked.files))}
    return found, result, write.YARDS.write(found, result, out, asked=said)


def yards_of(
    result: Result, forms: FilledForms, *, by: ToDoBy | None = None, step: Progress = unsaid
) -> Yards:
    """Say what the forms tell, for a result that is at hand. Raises InputError where no visit counts."""
    kept = yards.accepted(forms.visits, forms.rows, places=yards.places_of(result), period=result.period)
    if not kept.visits:
        raise _none_counts(kept.rows)
    step("weigh")
    rounds = yards.ratings_by_round(kept.visits, [str(one) for one in result.ranking.frame["area_id"]])
    agreement = yards.agreement_of(rounds, seed=result.seed)
    noise = yards.noise_of(rounds)
    last = yards.latest(rounds)
    unit = _unit(result, by)
    harm = harm_of(result) if unit in {"harm", "expected_harm"} else None
    disagreed = [one.item for one in agreement if one.verdict == "disagree"]
    scored = yards.scored(result, rounds, noise)
    agreed = {one.item: one.verdict for one in agreement}
    todo = yards.todo_of(result, last, by=unit, noise=noise, agreed=agreed, harm=harm)
    step("relate")
    found = Yards(
        rows=kept.rows,
        files=len(forms.hashes),
        hashes=tuple(sorted(forms.hashes)),
        observers=len({one.observer for one in kept.visits}),
        rounds=tuple(one.round for one in rounds),
        yards=scored,
        todo=todo,
        by=unit,
        agreement=agreement,
        noise=noise,
        related=yards.related_of(result, last, disagreed=disagreed),
        rules=Rules(
            kappa=ENOUGH,
            observers=FEWEST_FREEDOM,
            pairs_yards=FEWEST,
            draws=DRAWS,
            yards=FEWEST_YARDS,
            incidents=FEWEST_INCIDENTS,
        ),
        seed=result.seed,
        choices=() if by else (_choice(unit),),
    )
    other_run = sum(one.run_id != result.run_id for one in kept.visits)
    unseen = [
        item for item, told in zip(ITEMS, yards.comparable(rounds[-1]).tolist(), strict=True) if not told
    ]
    noticed = _findings(found, forms, other_run=other_run, unseen=unseen)
    return replace(found, findings=tuple(noticed))


def _none_counts(rows: Rows) -> InputError:
    reasons = Words(language="en")
    told = "; ".join(f"{reasons('reason.' + name)}: {n}" for name, n in rows.dropped.items())
    what = f"none of {rows.read} visits counts ({told or 'there are none'})"
    return InputError("FILE", what, "give forms of this run, as the phones saved them")


def _unit(result: Result, by: ToDoBy | None) -> ToDoUnit:
    """Return what the list is weighed by: harm to expect where the run knows it, else incidents."""
    if by == "harm" or (by is None and yards.expects_harm(result)):
        return "expected_harm" if yards.expects_harm(result) else "harm"
    return by or ("expected" if yards.has_expected(result) else "incidents")


def _choice(unit: ToDoUnit) -> Choice:
    why = {"expected_harm": "yards_by_harm", "expected": "yards_by"}.get(unit, "yards_by_counts")
    return Choice(name="yards.by", value=unit, why=why, flag="--by expected|incidents|harm")


def _findings(found: Yards, forms: FilledForms, *, other_run: int, unseen: Sequence[str]) -> list[Finding]:
    said: list[Finding] = []

    def note(code: str, level: Level, **values: str | int) -> None:
        said.append(Finding(code=code, level=level, values=values))

    if forms.edited:
        numbers = ", ".join(map(str, forms.edited))
        note("yards_edited", "warning", count=len(forms.edited), numbers=numbers)
    for reason, count in found.rows.dropped.items():
        if reason == "yards_contradicting":
            note("yards_letters", "warning", count=count)
        elif reason != "yards_edited":
            harmless = reason in {"yards_repeated", "yards_replaced"}
            note("yards_left_out", "info" if harmless else "warning", reason=reason, count=count)
    if other_run:
        note("yards_other_run", "info", count=other_run)
    last = found.yards.drop_duplicates("area_id", keep="last")
    alone = int((last["observers"] == 1).sum())
    if alone > len(last) / 2:
        note("yards_one_observer", "warning", yards=len(last), count=alone)
    disagreed = [one.item for one in found.agreement if one.verdict == "disagree"]
    if disagreed:
        note("yards_disagree", "warning", items=", ".join(disagreed))
    if unseen:
        note("yards_unseen", "warning", items=", ".join(unseen))
    if unscored := int(last["score"].isna().sum()):
        note("yards_unscored", "info", least=LEAST_SEEN, count=unscored)
    return said
