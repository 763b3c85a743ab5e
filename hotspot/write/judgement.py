"""The files of a back-test: every row as JSON and CSV, a section in Markdown, the page with the curves.

They lie beside a ranking without touching it: their names are their own, and `backtest.json` vouches for the
others as `run.json` does for a ranking.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspot.errors import OutputError
from hotspot.schema.judged import Judged
from hotspot.words import Words
from hotspot.words.judged import about, held, horizons, line, notes, tables
from hotspot.words.phrases import visible
from hotspot.write.atomic import publish, told, workshop
from hotspot.write.files import check_ours
from hotspot.write.folder import ELSEWHERE, TOOL, check_folder
from hotspot.write.plain import plain
from hotspot.write.sheet import aligned, escaped, markdown_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema.judged import Backtest, Headline

# Each with what only a file of ours holds; the last one vouches for the others.
MARKS = {
    "backtest.csv": b"series,unit,units,horizon_days,",
    "backtest.html": b'<meta name="generator" content="hotspot">',
    "backtest.md": b"<!-- hotspot backtest -->",
    "backtest.json": b'"kind": "backtest"',
}
BACKTEST_FILES = tuple(MARKS)
KIND, LAYOUT = "backtest", 1
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes text that begins so for a formula


def check_backtest_folder(out: str, *, inputs: Sequence[str]) -> Path:
    """Return the folder `out` if a back-test may be written there: a new one, or that of an earlier run.

    Raises OutputError as `check_folder` does, and where one of the back-test's own files is an input or was
    not made by an earlier back-test.
    """
    folder = check_folder(out, inputs=())  # a ranking's files stay as they are, even where they are inputs
    for name, mark in MARKS.items():
        check_ours(folder, [name], mark=mark)
        path = (folder / name).resolve()
        if any("://" not in given and Path(given).resolve() == path for given in inputs):
            raise OutputError(
                str(folder / name), "is an input, and the results would overwrite it", ELSEWHERE
            )
    return folder


def write_backtest(found: Backtest, chosen: Headline, folder: Path, *, page: str) -> tuple[Path, ...]:
    """Write the files of a back-test, all of them or none, and return them; `page` has the curves."""
    with workshop(folder) as new:
        with told(folder):
            (new / BACKTEST_FILES[0]).write_text(backtest_csv(found), encoding="utf-8", newline="")
            (new / BACKTEST_FILES[1]).write_text(page, encoding="utf-8", newline="\n")
            (new / BACKTEST_FILES[2]).write_text(
                backtest_markdown(found, chosen), encoding="utf-8", newline="\n"
            )
            outputs = {
                name: hashlib.sha256((new / name).read_bytes()).hexdigest() for name in BACKTEST_FILES[:-1]
            }
            text = _json({**_content(found, chosen), "outputs": outputs})
            (new / BACKTEST_FILES[3]).write_text(text, encoding="utf-8", newline="\n")
        return publish(new, folder, BACKTEST_FILES)


def backtest_json(found: Backtest, chosen: Headline) -> str:
    """Return the whole back-test as JSON, for scripts that read standard output."""
    return _json(_content(found, chosen))


def backtest_csv(found: Backtest) -> str:
    """Return one row for each series, unit, horizon, share and method; unknown numbers are empty."""
    names = [field.name for field in fields(Judged)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(getattr(row, name)) for name in names] for row in found.judged)
    return text.getvalue()


def backtest_text(found: Backtest, chosen: Headline) -> str:
    """Return the back-test as aligned text for the terminal, in its language."""
    words = Words(language=found.language)
    parts = [
        [visible(about(found, words))],
        [line(chosen, words) + ".", held(found.coverage, words) + "."],
        horizons(found, words),
    ]
    parts += [[table.title, *aligned(table)] for table in tables(found, chosen, words)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def backtest_markdown(found: Backtest, chosen: Headline) -> str:
    """Return the back-test as a section in Markdown, in its language."""
    words = Words(language=found.language)
    parts = [MARKS["backtest.md"].decode(), f"## {words('judge.title')}"]
    parts += [escaped(about(found, words)), line(chosen, words) + ".", held(found.coverage, words) + "."]
    parts.append("\n".join(f"- {text}" for text in horizons(found, words)))
    for table in tables(found, chosen, words):
        parts += [f"### {table.title}", markdown_table(table)]
    parts.append("\n".join(f"- {text}." for text in notes(words)))
    return "\n\n".join(parts) + "\n"


def _content(found: Backtest, chosen: Headline) -> dict[str, Any]:
    words = Words(language=found.language)
    return {
        "tool": TOOL,
        "kind": KIND,
        "layout": LAYOUT,
        "title": found.title,
        "synthetic": found.synthetic,
        "line": line(chosen, words),
        "intervals": held(found.coverage, words),
        "headline": asdict(chosen),
        "period": {"first": found.period.first, "last": found.period.last, "days": found.period.days},
        "recorded_from": found.recorded_from,
        "rows": {"read": found.rows.read, "kept": found.rows.kept, "dropped": dict(found.rows.dropped)},
        "horizons": [asdict(one) for one in found.horizons],
        "left_out": found.left_out,
        "shares": found.shares,
        "judged": [asdict(row) for row in found.judged],
        "curves": [asdict(row) for row in found.curves],
        "coverage": [{**asdict(row), "share": row.share} for row in found.coverage],
        "inputs": {role: [asdict(source) for source in given] for role, given in found.sources.items()},
        "where": found.where,
        "seed": found.seed,
        "version": found.version,
        "language": found.language,
    }


def _json(content: dict[str, Any]) -> str:
    return json.dumps(plain(_rounded(content)), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _rounded(value: Any) -> Any:
    """Return numbers with the six digits that count."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return float(f"{value:.6g}") if isinstance(value, float) and math.isfinite(value) else value


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
