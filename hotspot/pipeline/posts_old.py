"""Posts for a finished run: demand, streets, candidates, the choice, how sure it is, and the files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspot import place, read, render
from hotspot.errors import ConfigError, InputError
from hotspot.measure.siting import Infeasible, OutOfTime
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.briefs import chosen as chosen_areas
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.schema import Choice, Finding
from hotspot.schema.placed import WALKING_M_PER_MIN, Demand, Placed
from hotspot.write import siting as write

if TYPE_CHECKING:
    from datetime import date

    from hotspot.measure.siting import Quota, Reach
    from hotspot.schema import Bools, Floats, Ints, Language, Result
    from hotspot.schema.placed import DemandUnit, SitingModel

STEPS = ("take_up", "streets", "site", "doubt", "write")
FOLDER = "posts"
REACH = re.compile(r"(\d+(?:\.\d+)?)\s*(m|km|min)?", re.ASCII)
GRID_M = 100.0
FAR_M = 200.0  # from a street: demand further off is worth a warning
LAST_SHARE = 0.25  # of the period is what the trial holds out, a year at most
LEAST_HELD_OUT = 100
CURVE_SHARE = 0.25  # of the seconds for an exact solution go to the curve of gains, twice so long at most
MOST_ON_CURVE = 15  # posts up to which the curve of gains is drawn to twice as many, each of them solved


@dataclass(frozen=True, kw_only=True)
class PostQuestion:
    """What was asked of the posts; "" stands for what the run has.

    `reach` is metres or minutes on foot ("400m", "5min"); `hours` such as (20, 6) count these hours only;
    `candidates` is corners, hotspots, grid:100 or a file of plots; `exclude` names polygon files where no
    post may stand; `streets`, `existing` and `demand` name files; `wanted` are areas that get one at least.
    """

    posts: int | None = None
    cover: float | None = None
    model: SitingModel | None = None
    reach: str = "400m"
    straight: bool = False
    hours: tuple[int, int] | None = None
    by: DemandUnit | None = None
    candidates: str = ""
    exclude: tuple[str, ...] = ()
    streets: str = ""
    existing: str = ""
    demand: str = ""
    review: str = ""
    capacity: float | None = None
    spacing_m: float = 0.0
    per_area: int | None = None
    wanted: tuple[str, ...] = ()
    floor: float = 0.0
    draws: int = 50
    seconds: float = 5.0
    language: Language | None = None
    out: str = ""


def place_posts(
    folder: str, asked: PostQuestion, *, step: Progress = unsaid
) -> tuple[Placed, Result, tuple[Path, ...]]:
    """Find the posts for the run in `folder`, write their files, and return all three.

    Raises ConfigError for a request that makes no sense or that no choice can meet, InputError for a file
    that cannot be used, OutputError where nothing can be written.
    """
    step("take_up")
    result = read.read_run(folder)
    result = replace(result, language=asked.language or result.language)
    out = write.check_posts_folder(asked.out or str(Path(folder) / FOLDER))
    given = _gathered(result, asked)
    step("streets")
    walking = _walking(given, asked)
    step("site")
    placed = _solved(result, asked, given, walking, step)
    step("write")
    files = write.write_posts(
        placed, result, out, page=lambda: render.map_page(result, placed), asked=asked_text(asked)
    )
    return placed, result, files


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What the choice is made from, in the metric CRS of the run."""

    demand: Demand
    existing: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame | None
    barred: gpd.GeoSeries
    reviewed: gpd.GeoDataFrame | None
    choices: tuple[Choice, ...]


def _gathered(result: Result, asked: PostQuestion) -> _Given:
    """Read what is asked for, or take it from the run."""
    unit = asked.by or ("expected" if place.has_forecast(result) else "incidents")
    if asked.demand:
        demand, why = _own_demand(result, asked.demand), "posts_given"
    else:
        demand, why = place.demand_of(result, unit=unit, hours=asked.hours), f"posts_{unit}"
    barred = [_layer(result, path, "exclude").geometry for path in asked.exclude]
    return _Given(
        demand=demand,
        existing=_points(result, asked.existing, "posts"),
        streets=_layer(result, asked.streets, "streets") if asked.streets else result.layers.get("streets"),
        barred=gpd.GeoSeries(pd.concat(barred) if barred else [], crs=result.crs),
        reviewed=_points(result, asked.review, "review") if asked.review else None,
        choices=(Choice(name="posts.demand", value=demand.unit, why=why, flag="--by expected|incidents"),),
    )


