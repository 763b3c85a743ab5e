"""Patrols for a finished run: streets, hot spots to stop at, posts to start from, the routes, the files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspot import place, read, render
from hotspot.errors import ConfigError
from hotspot.measure.siting.orienteering import patrols
from hotspot.measure.siting.walk_bound import walk_bound
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.demand import demand_asked
from hotspot.pipeline.drawn import with_patrols
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.streets import network_of, streets_asked
from hotspot.place.patrol import patrol_ground
from hotspot.place.patrolled import WALKING_M_PER_MIN, described_patrols
from hotspot.schema import LANGUAGES, Choice, Finding
from hotspot.schema.patrolled import Patrolled
from hotspot.write import patrol as write

if TYPE_CHECKING:
    from hotspot.measure.siting.orienteering import Patrols
    from hotspot.pipeline.demand import By
    from hotspot.place.network import Shapes
    from hotspot.place.patrol import Ground
    from hotspot.schema import Floats, Ints, Language, Result
    from hotspot.schema.placed import Demand

STEPS = ("take_up", "streets", "route", "bound", "write")
FOLDER = "patrols"
LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(m|km)", re.ASCII)
DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+(?:\.\d+)?)\s*min)?", re.ASCII)
MOST_POSTS = 12  # from which patrols are tried, where none is named: those with most within reach
MOST_PATROLS = 50
UNSEEN = 0.05  # share of the demand beside no street that is worth a warning


@dataclass(frozen=True, kw_only=True)
class PatrolQuestion:
    """What was asked of the patrols; "" stands for what the run has.

    Either the `length` of a route ("4km") or its `time` ("2h", at 4.8 km/h), which holds a stop of `dwell` at
    each hot spot it visits. `from_post` names posts that stand or are proposed; `posts` and `streets` name
    files; `hours` such as (20, 6) count these hours only; `seconds`
    are spent on proving that no route passes more.
    """

    patrols: int | None = None
    length: str = ""
    time: str = ""
    dwell: str = "12min"
    from_post: tuple[str, ...] = ()
    posts: str = ""
    streets: str = ""
    hours: tuple[int, int] | None = None
    by: By | None = None
    rounds: int = 300
    seconds: float = 0.0
    language: Language | None = None
    out: str = ""


def plan_patrols(
    folder: str, asked: PatrolQuestion, *, step: Progress = unsaid
) -> tuple[Patrolled, Result, tuple[Path, ...]]:
    """Find the routes for the run in `folder`, write their files, and return all three.

    Raises ConfigError for a request that makes no sense, InputError for a file that cannot be used,
    OutputError where nothing can be written.
    """
    budget = _budget(asked)
    step("take_up")
    result = read.read_run(folder)
    result = replace(result, language=asked.language or result.language)
    out = write.check_patrols_folder(asked.out or str(Path(folder) / FOLDER))
    step("streets")
    streets, left_out = streets_asked(result, asked.streets)
    posts = _posts(result, folder, asked)
    found = _routed(result, asked, budget, streets, posts, step=step)
    found = replace(found, findings=(*left_out, *found.findings))
    step("write")
    shown = with_patrols(result, found.patrols)
    files = write.write_patrols(
        found, result, out, page=lambda: render.map_page(shown), asked=asked_text(asked)
    )
    return found, result, files


@dataclass(frozen=True, kw_only=True)
class _Budget:
    """What a patrol may take: so many `metres` on foot, of which a stop takes `dwell_m`; as the user said it,
    and the minutes of a stop."""

    metres: float
    dwell_m: float
    dwell_min: float
    by_time: bool


def _budget(asked: PatrolQuestion) -> _Budget:
    if bool(asked.length) == bool(asked.time):
        what = "both a length and a time are given" if asked.length else "it is not said how long"
        raise ConfigError("patrol", what, "give either --length 4km or --time 2h")
    dwell_min = minutes(asked.dwell, "--dwell")
    if asked.length:
        return _Budget(metres=_metres(asked.length), dwell_m=0.0, dwell_min=dwell_min, by_time=False)
    metres = minutes(asked.time, "--time") * WALKING_M_PER_MIN
    if not metres:
        raise ConfigError("--time", f"'{asked.time}' is no time", "write 2h, 90min or 1h 30min")
    return _Budget(metres=metres, dwell_m=dwell_min * WALKING_M_PER_MIN, dwell_min=dwell_min, by_time=True)


def minutes(text: str, option: str) -> float:
    """Return the minutes that "2h", "90min" or "1h 30min" stand for. Raises ConfigError.

    >>> minutes("1h 30min", "--time"), minutes("0.5h", "--time")
    (90.0, 30.0)
    """
    found = DURATION.fullmatch(text.strip().lower())
    if not found or not (found[1] or found[2]):
        raise ConfigError(option, f"'{text[:40]}' is no time", "write 2h, 90min or 1h 30min")
    return 60.0 * float(found[1] or 0) + float(found[2] or 0)


def _metres(text: str) -> float:
    found = LENGTH.fullmatch(text.strip().lower())
    if not found or float(found[1]) <= 0:
        raise ConfigError("--length", f"'{text[:40]}' is no length", "write 4km or 3500m")
    return float(found[1]) * (1000.0 if found[2] == "km" else 1.0)


@dataclass(frozen=True, kw_only=True)
class _Posts:
    """Posts that patrols may start from, in the metric CRS: where (p, 2), and what each is called."""

    xy: Floats
    names: tuple[str, ...]
    named: bool  # the user named them: all of them are wanted


def _posts(result: Result, folder: str, asked: PatrolQuestion) -> _Posts:
    """Return the posts to start from: those named, or all. Raises ConfigError where there is none."""
    frames = []
    if asked.posts:
        frames.append(read.read_layer(asked.posts, kind="posts").to_crs(result.crs))
    elif "posts" in result.layers:
        frames.append(result.layers["posts"])
    proposed = Path(folder) / "posts" / "posts.geojson"
    if proposed.exists() and not asked.posts:
        frames.append(read.read_layer(str(proposed), kind="posts").to_crs(result.crs))
    if not frames:
        what = "the run has no posts to start from"
        raise ConfigError("patrol", what, "give them with --posts FILE, or find some with 'hotspot posts'")
    frame = pd.concat(frames, ignore_index=True)
    points = gpd.GeoSeries(frame.geometry, crs=result.crs).representative_point()
    xy = np.column_stack([points.x, points.y])
    called = [name or f"#{i}" for i, name in enumerate(local_names(frame, result.language), start=1)]
    if not asked.from_post:
        return _Posts(xy=xy, names=tuple(called), named=False)
    known = frame[["name", *(f"name_{each}" for each in LANGUAGES)]].to_numpy()
    wanted = [_meant(one, known, called) for one in asked.from_post]
    return _Posts(xy=xy[wanted], names=tuple(called[i] for i in wanted), named=True)


def local_names(frame: gpd.GeoDataFrame, language: Language) -> list[str]:
    """Return the name of each row in a language, or the one it came with, "" for none."""
    pairs = zip(frame[f"name_{language}"].astype(str), frame["name"].astype(str), strict=True)
    return [local or plain for local, plain in pairs]


def _meant(name: str, known: Shapes, called: list[str]) -> int:
    """Return the row of the post that is meant: its whole name in some language, or a part of only one."""
    asked = name.strip().casefold()
    folded = [[str(one).casefold() for one in row if one] for row in known]
    exact = [i for i, names in enumerate(folded) if asked in names]
    part = [i for i, names in enumerate(folded) if any(asked in one for one in names)]
    found = exact or part
    if len(found) != 1:
        what = f"no post is called '{name}'" if not found else f"'{name}' may be {len(found)} posts"
        some = "; ".join(called[i] for i in (found or range(len(called)))[:5])
        raise ConfigError("--from-post", what, f"name one of them: {some}")
    return found[0]


def _routed(
    result: Result,
    asked: PatrolQuestion,
    budget: _Budget,
    streets: gpd.GeoDataFrame | None,
    posts: _Posts,
    *,
    step: Progress,
) -> Patrolled:
    if streets is None:
        raise ConfigError("patrol", "the run has no streets to walk on", "give them: --streets FILE")
    network = network_of(streets, asked.streets)
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
        streets=local_names(streets, result.language),
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


def _dwell(budget: _Budget) -> Choice:
    """Say how long a stop takes."""
    return Choice(
        name="patrol.dwell", value=budget.dwell_min, unit="min", why="patrol_dwell", flag="--dwell 15min"
    )


def _ground(
    result: Result, network: place.StreetNetwork, demand: Demand, posts: _Posts, budget: _Budget
) -> tuple[Ground, _Posts]:
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
    result: Result, asked: PatrolQuestion, budget: _Budget, ground: Ground, count: int, *, each_post: bool
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


def _nearest(ground: Ground, posts: _Posts, budget: _Budget) -> tuple[Ground, _Posts]:
    """Return the ground with the posts to try: all that are named, else those with most within reach."""
    if posts.named or len(posts.names) <= MOST_POSTS:
        return ground, posts
    streets = ground.streets
    far = streets.from_posts
    way = far[:, streets.start] + streets.length + far[:, streets.end]
    near = (way <= budget.metres) @ streets.prize
    kept = np.sort(np.argsort(-near, kind="stable")[:MOST_POSTS])
    fewer = replace(streets, posts=streets.posts[kept])
    names = tuple(posts.names[i] for i in kept)
    return replace(ground, streets=fewer), replace(posts, xy=posts.xy[kept], names=names)


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
