"""Is a finished run's folder as the run left it? Files, records and inputs held against their hashes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from hotspot.errors import ConfigError
from hotspot.pipeline.rerun import nearby
from hotspot.read import open_record
from hotspot.read.judgement import of_these_inputs
from hotspot.read.run import files as look_at
from hotspot.read.run.listed import read_commands
from hotspot.read.run.stated import read_stated
from hotspot.schema.verified import Difference, InputLook, Looked, Verified
from hotspot.write import run_id
from hotspot.write.atomic import WORKSHOP
from hotspot.write.folder import CRATE, FILES
from hotspot.write.run_id import FORMULAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hotspot.read.run.record import Record
    from hotspot.schema.verified import Stated

RECORD = FILES[-1]


@dataclass(frozen=True, kw_only=True)
class VerifyQuestion:
    """Where inputs are looked for: anywhere in the folder `inputs`; else among the files `named` by the
    settings at hand, in the working folder and beside the run's."""

    inputs: str = ""
    named: tuple[str, ...] = ()


def verify(folder: str, asked: VerifyQuestion) -> Verified:
    """Say what has changed in the run's folder since it was written; nothing is changed by it.

    Raises InputError where there is no run.json, or one that no version writes, ConfigError where there is no
    folder `asked.inputs`.
    """
    if asked.inputs and not Path(asked.inputs).is_dir():
        raise ConfigError("--inputs", f"there is no folder '{asked.inputs}'", "name the folder of the inputs")
    record = open_record(folder)
    place, stated = record.folder, read_stated(record.entry)
    outputs = look_at.outputs_of(record.entry.at("outputs"))
    listed = _by_commands(record)
    ranking = look_at.look(place, outputs)
    besides = look_at.command_records(place)
    commands = [_command(place, one, stated) for one in besides]
    inner = [_folder(at, stated) for at in look_at.folders_in(place) if at.name not in outputs]
    inputs = tuple(_inputs(stated, asked, place))
    known = {RECORD, WORKSHOP, *outputs, *_names(besides), *(at.name for at, _, _ in inner)}
    looked = [ranking, *commands, *(one for _, one, _ in inner)]
    told = tuple(chain.from_iterable(one.differences for one in looked))
    return Verified(
        run_id=stated.run_id,
        checked=sum(one.checked for one in looked),
        inputs=inputs,
        differences=(
            *_unfinished(place),
            *_record(place, stated, {**listed, **outputs}),
            *told,
            *_listed(place, told, listed),
            *look_at.added(place, known),
            *_changed(inputs),
        ),
        unvouched=tuple(chain.from_iterable(names for _, _, names in inner)),
    )


def _names(records: Iterable[look_at.CommandRecord]) -> set[str]:
    return {name for one in records for name in (one.name, *one.outputs)}


def _unfinished(place: Path) -> Iterator[Difference]:
    if (place / WORKSHOP).exists():
        yield Difference(code="unfinished", file=WORKSHOP)


def _record(place: Path, stated: Stated, outputs: Mapping[str, str]) -> Iterator[Difference]:
    """Hold run.json against its own id, and against the RO-Crate, which has to name the same hashes.

    A formula that is not known is a difference as well: who alters a record can alter that number, too.
    """
    formulas = FORMULAS if stated.formula is None else (stated.formula,)
    if stated.formula not in (None, *FORMULAS):
        yield Difference(code="formula", file=RECORD, values={"formula": str(stated.formula)})
    else:
        made = [run_id(stated, formula=one) for one in formulas]
        if stated.run_id not in made:
            yield Difference(code="record", file=RECORD, values={"said": stated.run_id, "is": made[-1]})
    if CRATE in outputs:
        for name, digest in look_at.crate_hashes(place / CRATE).items():
            if outputs.get(unquote(name), digest) != digest:
                yield Difference(code="crate", file=unquote(name))


def _by_commands(record: Record) -> dict[str, str]:
    """Return the files that run.json lists as those of later commands, with their hashes."""
    return {
        f"{part.folder}/{name}".lstrip("/"): digest
        for part in read_commands(record.entry)
        for name, digest in part.hashes.items()
    }


def _listed(place: Path, told: Sequence[Difference], by_commands: Mapping[str, str]) -> Iterator[Difference]:
    """Hold the files of commands against run.json and the RO-Crate that list them, which also know of records
    and whole folders; what has been `told` is not told again."""
    known = {one.file for one in told}
    in_crate = {} if CRATE in known else look_at.crate_parts(place / CRATE)
    looked = look_at.look(place, {**by_commands, **in_crate})
    for one in looked.differences:
        stale = f"{one.file.partition('/')[0]}/" in known
        if one.file not in known and not stale:
            yield Difference(code="listed" if one.code == "changed" else one.code, file=one.file)


def _command(folder: Path, record: look_at.CommandRecord, stated: Stated, *, within: str = "") -> Looked:
    """Hold the files of a command against its record, and the record against the run."""
    found = look_at.look(folder, record.outputs, within=within)
    if record.run_id:
        stale = record.run_id != stated.run_id
    else:  # a back-test does not start from a run, but from the same inputs
        where = str(stated.config.get("settings", {}).get("incidents", {}).get("where", ""))
        stale = not of_these_inputs(record.said, stated.sources, where=where)
    if not stale:
        return found
    values = {"of": record.run_id, "run": stated.run_id}
    return Looked(
        checked=found.checked,
        differences=(
            Difference(code="stale", file=within + record.name, values=values),
            *found.differences,
        ),
    )


def _folder(folder: Path, stated: Stated) -> tuple[Path, Looked, tuple[str, ...]]:
    """Look at a folder inside the run's: what a command wrote there, and what it did not.

    A folder without a file of ours is one thing that was added, whatever is in it.
    """
    within = f"{folder.name}/"
    records = look_at.command_records(folder)
    vouched = _names(records)
    briefs = {name: held for name, held in look_at.briefs_in(folder).items() if name not in vouched}
    if not records and not briefs:
        return folder, Looked(differences=(Difference(code="added", file=within),)), ()
    looked = [_command(folder, one, stated, within=within) for one in records]
    old = [
        Difference(code="stale", file=within + name, values={"of": "", "run": stated.run_id})
        for name, content in briefs.items()
        if name.endswith(".html") and stated.run_id.encode() not in content
    ]
    known = {*vouched, *briefs}
    differences = (
        *chain.from_iterable(one.differences for one in looked),
        *old,
        *look_at.added(folder, known, within=within),
    )
    return (
        folder,
        Looked(checked=sum(one.checked for one in looked), differences=differences),
        tuple(within + name for name in briefs),
    )


def _inputs(stated: Stated, asked: VerifyQuestion, place: Path) -> Iterator[InputLook]:
    paths = () if asked.inputs else nearby(stated, asked.named, place)
    folder = Path(asked.inputs) if asked.inputs else None
    for role, sources in stated.sources.items():
        for source in sources:
            name = source.path if "://" in source.path else Path(source.path).name
            state = look_at.input_state(name, source.sha256, paths=paths, folder=folder)
            yield InputLook(role=role, name="" if "://" in name else name, state=state)


def _changed(inputs: Iterable[InputLook]) -> Iterator[Difference]:
    for one in inputs:
        if one.state == "changed":
            yield Difference(code="input", file=one.name, values={"role": one.role})
