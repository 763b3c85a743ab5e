"""Posts for a finished run, step by step: what is given, the choice, how sure it is, and the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot import place, render
from hotspot.errors import ConfigError, InputError
from hotspot.measure.siting import Infeasible, OutOfTime
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.posts.candidates import sites_of
from hotspot.pipeline.posts.given import gathered, walking_of, xy_of
from hotspot.pipeline.posts.question import ask_of
from hotspot.pipeline.progress import Progress, counting, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.trial import trial
from hotspot.schema import Finding
from hotspot.schema.drawn import DrawnFinds
from hotspot.schema.placed import Placed
from hotspot.write import siting as write

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.measure.siting import Reach
    from hotspot.pipeline.posts.given import Given
    from hotspot.pipeline.posts.question import PostQuestion
    from hotspot.schema import Floats, Result
    from hotspot.schema.placed import Gain, HoldOut

STEPS = ("take_up", "streets", "site", "doubt", "curve", "trial", "write")
FOLDER = "posts"
MOST_ON_CURVE = 15  # posts up to which the curve of gains is drawn to twice as many, each of them solved


def place_posts(
    folder: str, asked: PostQuestion, *, step: Progress = unsaid
) -> tuple[Placed, Result, tuple[Path, ...]]:
    """Find the posts for the run in `folder`, write their files, and return all three.

    Raises ConfigError for a request that makes no sense or that no choice can meet, InputError for a file
    that cannot be used, OutputError where nothing can be written.
    """
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.POSTS.folder(asked.out or str(Path(folder) / FOLDER))
    given = gathered(result, asked)
    step("streets")
    given = replace(given, walking=walking_of(given, asked))
    placed = _placed(result, asked, given, step)
    step("write")

    def page() -> str:
        return render.map_page(result, DrawnFinds(posts=placed), of="posts")

    files = write.POSTS.write(placed, result, out, page=page, asked=asked_text(asked))
    return placed, result, files


@dataclass(frozen=True, kw_only=True)
class _Question:
    """The question with all that it is about."""

    ask: place.Ask
    given: Given
    sites: place.Sites
    reach: Reach

    def answer(self, weight: Floats | None = None) -> place.Chosen | None:
        """Return the choice for another demand (d,) at the same places; None where there is none."""
        demand, reach = self.given.demand, self.reach
        if weight is not None:
            demand, reach = replace(demand, weight=weight), replace(reach, weight=weight)
        return place.found_or_none(self.ask.briefly, demand, self.sites, reach, walking=self.given.walking)


@dataclass(frozen=True, kw_only=True)
class _Doubt:
    """What says how sure the choice is."""

    gains: tuple[Gain, ...]
    stability: Floats
    hold_out: HoldOut | None
    findings: tuple[Finding, ...]


def _placed(result: Result, asked: PostQuestion, given: Given, step: Progress) -> Placed:
    """Choose the sites, try the choice, and put together what is known of them."""
    step("site")
    ask = ask_of(result, asked)
    sites, choice, findings = sites_of(result, asked, given, reach_m=ask.reach_m)
    demand = given.demand
    reach = place.reach_of(sites.xy, demand.xy, demand.weight, walking=given.walking, reach_m=ask.reach_m)
    question = _Question(ask=ask, given=given, sites=sites, reach=reach)
    chosen = _chosen(result, question)
    doubt = _doubt(result, asked, question, chosen, step=step)
    posts = _described(result, question, chosen, doubt.stability)
    before = place.at_start(ask, sites, reach)
    every = np.concatenate([chosen.sites, sites.fixed])
    return Placed(
        model=ask.model,
        unit=demand.unit,
        posts=posts,
        existing=place.standing_posts(given.existing, reach, demand, sites.fixed),
        catchments=place.catchment_frame(posts, given.walking, reach_m=ask.reach_m),
        total=reach.total,
        before=before,
        covered=place.served(reach, every, capacity=ask.capacity),
        reached=reach.covered_weight(every),
        capacity=ask.capacity,
        value=chosen.value,
        bound=chosen.bound,
        candidates=chosen.candidates,
        gathered_m=chosen.gathered_m,
        reach_m=ask.reach_m,
        on_streets=given.walking is not None,
        draws=ask.draws if np.isfinite(doubt.stability).any() else 0,
        incidents=int(demand.incidents.sum()),
        gains=doubt.gains,
        knee=place.knee(doubt.gains, before),
        hold_out=doubt.hold_out,
        reviewed=_reviewed(result, asked, question),
        findings=(*given.findings, *findings, *_of_choice(question, chosen), *doubt.findings),
        choices=(*given.choices, choice),
    )


def _chosen(result: Result, question: _Question) -> place.Chosen:
    """Return the choice. Raises ConfigError where there is none."""
    try:
        return place.choose(
            question.ask,
            question.given.demand,
            question.sites,
            question.reach,
            walking=question.given.walking,
        )
    except Infeasible:
        names = result.areas.frame["name"].astype(str).tolist()
        demand, reach = question.given.demand, question.reach
        what, to_do = place.unkept(question.ask, demand, question.sites, reach, names=names)
    except OutOfTime as limits:
        within = f"{question.ask.seconds:g} seconds" if limits.by_clock else "its limits"
        what = f"the search found no choice within {within}"
        longer = ", or more time with --seconds" if limits.by_clock else ""
        to_do = f"give fewer candidates or fewer rules{longer}"
    raise ConfigError("posts", what, to_do) from None


def _of_choice(question: _Question, chosen: place.Chosen) -> list[Finding]:
    """Say what a reader has to know of the choice: fewer posts, what is proved, a clock that struck."""
    ask, found = question.ask, []
    if len(chosen.sites) < ask.posts and ask.model != "fewest":
        found.append(Finding(code="posts_fewer", level="info", values={"count": len(chosen.sites)}))
    if chosen.gathered_m:
        values: dict[str, str | int | float] = {
            "side": chosen.gathered_m,
            "count": chosen.candidates,
            "all": len(question.sites.candidates),
        }
        found.append(Finding(code="posts_gathered", level="warning", values=values))
    if chosen.cut_short:
        found.append(_clock(ask))
    return found


def _clock(ask: place.Ask) -> Finding:
    return Finding(code="search_clock", level="warning", values={"seconds": ask.seconds})


def _doubt(
    result: Result, asked: PostQuestion, question: _Question, chosen: place.Chosen, *, step: Progress
) -> _Doubt:
    """Ask again: for draws of the demand, for other numbers of posts, and for the past alone."""
    ask, sites, reach, demand = question.ask, question.sites, question.reach, question.given.demand
    step("doubt")
    told = counting(step, "doubt", of=ask.draws)
    stable = place.stability(ask, demand, reach, sites, chosen.sites, told=told)
    if place.is_large(ask, reach):
        left_out = Finding(code="posts_large", level="info", values={})
        return _Doubt(gains=(), stability=stable, hold_out=None, findings=(left_out,))
    posts = min(max(len(chosen.sites), 1), MOST_ON_CURVE)
    step("curve")
    gains = place.gain_curve(ask.briefly, demand, sites, reach, posts=posts, walking=question.given.walking)
    if ask.model == "cover":
        gains = _with_the_choice(gains, chosen, ask.posts)
    tried = None
    step("trial")
    if ask.capacity is None:  # what later incidents need of a post is not known
        tried = trial(result, question.answer, demand, reach, sites, hours=asked.hours)
    struck = any(gain.cut_short for gain in gains) or (tried is not None and tried.cut_short)
    findings = (_clock(ask),) if struck and not chosen.cut_short else ()
    return _Doubt(gains=gains, stability=stable, hold_out=tried, findings=findings)


def _with_the_choice(gains: tuple[Gain, ...], chosen: place.Chosen, posts: int) -> tuple[Gain, ...]:
    """Return the curve with the choice itself at its point: it was searched for with more patience."""
    return place.tightened(
        tuple(
            replace(gain, value=max(gain.value, chosen.value), bound=min(gain.bound, chosen.bound))
            if gain.posts == posts
            else gain
            for gain in gains
        )
    )


def _described(result: Result, question: _Question, chosen: place.Chosen, stable: Floats) -> gpd.GeoDataFrame:
    given = question.given
    return place.described(
        chosen.sites,
        chosen.gain,
        stable,
        sites=question.sites,
        demand=given.demand,
        reach=question.reach,
        reach_m=question.ask.reach_m,
        among=_surroundings(result, given),
    )


def _surroundings(result: Result, given: Given) -> place.Surroundings:
    return place.Surroundings(
        areas=result.areas, streets=given.streets, standing=given.existing, language=result.language
    )


def _reviewed(result: Result, asked: PostQuestion, question: _Question) -> gpd.GeoDataFrame | None:
    """Score the sites that people have chosen in the same way."""
    given = question.given
    if given.reviewed is None:
        return None
    xy, existing = xy_of(given.reviewed), xy_of(given.existing)
    area = place.rows_at(result.areas, np.concatenate([xy, existing]))
    if not (area[: len(xy)] >= 0).any():
        raise InputError(asked.review, "all of its sites lie outside the city", "check its CRS")
    return place.scored(
        question.ask,
        place.Sites(candidates=xy, existing=existing, area=area),
        given.demand,
        walking=given.walking,
        among=_surroundings(result, given),
    )
