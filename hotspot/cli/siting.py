"""The options that posts, cameras and patrols share, each said once: how many, streets, demand, search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import click

from hotspot.cli.options import Respelled

if TYPE_CHECKING:
    from collections.abc import Callable

Decorator: TypeAlias = "Callable[[Callable[..., Any]], Callable[..., Any]]"


def number(
    of: str, *, least: int = 1, most: int | None = None, old: tuple[str, ...] = (), **given: Any
) -> Decorator:
    """Return the option that says how many of a thing are wanted; `old` are spellings that it once had."""
    kind = click.IntRange(least, most)
    return click.option("-n", "--number", of, cls=Respelled, old=old, type=kind, metavar="N", **given)


def _hours(_: click.Context, param: click.Parameter, text: str | None) -> tuple[int, int] | None:
    from hotspot.pipeline.understood import hours_of

    return None if text is None else hours_of(text, param.opts[0])


streets = click.option(
    "--streets",
    default="",
    metavar="FILE",
    help="Street lines or an .osm.pbf extract; by default those of the run.",
)
by = click.option("--by", type=click.Choice(["expected", "incidents", "harm"]), help="What counts as demand.")
hours = click.option(
    "--hours",
    metavar="FROM-TO",
    callback=_hours,
    help="Only incidents of these hours, such as 8-20 or 20-6.",
)
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
