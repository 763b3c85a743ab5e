"""The files of `hotspot report`: the document as a page and as a PDF, and the record of both."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hotspot.words import Words
from hotspot.words.decided import finding_text
from hotspot.write.files import check_ours, write_files
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.plain import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hotspot.schema import Result
    from hotspot.schema.reported import Report

KIND, LAYOUT = "report", 1
MARKS = {
    "report.html": b'<meta name="generator" content="hotspot">',
    "report.pdf": b"/Author (hotspot)",
    "report.json": b'"kind": "report"',
}


def check_report_folder(out: str) -> Path:
    """Return the folder `out` if the document may be written there: a new one, or that of an earlier one."""
    folder = check_folder(out, inputs=())
    for name, mark in MARKS.items():
        check_ours(folder, [name], mark=mark)
    return folder


def write_meeting(
    report: Report, folder: Path, *, page: str, pdf: bytes, asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write the page, the PDF and the record, or none, and return them."""
    contents = {"report.html": page.encode(), "report.pdf": pdf}
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    record = as_json({**_content(report), "asked": dict(asked), "outputs": outputs})
    return write_files(folder, {**contents, "report.json": record.encode()})


def meeting_json(report: Report, result: Result) -> str:  # noqa: ARG001 - all commands on a run pass both
    """Return what is in the document as JSON, for scripts that read standard output."""
    return as_json(_content(report))


def meeting_text(report: Report, result: Result) -> str:  # noqa: ARG001 - all commands on a run pass both
    """Return the title and a line for each section, for the terminal."""
    words = Words(language=report.language)
    lines = [
        words("meeting.line", part=one.title, told=len(one.told), tables=len(one.tables))
        for one in report.sections
        if one.key != "absent"
    ]
    absent = [told.text for one in report.sections if one.key == "absent" for told in one.told]
    left_out = {finding_text(one, words) for one in report.findings}
    invented = [report.synthetic] if report.synthetic else []
    lines += [text for text in absent if text not in left_out]
    return "\n".join([report.title, *invented, "", *lines]) + "\n"


def _content(report: Report) -> dict[str, Any]:
    return {
        "tool": TOOL,
        "kind": KIND,
        "layout": LAYOUT,
        "run_id": report.run_id,
        "title": report.title,
        "period": report.period,
        "synthetic": bool(report.synthetic),
        "language": report.language,
        "parts": list(report.parts),
        "missing": list(report.missing),
        "gist": [told.text for told in report.gist],
        "sections": [
            {
                "key": one.key,
                "title": one.title,
                "language": one.language,
                "lines": [told.text for told in one.told],
            }
            for one in report.sections
        ],
        "findings": [asdict(one) for one in report.findings],
    }
