"""The files of a command that answers with sentences and tables: Markdown, CSV, GeoJSON and the record."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from hotspot.schema import LANGUAGES
from hotspot.words import Words
from hotspot.words.decided import choice_value
from hotspot.words.phrases import title_text, visible
from hotspot.words.said import ended, run_line
from hotspot.write.atomic import publish, told, workshop
from hotspot.write.files import check_ours
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.geopackage import write_layers
from hotspot.write.plain import as_json, plain
from hotspot.write.sheet import aligned, escaped, markdown_table
from hotspot.write.tables import published, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from hotspot.schema import Choice, Finding, Result
    from hotspot.words.said import Said
    from hotspot.write.geopackage import Layer

LAYOUT = 1


@dataclass(frozen=True, kw_only=True)
class Papers:
    """What is to be written: the section `said` in the language of the words that it is given, tables as CSV
    by the name of their file, other texts by theirs, the `layers` of a GeoPackage where there are any, and
    the `content` of the record, which is also what --json prints."""

    kind: str
    said: Callable[[Words], Said]
    frames: Mapping[str, pd.DataFrame]
    texts: Mapping[str, str]
    content: Mapping[str, Any]
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]
    layers: tuple[Layer, ...] = ()


PAGE = b'<meta name="generator" content="hotspot">'  # what only files of ours hold
GEOJSON = b'"tool":"hotspot"'


def marks(kind: str, columns: Mapping[str, Sequence[str]], texts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return each file with what only one of ours holds; the record comes last and vouches for the others."""
    return {
        f"{kind}.md": _mark(kind).encode(),
        **{name: ",".join(heads[:3]).encode() + b"," for name, heads in columns.items()},
        **texts,
        f"{kind}.json": f'"kind": "{kind}"'.encode(),
    }


def check_papers(out: str, own: Mapping[str, bytes]) -> Path:
    """Return the folder `out` if the files `own` may be written there. Raises OutputError."""
    folder = check_folder(out, inputs=())
    for name, mark in own.items():
        check_ours(folder, [name], mark=mark)
    return folder


def write_papers(
    papers: Papers, result: Result, folder: Path, *, asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write all files, or none, and return them; the record holds the hashes of the others."""
    packed = [f"{papers.kind}.gpkg"] if papers.layers else []
    names = [f"{papers.kind}.md", *papers.texts, *papers.frames, *packed, f"{papers.kind}.json"]
    with workshop(folder) as new:
        with told(folder):
            texts = {names[0]: markdown(papers, result, asked=asked), **papers.texts}
            for name, text in texts.items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            for name, frame in papers.frames.items():
                write_csv(published(frame, list(frame.columns)), new / name)
            for name in packed:
                write_layers([_about(layer, result) for layer in papers.layers], new / name)
            outputs = {name: hashlib.sha256((new / name).read_bytes()).hexdigest() for name in names[:-1]}
            said = {**_content(papers, result), **_as_told(papers, result, asked=asked)}
            record = as_json({**said, "asked": dict(asked), "outputs": outputs})
            (new / names[-1]).write_text(record, encoding="utf-8", newline="\n")
        return publish(new, folder, names)


def papers_json(papers: Papers, result: Result) -> str:
    """Return what was found as JSON, for scripts that read standard output."""
    return as_json(_content(papers, result))


def about_run(result: Result, **more: object) -> dict[str, Any]:
    """Return what a GeoJSON says of itself: the tool, the run and its period, and whatever is `more`."""
    period = result.period
    about = {
        "tool": TOOL,
        "title": title_text(result),
        "synthetic": result.synthetic,
        "period": [str(period.first), str(period.last)] if period else None,
        "run_id": result.run_id,
    }
    content: dict[str, Any] = plain({**about, **more})
    return content


def terminal(said: Said) -> str:
    """Return the sentences and the short tables as aligned text."""
    first, *rest = said.lines
    parts = [
        [visible(first)],
        [ended(visible(text)) for text in rest],
        *([visible(table.title), *aligned(table)] for table in said.short),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def markdown(papers: Papers, result: Result, *, asked: Mapping[str, str]) -> str:
    """Return the section in Markdown: what was found, the tables, how it was done, what was asked for."""
    words = Words(language=result.language)
    said = papers.said(words)
    first, *rest = said.lines
    parts = [_mark(papers.kind), f"## {said.title}", escaped(first), ended(escaped(run_line(result, words)))]
    parts += [ended(escaped(text)) for text in rest]
    for table in said.tables:
        parts += [f"### {escaped(table.title)}", markdown_table(table)]
    found = [". ".join(filter(None, words.finding(one))) for one in papers.findings]
    chosen = [f"{one.name} = {choice_value(one, words)}: {words.choice(one)}" for one in papers.choices]
    given = [words("said.asked", asked=", ".join(f"{key} = {value}" for key, value in asked.items()))]
    for head, texts in {
        "method": said.notes,
        "found": found,
        "asked": (given if asked else []) + chosen,
    }.items():
        if texts:
            parts += [f"### {words(f'said.head.{head}')}"]
            parts += ["\n".join(f"- {ended(escaped(text))}" for text in texts)]
    return "\n\n".join(parts) + "\n"


def _as_told(papers: Papers, result: Result, *, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what another document needs to tell it again: the language, tables, the file of each line; and
    all that is said, the section in Markdown too, in each of the other languages."""
    others = [replace(result, language=one) for one in LANGUAGES if one != result.language]
    return {
        "language": result.language,
        **_set(papers.said(Words(language=result.language))),
        "translated": {one.language: _translated(papers, one, asked=asked) for one in others},
    }


def _translated(papers: Papers, result: Result, *, asked: Mapping[str, str]) -> dict[str, Any]:
    said = papers.said(Words(language=result.language))
    return {
        "lines": list(said.lines),
        "notes": list(said.notes),
        **_set(said),
        "section": markdown(papers, result, asked=asked),
    }


def _set(said: Said) -> dict[str, Any]:
    return {
        "line_files": [said.files.get(line, "") for line in said.lines],
        "tables": [asdict(table) for table in said.short],
    }


def _about(layer: Layer, result: Result) -> Layer:
    """Return a table that says of itself that it is invented, where it is."""
    if not result.synthetic:
        return layer
    invented = Words(language=result.language)("table.synthetic")
    return replace(layer, about=f"{layer.about} · {invented}")


def _mark(kind: str) -> str:
    return f"<!-- hotspot {kind} -->"


def _content(papers: Papers, result: Result) -> dict[str, Any]:
    said = papers.said(Words(language=result.language))
    return {
        "tool": TOOL,
        "kind": papers.kind,
        "layout": LAYOUT,
        "run_id": result.run_id,
        "period": [str(result.period.first), str(result.period.last)] if result.period else None,
        "synthetic": result.synthetic,
        "lines": list(said.lines),
        "notes": list(said.notes),
        **papers.content,
        "choices": [asdict(choice) for choice in papers.choices],
        "findings": [asdict(finding) for finding in papers.findings],
        "seed": result.seed,
    }
