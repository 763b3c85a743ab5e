"""How a command gives its answer: all files or none, each vouched for, none of others replaced."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from made_result import made_result

from hotspot.errors import OutputError
from hotspot.schema import Choice, Finding, Result
from hotspot.words.judged import Table
from hotspot.words.said import Said
from hotspot.write.answer import Answer
from hotspot.write.papers import GEOJSON, PAGE, Papers, about_run, marks

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("name", "count", "share", "more")
TABLE = Table(title="Counted | all", heads=("name", "count"), rows=(("a_b", "3"), ("c", "12")))


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What the command of this test has found."""

    count: float = 3.0


def papers(found: Counted, result: Result) -> Papers:
    """Return what is written of it."""
    rows = pd.DataFrame([("a", found.count, 0.25, None)], columns=list(COLUMNS))
    return Papers(
        kind="count",
        said=lambda _words: Said(
            title="Count", lines=("A count", "It ends."), tables=(TABLE,), short=(TABLE,), notes=("How",)
        ),
        frames={"count.csv": rows},
        texts={"count.geojson": json.dumps(about_run(result), separators=(",", ":"))},
        content={"count": found.count},
        findings=(Finding(code="when_starts_only", level="info"),),
        choices=(Choice(name="when.by", value="harm", why="when_harm"),),
    )


COUNT = Answer(
    marks=marks("count", {"count.csv": COLUMNS}, {"count.geojson": GEOJSON, "count.html": PAGE}),
    papers=papers,
)


@pytest.fixture(scope="module")
def result() -> Result:
    return made_result()


def test_every_file_is_written_and_the_record_vouches_for_all_others(result: Result, tmp_path: Path) -> None:
    folder = COUNT.folder(str(tmp_path / "out"))

    files = COUNT.write(Counted(), result, folder, asked={"by": "harm"}, page=lambda: "<html>page</html>")

    record = json.loads((folder / "count.json").read_text(encoding="utf-8"))
    assert [file.name for file in files] == [
        *("count.md", "count.geojson", "count.html", "count.csv", "count.json"),
    ]
    assert set(record["outputs"]) == {file.name for file in files} - {"count.json"}
    for name, digest in record["outputs"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert record["asked"] == {"by": "harm"}
    assert record["run_id"] == result.run_id


def test_the_same_answer_gives_the_same_bytes_and_replaces_itself(result: Result, tmp_path: Path) -> None:
    folder = COUNT.folder(str(tmp_path))
    first = {file.name: file.read_bytes() for file in COUNT.write(Counted(), result, folder, asked={})}

    again = COUNT.write(Counted(), result, COUNT.folder(str(tmp_path)), asked={})

    assert {file.name: file.read_bytes() for file in again} == first


@pytest.mark.parametrize("name", ["count.md", "count.csv", "count.geojson", "count.html", "count.json"])
def test_a_file_of_others_is_never_replaced(result: Result, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError, match="was not written by hotspot"):
        COUNT.folder(str(tmp_path))


def test_where_the_page_fails_nothing_is_written(result: Result, tmp_path: Path) -> None:
    def broken() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        COUNT.write(Counted(), result, tmp_path, asked={}, page=broken)

    assert list(tmp_path.iterdir()) == []


def test_what_is_printed_for_scripts_stands_in_the_record_too(result: Result, tmp_path: Path) -> None:
    COUNT.write(Counted(count=float("nan")), result, tmp_path, asked={})

    printed = json.loads(COUNT.json(Counted(count=float("nan")), result))
    record = json.loads((tmp_path / "count.json").read_text(encoding="utf-8"))
    assert printed["count"] is None
    assert printed["choices"][0]["why"] == "when_harm"
    assert printed.items() <= record.items()


def test_the_terminal_gets_sentences_then_tables_in_columns(result: Result) -> None:
    assert COUNT.text(Counted(), result) == (
        "A count\n\nIt ends.\n\nCounted | all\nname  count\na_b       3\nc        12\n"
    )


def test_signs_in_a_table_mean_nothing_in_markdown(result: Result, tmp_path: Path) -> None:
    COUNT.write(Counted(), result, tmp_path, asked={"type": "a|b"})

    text = (tmp_path / "count.md").read_text(encoding="utf-8")
    assert text.startswith("<!-- hotspot count -->\n\n## Count\n")
    assert "| a\\_b | 3 |" in text
    assert "### Counted \\| all" in text
    assert "a\\|b" in text
