"""`hotspot posts`: where so many posts help most, what each further one adds, and what stands already."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli import siting
from hotspot.cli.finished import FinishedRun, of_a_finished_run
from hotspot.cli.options import metres


@click.command()
@siting.number("posts", help="How many new posts.")
@click.option(
    "--cover",
    type=click.FloatRange(min=0, max=1, min_open=True),
    metavar="SHARE",
    help="As few posts as reach this share of all demand, such as 0.6.",
)
@click.option(
    "--reach",
    default="400m",
    show_default=True,
    metavar="DISTANCE",
    help="How far a post reaches: 400m, 0.4km, or 5min on foot.",
)
@click.option(
    "--model",
    type=click.Choice(["cover", "fewest", "backup", "median", "center"]),
    help="Most reached (default), fewest posts, most reached twice, least way in all, longest way shortest.",
)
@siting.streets
@click.option("--straight", is_flag=True, help="Reach in a straight line, without streets.")
@click.option(
    "--candidates", default="", metavar="WHERE", help="corners, hotspots, grid:100 or a file of plots."
)
@click.option(
    "--exclude", multiple=True, metavar="FILE", help="Polygons where no post may stand; may be repeated."
)
@click.option("--existing", default="", metavar="FILE", help="Posts that stand; by default those of the run.")
@click.option("--demand", default="", metavar="FILE", help="Points to reach instead, with a column 'weight'.")
@siting.by
@siting.hours
@click.option(
    "--capacity",
    type=click.FloatRange(min=0, min_open=True),
    metavar="X",
    help="Demand that a post can serve.",
)
@click.option(
    "--spacing",
    "spacing_m",
    type=metres(zero=True),
    default="0m",
    metavar="DISTANCE",
    help="Least distance between posts, such as 300m.",
)
@click.option(
    "--per-area", type=click.IntRange(min=1), metavar="N", help="At most so many posts in one micro-area."
)
@click.option(
    "--in",
    "wanted",
    multiple=True,
    metavar="AREA",
    help="A micro-area that gets one post at least; may be repeated.",
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
@siting.draws
@siting.seconds
@of_a_finished_run(out="posts")
def posts(run: FinishedRun, **asked: Any) -> None:
    """Find where N posts reach most of what is to be expected, beside the posts that stand.

    Takes a finished run, its streets and its posts. Writes posts.geojson, catchments.geojson, posts.csv,
    gains.csv with what 1, 2 … posts reach, a GeoPackage, a map, a section in Markdown and a record into the
    folder posts of the run, and prints the table.
    """
    from hotspot.pipeline import posts as placing
    from hotspot.write import siting as write

    question = placing.PostQuestion(**asked)
    run.answer(
        placing.STEPS,
        lambda folder, step: placing.place_posts(folder, question, step=step),
        text=write.POSTS.text,
        json=write.POSTS.json,
    )