def _layer(result: Result, path: str, kind: str) -> gpd.GeoDataFrame:
    return read.read_layer(path, kind=kind).to_crs(result.crs)


def _points(result: Result, path: str, kind: str) -> gpd.GeoDataFrame:
    """Return the points of a file, or of the run's layer; what is not a point counts as its middle."""
    frame = _layer(result, path, kind) if path else result.layers.get(kind)
    if frame is None:
        return gpd.GeoDataFrame({"name": []}, geometry=[], crs=result.crs)
    return frame.set_geometry(frame.geometry.representative_point()).reset_index(drop=True)


def _own_demand(result: Result, path: str) -> Demand:
    """Return the points of a file as demand, each counting 1, or as much as its column `weight` says."""
    features = read.read_features(path).to_crs(result.crs)
    points = features.geometry.representative_point()
    weight = np.ones(len(features))
    if "weight" in features.columns:
        weight = pd.to_numeric(features["weight"], errors="coerce").to_numpy(float)
    if not len(features) or not np.isfinite(weight).all() or (weight < 0).any() or not weight.any():
        what = "its points have no usable demand"
        raise InputError(path, what, "give points with a column 'weight' of numbers from 0 up, or without it")
    xy = np.column_stack([points.x, points.y])
    area = place.rows_at(result.areas, xy)
    if not (area >= 0).any():
        raise InputError(path, "all of its points lie outside the city", "check its CRS")
    return Demand(xy=xy, weight=weight, incidents=np.zeros(len(xy)), area=area, unit="given")


def _walking(given: _Given, asked: PostQuestion) -> place.Walking | None:
    """Return the ways on foot; None where no streets are given, or none are wanted."""
    if given.streets is None or asked.straight:
        return None
    network = place.street_network(np.asarray(given.streets.geometry.array, dtype=object))
    if not len(network.lines):
        raise InputError(asked.streets or "streets", "there is no street in it", "give lines: --streets FILE")
    return place.Walking(network)


def _solved(
    result: Result, asked: PostQuestion, given: _Given, walking: place.Walking | None, step: Progress
) -> Placed:
    ask = _ask(result, asked)
    sites, choices, findings = _sites(result, asked, given, walking, ask.reach_m)
    try:
        chosen, reach = place.choose(ask, given.demand, sites, walking=walking)
        step("doubt")
        number = len(chosen.sites)
        points = min(max(number, 1), MOST_ON_CURVE)
        gains = place.gain_curve(
            replace(ask, seconds=ask.seconds * CURVE_SHARE / points), reach, sites, posts=points
        )
        if _is_free(ask):  # solved with more time than its point of the curve
            gains = tuple(
                replace(gain, value=max(gain.value, chosen.value), bound=min(gain.bound, chosen.bound))
                if gain.posts == ask.posts
                else gain
                for gain in gains
            )
    except Infeasible:
        raise ConfigError(
            "posts", "no choice of sites keeps all the rules", "ask for more posts, or relax a rule"
        ) from None
    except OutOfTime:
        to_do = "give more with --seconds, or fewer candidates"
        raise ConfigError("posts", f"{ask.seconds:g} seconds were too few to find a choice", to_do) from None
    if number < ask.posts and ask.model != "fewest":
        findings.append(Finding(code="posts_fewer", level="info", values={"count": number}))
    before = reach.covered_weight(sites.fixed)
    stable = place.stability(ask, given.demand, reach, sites, chosen.sites)
    posts = place.described(
        chosen.sites,
        chosen.gain,
        stable,
        sites=sites,
        names=place.numbered(place.names_in(given.existing, result.language)),
        demand=given.demand,
        reach=reach,
        areas=result.areas,
        streets=given.streets,
        reach_m=ask.reach_m,
        language=result.language,
        standing=given.existing,
    )
    return Placed(
        model=ask.model,
        unit=given.demand.unit,
        posts=posts,
        existing=place.standing_posts(given.existing, reach, given.demand, sites.fixed),
        catchments=place.catchment_frame(posts, walking, reach_m=ask.reach_m),
        total=reach.total,
        before=before,
        covered=reach.covered_weight(np.concatenate([chosen.sites, sites.fixed])),
        value=chosen.value,
        bound=chosen.bound,
        candidates=len(sites.candidates),
        reach_m=ask.reach_m,
        on_streets=walking is not None,
        draws=ask.draws,
        incidents=int(given.demand.incidents.sum()),
        gains=gains,
        knee=place.knee(gains, before),
        hold_out=trial(result, _briefly(ask, number), given.demand, reach, sites),
        reviewed=_reviewed(result, asked, ask, given, walking),
        findings=tuple(findings),
        choices=(*given.choices, *choices),
    )


