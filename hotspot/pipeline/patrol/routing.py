"""Patrols for a finished run: streets, hot spots to stop at, posts to start from, the routes, the files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot import place, render
from hotspot.errors import ConfigError
from hotspot.measure.siting.orienteering import patrols
from hotspot.measure.siting.walk_bound import walk_bound
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.demand import demand_asked
from hotspot.pipeline.patrol.question import Budget, PatrolQuestion, budget_of
from hotspot.pipeline.patrol.starts import Starts, local_names, starts_of
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.streets import network_of, streets_asked
from hotspot.pipeline.take_up import take_up
from hotspot.place.patrol import patrol_ground
from hotspot.place.patrol_tables import described_patrols
from hotspot.schema import LANGUAGES, Choice, Finding
from hotspot.schema.drawn import DrawnFinds
from hotspot.schema.patrolled import Patrolled
from hotspot.schema.placed import WALKING_M_PER_MIN
from hotspot.write import patrol as write

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.measure.siting.orienteering import Patrols
    from hotspot.place.patrol import Ground
    from hotspot.schema import Ints, Language, Result
    from hotspot.schema.placed import Demand

STEPS = ("take_up", "streets", "route", "bound", "write")
FOLDER = "patrols"
MOST_POSTS = 12  # from which patrols are tried, where none is named: those with most within reach
UNSEEN = 0.05  # share of the demand beside no street that is worth a warning


def plan_patrols(
    folder: str, asked: PatrolQuestion, *, step: Progress = unsaid
) -> tuple[Patrolled, Result, tuple[Path, ...]]:
    """Find the routes for the run in `folder`, write their files, and return all three.

    Raises ConfigError for a request that makes no sense, InputError for a file that cannot be used,
    OutputError where nothing can be written.
    """
    budget = budget_of(asked)
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.check_patrols_folder(asked.out or str(Path(folder) / FOLDER))
    step("streets")
    streets, left_out = streets_asked(result, asked.streets)
    posts = starts_of(result, folder, asked)
    found = _routed(result, asked, budget, streets, posts, step=step)
    noticed = (*left_out, *posts.findings, *_from_proposed(found, posts))
    found = replace(found, findings=(*noticed, *found.findings))
    step("write")

    def page() -> str:
        return render.map_page(result, DrawnFinds(patrols=found), of="patrols")

    files = write.write_patrols(found, result, out, page=page, asked=asked_text(asked))
    return found, result, files


def _from_proposed(found: Patrolled, posts: Starts) -> list[Finding]:
    """Say which routes start from posts that do not stand yet."""
    starts = [str(name) for name in dict.fromkeys(found.patrols["post"]) if name in posts.proposed]
    values = {"posts": "; ".join(starts)}
    return [Finding(code="patrol_from_proposed", level="warning", values=values)] if starts else []


def _routed(
    result: Result,
    asked: PatrolQuestion,
    budget: Budget,
    streets: gpd.GeoDataFrame | None,
    posts: Starts,
    *,
    step: Progress,
) -> Patrolled:
    network, names = _walkable(asked, streets)
    counted = demand_asked(result, by=asked.by, hours=asked.hours, name="patrol")
    ground, posts = _ground(result, network, counted.demand, posts, budget)
    count = asked.patrols or (len(posts.names) if posts.named else 1)
    step("route")
    found = _walks(result, asked, budget, ground, count, each_post=posts.named and count >= len(posts.names))
    step("bound")
    bound = walk_bound(
        ground.streets, count=count, budget=budget.metres, known=found.value, seconds=asked.seconds
    )
    total = float(counted.demand.weight.sum())
    frame, legs = described_patrols(
        found,
        ground,
        posts=posts.names,
        local=posts.local,
        streets=names[result.language],
        local_streets=names,
        hotspots=result.hotspots.called()["hotspot_id"].astype(str).tolist(),
        dwell_min=budget.dwell_min,
        total=total,
        crs=result.crs,
    )
    return Patrolled(
        unit=counted.demand.unit,
        patrols=frame,
        legs=legs,
        total=total,
        value=found.value,
        bound=bound,
        budget=budget.metres / WALKING_M_PER_MIN if budget.by_time else budget.metres,
        budget_unit="min" if budget.by_time else "m",
        dwell_min=budget.dwell_min,
        posts=len(posts.names),
        findings=(*counted.findings, *network.findings, *_findings(ground, total, count, len(frame))),
        choices=(counted.choice, _dwell(budget)),
    )


def _walkable(
    asked: PatrolQuestion, streets: gpd.GeoDataFrame | None
) -> tuple[place.StreetNetwork, dict[Language, list[str]]]:
    """Return the streets as a network, and their names in each language. Raises ConfigError where there are
    none."""
    if streets is None:
        raise ConfigError("patrol", "the run has no streets to walk on", "give them: --streets FILE")
    return network_of(streets, asked.streets), {each: local_names(streets, each) for each in LANGUAGES}


def _dwell(budget: Budget) -> Choice:
    """Say how long a stop takes."""
    return Choice(
        name="patrol.dwell", value=budget.dwell_min, unit="min", why="patrol_dwell", flag="--dwell 15min"
    )


def _ground(
    result: Result, network: place.StreetNetwork, demand: Demand, posts: Starts, budget: Budget
) -> tuple[Ground, Starts]:
    """Return the streets with what patrols pass on them, and the posts to try."""
    spots = result.hotspots.called()
    ground = patrol_ground(
        place.Walking(network),
        demand,
        posts=posts.xy,
        stops=place.medoids(result.hotspots, result.sites)[spots.index],
        stop_of=_stop_of(result, demand, spots.index.to_numpy()),
        dwell_m=budget.dwell_m,
    )
    return _nearest(ground, posts, budget)


def _walks(
    result: Result, asked: PatrolQuestion, budget: Budget, ground: Ground, count: int, *, each_post: bool
) -> Patrols:
    """Return the routes that pass most. Raises ConfigError where none passes anything."""
    found = patrols(
        ground.streets,
        count=count,
        budget=budget.metres,
        rounds=asked.rounds,
        seed=result.seed,
        each_post=each_post,
    )
    if not found.value > 0.0:
        what = f"no way of {budget.metres:g} m from a post and back passes any demand"
        raise ConfigError("patrol", what, "give more length or time, or other posts: --from-post")
    return found


def _stop_of(result: Result, demand: Demand, rows: Ints) -> Ints:
    """Return which of the hot spots (rows of the frame) each demand belongs to, -1 for none."""
    number = np.full(len(result.hotspots.frame) + 1, -1)
    number[rows] = np.arange(len(rows))
    return np.asarray(number[result.hotspots.label[place.rows_of(result.sites.xy, demand.xy)]])


def _nearest(ground: Ground, posts: Starts, budget: Budget) -> tuple[Ground, Starts]:
    """Return the ground with the posts to try: all that are named, else those with most within reach."""
    if posts.named or len(posts.names) <= MOST_POSTS:
        return ground, posts
    streets = ground.streets
    far = streets.from_posts
    way = far[:, streets.start] + streets.length + far[:, streets.end]
    near = (way <= budget.metres) @ streets.prize
    kept = np.sort(np.argsort(-near, kind="stable")[:MOST_POSTS])
    fewer = replace(streets, posts=streets.posts[kept])
    return replace(ground, streets=fewer), posts.only(kept.tolist())


def _findings(ground: Ground, total: float, count: int, found: int) -> list[Finding]:
    findings = []
    if ground.unseen > UNSEEN * total:
        values = {"share": 100 * ground.unseen / total, "limit": 50}
        findings.append(Finding(code="patrol_unseen", level="warning", values=values))
    if found < count:
        findings.append(
            Finding(code="patrol_fewer", level="warning", values={"count": found, "asked": count})
        )
    return findings
