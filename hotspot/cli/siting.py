"""The options that posts, cameras and patrols share, each said once: streets, demand, how long to search."""

from __future__ import annotations

import click

from hotspot.errors import ConfigError

HOURS = "8-20 or 20-6"
streets = click.option(
    "--streets",
    default="",
    metavar="FILE",
    help="Street lines or an .osm.pbf extract; by default those of the run.",
)
by = click.option("--by", type=click.Choice(["expected", "incidents", "harm"]), help="What counts as demand.")
hours = click.option("--hours", metavar="FROM-TO", help=f"Only incidents of these hours, such as {HOURS}.")
draws = click.option(
    "--draws",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    metavar="N",
    help="Draws of the demand that try the choice.",
)
seconds = click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=300.0,
    show_default=True,
    metavar="S",
    help="When to end a search that hangs; the answer then says so.",
)


def hours_of(text: str | None) -> tuple[int, int] | None:
    """Return the hours that "20-6" stands for. Raises ConfigError."""
    if text is None:
        return None
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) < 24 and 0 < int(last) <= 24 and first != last):
        raise ConfigError("--hours", f"'{text}' is no span of hours", f"write {HOURS}")
    return int(first), int(last)