def _is_free(ask: place.Ask) -> bool:
    """Say whether most is to be covered without any rule, as the curve of gains does."""
    bound = ask.capacity is not None or ask.per_area is not None or ask.wanted
    return ask.model == "cover" and not (bound or ask.spacing_m or ask.floor)


def _ask(result: Result, asked: PostQuestion) -> place.Ask:
    """Check the request and put it in metres. Raises ConfigError."""
    reach_m = reach_metres(asked.reach)
    if reach_m < result.surface.grid.cell_m:
        what = f"{reach_m:g} m are less than a cell of the density surface, {result.surface.grid.cell_m:g} m"
        raise ConfigError("--reach", what, "give more; 400 m is five minutes on foot")
    if asked.posts is None and asked.cover is None:
        raise ConfigError("posts", "it is not said how many", "give either -n 5 or --cover 0.6")
    if asked.posts is not None and asked.cover is not None:
        raise ConfigError(
            "posts", "-n says how many, and --cover asks for as few as do", "give one of the two"
        )
    model = asked.model or ("fewest" if asked.cover is not None else "cover")
    if (model == "fewest") != (asked.cover is not None):
        raise ConfigError(
            "--model", f"'{model}' does not go with this", "'fewest' goes with --cover, all others with -n"
        )
    ids = chosen_areas(result.ranking.frame, asked.wanted, top=None)
    rows = result.areas.frame["area_id"].astype(str).tolist()
    return place.Ask(
        model=model,
        posts=asked.posts or 0,
        cover=1.0 if asked.cover is None else asked.cover,
        reach_m=reach_m,
        spacing_m=asked.spacing_m,
        per_area=asked.per_area,
        wanted=tuple(rows.index(each) for each in ids),
        capacity=asked.capacity,
        floor=asked.floor,
        seconds=asked.seconds,
        draws=asked.draws,
        seed=result.seed,
    )


def reach_metres(text: str, *, option: str = "--reach") -> float:
    """Return the metres that "400m", "0.4km" or "5min" on foot stand for. Raises ConfigError.

    >>> reach_metres("5min"), reach_metres("0.4 km")
    (400.0, 400.0)
    """
    found = REACH.fullmatch(text.strip().lower())
    if not found or float(found[1]) <= 0:
        raise ConfigError(option, f"'{text[:40]}' is no distance", "write 400m, 0.4km or 5min")
    return float(found[1]) * {"km": 1000.0, "min": WALKING_M_PER_MIN}.get(found[2] or "m", 1.0)


def _sites(
    result: Result, asked: PostQuestion, given: _Given, walking: place.Walking | None, reach_m: float
) -> tuple[place.Sites, list[Choice], list[Finding]]:
    """Return where posts may stand and where some do. Raises ConfigError and InputError."""
    findings = list(walking.streets.findings) if walking else []
    if walking is None:
        findings.append(Finding(code="straight_line", level="warning", values={}))
    else:
        far = int((walking.places(given.demand.xy).off_m > FAR_M).sum())
        if far:
            values = {"count": far, "all": len(given.demand.xy), "limit": FAR_M}
            findings.append(Finding(code="streets_far", level="warning", values=values))
    candidates, choice = _candidates(result, asked, given, walking, reach_m)
    candidates = np.unique(candidates, axis=0)
    free = place.allowed(candidates, given.barred)
    if not free.all():
        findings.append(Finding(code="posts_barred", level="info", values={"count": int((~free).sum())}))
    candidates = candidates[free]
    if len(candidates) < max(asked.posts or 1, 1):
        what = f"there are {len(candidates)} candidate sites for {asked.posts or 1} posts"
        raise ConfigError(
            "--candidates", what, "ask for fewer posts, or give more candidates: --candidates grid:100"
        )
    existing = np.column_stack([given.existing.geometry.x, given.existing.geometry.y]).reshape(-1, 2)
    area = place.rows_at(result.areas, np.concatenate([candidates, existing]))
    outside = int((area[len(candidates) :] < 0).sum())
    if asked.existing and outside == len(existing):
        raise InputError(asked.existing, "all of its posts lie outside the city", "check its CRS")
    if outside:
        findings.append(Finding(code="posts_outside", level="warning", values={"count": outside}))
    return place.Sites(candidates=candidates, existing=existing, area=area), [choice], findings


