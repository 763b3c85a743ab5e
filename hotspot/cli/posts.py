"""`hotspot posts`: where so many posts help most, what each further one adds, and what stands already."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.finished import FinishedRun, of_a_finished_run
from hotspot.errors import ConfigError

HOURS = "8-20 or 20-6"


@click.command()
@click.option("-n", "--number", "posts", type=click.IntRange(min=1), metavar="N", help="How many new posts.")
@click.option(
    "--cover",
    type=click.FloatRange(min=0, max=1, min_open=True),
    metavar="SHARE",
    help="As few posts as reach this share of all demand, such as 0.6.",
)
@click.option(
    "--reach", default="400m", metavar="DISTANCE", help="How far a post reaches: 400m, or 5min on foot."
)
@click.option(
    "--model",
    type=click.Choice(["cover", "fewest", "backup", "median", "center"]),
    help="Most reached (default), fewest posts, most reached twice, least way in all, longest way shortest.",
)
@click.option(
    "--streets",
    default="",
    metavar="FILE",
    help="Street lines or an .osm.pbf extract; by default those of the run.",
)
@click.option("--straight", is_flag=True, help="Reach in a straight line, without streets.")
@click.option(
    "--candidates", default="", metavar="WHERE", help="corners, hotspots, grid:100 or a file of plots."
)
@click.option("--exclude", multiple=True, metavar="FILE", help="Polygons where no post may stand.")
@click.option("--existing", default="", metavar="FILE", help="Posts that stand; by default those of the run.")
@click.option("--demand", default="", metavar="FILE", help="Points to reach instead, with a column 'weight'.")
@click.option("--by", type=click.Choice(["expected", "incidents", "harm"]), help="What counts as demand.")
@click.option("--hours", metavar="FROM-TO", help=f"Only incidents of these hours, such as {HOURS}.")
@click.option(
    "--capacity",
    type=click.FloatRange(min=0, min_open=True),
    metavar="X",
    help="Demand that a post can serve.",
)
@click.option(
    "--spacing",
    "spacing_m",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="M",
    help="Least distance between posts, metres.",
)
@click.option(
    "--per-area", type=click.IntRange(min=1), metavar="K", help="At most so many posts in one micro-area."
)
@click.option(
    "--in", "wanted", multiple=True, metavar="AREA", help="A micro-area that gets one post at least."
)
@click.option(
    "--floor",
    type=click.FloatRange(min=0, max=1),
    default=0.0,
    metavar="SHARE",
    help="Of each micro-area's demand, at least.",
)
@click.option(
    "--review", default="", metavar="FILE", help="Sites that people have chosen, to be scored beside."
)
@click.option(
    "--draws",
    type=click.IntRange(min=0),
    default=50,
    metavar="N",
    help="Draws of the demand that try the choice.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=300.0,
    metavar="S",
    help="When to end a search that hangs; the answer then says so.",
)
@of_a_finished_run(out="posts")
def posts(run: FinishedRun, hours: str | None, **asked: Any) -> None:
    """Find where N posts reach most of what is to be expected, beside the posts that stand.

    Takes a finished run, its streets and its posts. Writes posts.geojson, catchments.geojson, posts.csv, a
    GeoPackage, a map, a section in Markdown and a record into the folder posts of the run, and prints the
    table.
    """
    from hotspot.pipeline import posts as siting
    from hotspot.write import siting as write

    question = siting.PostQuestion(hours=hours_of(hours), **asked)
    run.answer(
        siting.STEPS,
        lambda folder, step: siting.place_posts(folder, question, step=step),
        text=write.posts_text,
        json=write.posts_json,
    )


def hours_of(text: str | None) -> tuple[int, int] | None:
    """Return the hours that "20-6" stands for. Raises click.BadParameter."""
    if text is None:
        return None
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) < 24 and 0 < int(last) <= 24 and first != last):
        raise ConfigError("--hours", f"'{text}' is no span of hours", f"write {HOURS}")
    return int(first), int(last)
