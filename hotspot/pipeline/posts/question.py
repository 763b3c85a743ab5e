"""What is asked of the posts, and whether it makes sense: numbers, distances, rules that go together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotspot import place
from hotspot.errors import ConfigError
from hotspot.pipeline.asked import FILE
from hotspot.pipeline.briefs import chosen as chosen_areas
from hotspot.pipeline.understood import metres_of

if TYPE_CHECKING:
    from hotspot.pipeline.demand import By
    from hotspot.schema import Language, Result
    from hotspot.schema.placed import SitingModel


@dataclass(frozen=True, kw_only=True)
class PostQuestion:
    """What was asked of the posts; "" stands for what the run has.

    `reach` is metres or minutes on foot ("400m", "5min"); `hours` such as (20, 6) count these hours only;
    `candidates` is corners, hotspots, grid:100 or a file of plots; `exclude` names polygon files where no
    post may stand; `streets`, `existing` and `demand` name files; `wanted` are areas that get one at least;
    `seconds` only end a search that hangs.
    """

    posts: int | None = None
    cover: float | None = None
    model: SitingModel | None = None
    reach: str = "400m"
    straight: bool = False
    hours: tuple[int, int] | None = None
    by: By | None = None
    candidates: str = field(default="", metadata=FILE)
    exclude: tuple[str, ...] = field(default=(), metadata=FILE)
    streets: str = field(default="", metadata=FILE)
    existing: str = field(default="", metadata=FILE)
    demand: str = field(default="", metadata=FILE)
    review: str = field(default="", metadata=FILE)
    capacity: float | None = None
    spacing_m: float = 0.0
    per_area: int | None = None
    wanted: tuple[str, ...] = ()
    floor: float = 0.0
    draws: int = 50
    seconds: float = 300.0
    language: Language | None = None
    out: str = ""


def ask_of(result: Result, asked: PostQuestion) -> place.Ask:
    """Check the request and put it in metres. Raises ConfigError."""
    reach_m = metres_of(asked.reach, "--reach", on_foot=True)
    if reach_m < result.surface.grid.cell_m:
        what = f"{reach_m:g} m are less than a cell of the density surface, {result.surface.grid.cell_m:g} m"
        raise ConfigError("--reach", what, "give more; 400 m is five minutes on foot")
    ids = chosen_areas(result.ranking.frame, asked.wanted, top=None)
    rows = result.areas.frame["area_id"].astype(str).tolist()
    ask = place.Ask(
        model=_model(asked),
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
    _check_rules(ask)
    return ask


def _model(asked: PostQuestion) -> SitingModel:
    """Return the model that is asked for, or goes with what is asked. Raises ConfigError."""
    if asked.posts is None and asked.cover is None:
        raise ConfigError("posts", "it is not said how many", "give either -n 5 or --cover 0.6")
    if asked.posts is not None and asked.cover is not None:
        what = "-n says how many, and --cover asks for as few as do"
        raise ConfigError("posts", what, "give one of the two")
    model: SitingModel = asked.model or ("fewest" if asked.cover is not None else "cover")
    if (model == "fewest") != (asked.cover is not None):
        what = f"'{model}' does not go with this"
        raise ConfigError("--model", what, "'fewest' goes with --cover, all others with -n")
    return model


def _check_rules(ask: place.Ask) -> None:
    """Raise ConfigError for a rule that the model cannot keep."""
    if ask.model in {"median", "center"} and ask.is_ruled:
        what = f"'{ask.model}' keeps no rules of spacing, areas, capacity or floor"
        raise ConfigError("--model", what, "leave these out, or take --model cover")
    if ask.model == "backup" and ask.capacity is not None:
        what = "'backup' counts what two posts reach, and a capacity what each serves"
        raise ConfigError("--model", what, "leave --capacity out, or take --model cover")