def _candidates(
    result: Result, asked: PostQuestion, given: _Given, walking: place.Walking | None, reach_m: float
) -> tuple[Floats, Choice]:
    kind = asked.candidates or ("corners" if walking else f"grid:{GRID_M:g}")
    flag = "--candidates corners|hotspots|grid:100|FILE"
    if kind == "corners":
        if walking is None:
            raise ConfigError("--candidates", "there are no streets with corners", "give --streets FILE")
        found = place.corners(walking.streets, given.demand.xy, reach_m=reach_m)
        return found, Choice(name="posts.candidates", value=kind, why="posts_corners", flag=flag)
    if kind == "hotspots":
        found = place.medoids(result.hotspots, result.sites)
        return found, Choice(name="posts.candidates", value=kind, why="posts_hotspots", flag=flag)
    if kind.startswith("grid:"):
        step_m = reach_metres(kind.removeprefix("grid:"))
        found = place.grid(given.demand.xy, step_m=step_m, reach_m=reach_m)
        why = "posts_squares" if asked.candidates else "posts_grid"
        return found, Choice(name="posts.candidates", value=kind, why=why, values={"step": step_m}, flag=flag)
    plots = _points(result, kind, "candidates")
    inside = place.rows_at(result.areas, np.column_stack([plots.geometry.x, plots.geometry.y])) >= 0
    if not inside.any():
        raise InputError(kind, "all of its sites lie outside the city", "check its CRS")
    points = plots.geometry[inside]
    return np.column_stack([points.x, points.y]), Choice(
        name="posts.candidates", value=Path(kind).name, why="posts_plots"
    )


def _briefly(ask: place.Ask, posts: int) -> place.Ask:
    """Return the question for a trial: it needs a good choice, no proof."""
    return replace(ask, posts=posts, seconds=ask.seconds * CURVE_SHARE)


def trial(
    result: Result,
    ask: place.Ask,
    demand: Demand,
    reach: Reach,
    sites: place.Sites,
    *,
    quota: Quota | None = None,
) -> place.HoldOut | None:
    """Hold out the last quarter of the period, a year at most; None where demand has no dates behind it."""
    if result.period is None or demand.unit == "given" or not ask.posts:
        return None
    days = min(int(result.period.days * LAST_SHARE), 365)
    cutoff: date = (pd.Timestamp(result.period.last) - pd.Timedelta(days=days - 1)).date()
    late: Bools = np.asarray(result.incidents["start"] >= pd.Timestamp(cutoff))
    site: Ints = result.incidents["site"].to_numpy()
    number = np.full(len(result.sites.xy), -1, dtype=np.int64)
    number[place.rows_of(result.sites.xy, demand.xy)] = np.arange(len(demand.xy))
    known = number[site] >= 0
    before, after = (
        np.bincount(number[site[part & known]], minlength=len(demand.xy)).astype(np.float64)
        for part in (~late, late)
    )
    if after.sum() < LEAST_HELD_OUT or not before.any():
        return None
    return place.hold_out(ask, reach, sites, before=before, after=after, cutoff=cutoff, quota=quota)


def _reviewed(
    result: Result, asked: PostQuestion, ask: place.Ask, given: _Given, walking: place.Walking | None
) -> gpd.GeoDataFrame | None:
    """Score the sites that people have chosen in the same way."""
    if given.reviewed is None:
        return None
    xy = np.column_stack([given.reviewed.geometry.x, given.reviewed.geometry.y])
    existing = np.column_stack([given.existing.geometry.x, given.existing.geometry.y]).reshape(-1, 2)
    area = place.rows_at(result.areas, np.concatenate([xy, existing]))
    if not (area[: len(xy)] >= 0).any():
        raise InputError(asked.review, "all of its sites lie outside the city", "check its CRS")
    sites = place.Sites(candidates=xy, existing=existing, area=area)
    return place.scored(
        ask,
        sites,
        given.demand,
        walking=walking,
        names=place.numbered(place.names_in(given.existing, result.language)),
        areas=result.areas,
        streets=given.streets,
        language=result.language,
        standing=given.existing,
    )
