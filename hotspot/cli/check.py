"""`hotspot check`: what can be used of the incidents, what cannot, and what to do about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.options import by_setting, configuration, data_options

if TYPE_CHECKING:
    from hotspot.pipeline import Prepared
    from hotspot.words import Words


@click.command()
@data_options
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(
    incidents: tuple[str, ...],
    config_file: str | None,
    sets: tuple[str, ...],
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Report on the quality of the incidents, with advice for each finding.

    Nothing is written. Rows read are rows kept plus rows counted under one reason.
    """
    options = by_setting(given)
    settings = configuration(
        incidents=incidents, config_file=config_file, sets=sets, options=options, quiet=quiet
    )
    from hotspot import pipeline
    from hotspot.cli.talk import Talk
    from hotspot.words import Words

    language = settings.settings.language
    talk = Talk(language=language, quiet=quiet, verbose=verbose, steps=("read", "clean"))
    ready = pipeline.check(settings, step=talk.step)
    talk.done()
    words = Words(language=language)
    click.echo(_as_json(ready, words) if as_json else _as_text(ready, words))


def _as_text(ready: Prepared, words: Words) -> str:
    from hotspot.words.dates import dates_text

    rows = ready.incidents.rows
    lines = [words("rows.account", read=rows.read, kept=rows.kept) + "."]
    for reason, count in rows.dropped.items():
        advice = words.advice(f"reason.{reason}")
        lines.append(
            f"  {words.number(count):>9}  {words('reason.' + reason)}" + (f" → {advice}" if advice else "")
        )
    if ready.period:
        lines.append(words("check.period", period=dates_text(ready.period, words)))
    lines += ["", words("check.columns")]
    lines += [f"  {role}: {column}" for role, column in ready.incidents.columns.items()]
    lines += ["", words("check.findings")]
    for finding in ready.findings:
        seen, advice = words.finding(finding)
        mark = "!" if finding.level == "warning" else "·"
        lines.append(f"{mark} {seen}." + (f"\n    → {advice}." if advice else ""))
    return "\n".join(lines)


def _as_json(ready: Prepared, words: Words) -> str:
    rows, period = ready.incidents.rows, ready.period
    report = {
        "rows": {"read": rows.read, "kept": rows.kept, "dropped": dict(rows.dropped)},
        "period": {"first": str(period.first), "last": str(period.last)} if period else None,
        "columns": dict(ready.incidents.columns),
        "crs": ready.crs.to_string(),
        "findings": [
            {"code": one.code, "level": one.level, "values": dict(one.values), "text": seen, "advice": advice}
            for one in ready.findings
            for seen, advice in [words.finding(one)]
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)
