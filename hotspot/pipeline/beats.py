"""Patrol beats for a finished run: workload and neighbours of the areas, the districts, and their files."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot import place, read, render
from hotspot.errors import ConfigError, InputError
from hotspot.measure.siting.districting import Districts
from hotspot.measure.siting.districting_bound import districted
from hotspot.pipeline.asked import FILE, asked_text
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.place.beats import centres, described_beats, neighbours
from hotspot.place.ways import metres_between
from hotspot.schema import Choice, Finding
from hotspot.schema.beats import Beats
from hotspot.schema.drawn import DrawnFinds
from hotspot.write import beats as write

if TYPE_CHECKING:
    from hotspot.place.network import Shapes
    from hotspot.schema import Floats, Ints, Language, Result
    from hotspot.schema.placed import DemandUnit

STEPS = ("take_up", "neighbours", "district", "write")
FOLDER = "beats"
MOST_AREAS = 3_000  # of which all distances between each two are held


@dataclass(frozen=True, kw_only=True)
class BeatsQuestion:
    """What was asked of the beats: how many `beats`, how far the workload of each may be off the mean
    (`band`, a share), what counts as workload; `along_streets` takes metres on foot, `streets` is a file;
    `seconds` only end a search that hangs."""

    beats: int
    band: float = 0.1
    by: DemandUnit | None = None
    along_streets: bool = False
    streets: str = field(default="", metadata=FILE)
    steps: int = 10_000
    seconds: float = 300.0
    language: Language | None = None
    out: str = ""


def cut_beats(
    folder: str, asked: BeatsQuestion, *, step: Progress = unsaid
) -> tuple[Beats, Result, tuple[Path, ...]]:
    """Join the areas of the run in `folder` to beats, write their files, and return all three.

    Raises ConfigError for a request that makes no sense or that no beats can meet, InputError for a file that
    cannot be used, OutputError where nothing can be written.
    """
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.BEATS.folder(asked.out or str(Path(folder) / FOLDER))
    _check_number(asked.beats, areas=len(result.areas.frame))
    step("neighbours")
    shapes: Shapes = np.asarray(result.areas.frame.geometry.array, dtype=object)
    next_to, joints = neighbours(shapes)
    unit, load, incidents = _workload(result, asked)
    districts = Districts(
        load=load, metres=_metres(result, asked, shapes), next_to=next_to, count=asked.beats, band=asked.band
    )
    _check(districts, result)
    step("district")
    found = districted(districts, seed=result.seed, steps=asked.steps, seconds=asked.seconds)
    if not found.within:
        raise uneven(districts, found.beat, impossible=found.impossible)
    frame, members = described_beats(found.beat, districts, result.areas, incidents)
    total = float(load.sum())
    beats = Beats(
        unit=unit,
        beats=frame,
        members=members,
        total=total,
        value=found.value / total,
        bound=found.bound / total,
        band=asked.band,
        along_streets=asked.along_streets,
        findings=_findings(asked, joints=joints, cut_short=found.cut_short),
        choices=_choices(asked, unit),
    )
    step("write")

    def page() -> str:
        return render.map_page(result, DrawnFinds(beats=beats), of="beats")

    files = write.BEATS.write(beats, result, out, page=page, asked=asked_text(asked))
    return beats, result, files


def _findings(asked: BeatsQuestion, *, joints: int, cut_short: bool) -> tuple[Finding, ...]:
    """Say how often areas that touch no others were joined to the nearest, and that the clock ended it."""
    found = [Finding(code="beats_joined", level="warning", values={"count": joints})] if joints else []
    if cut_short:
        found.append(Finding(code="search_clock", level="warning", values={"seconds": asked.seconds}))
    return tuple(found)


def _choices(asked: BeatsQuestion, unit: DemandUnit) -> tuple[Choice, ...]:
    return (
        Choice(name="beats.workload", value=unit, why=f"beats_{unit}", flag="--by expected|incidents"),
        Choice(name="beats.band", value=100 * asked.band, unit="%", why="beats_band", flag="--band 0.05"),
    )


def _check_number(beats: int, *, areas: int) -> None:
    """Raise ConfigError for a number of beats that cannot be made of so many areas."""
    if not 2 <= beats <= areas or areas > MOST_AREAS:
        what = f"{beats} beats cannot be made of {areas} areas"
        raise ConfigError("beats", what, f"ask for 2 or more, of at most {MOST_AREAS} areas: -n 6")


def _workload(result: Result, asked: BeatsQuestion) -> tuple[DemandUnit, Floats, Floats]:
    """Return what counts as workload, that of each area (n,), and the incidents of each in the period."""
    unit: DemandUnit = asked.by or ("expected" if place.has_forecast(result) else "incidents")
    rows = result.ranking.frame.set_index("area_id").loc[result.areas.frame["area_id"]]
    load = rows[unit].to_numpy(float)
    if not np.isfinite(load).all():
        raise ConfigError("--by", "the ranking has no forecast", "count incidents: --by incidents")
    if not load.any():
        raise ConfigError("beats", "there is no workload in any area", "rank incidents that lie in the areas")
    return unit, load, rows["incidents"].to_numpy(float)


def _metres(result: Result, asked: BeatsQuestion, shapes: Shapes) -> Floats:
    """Return the metres between the middles of the areas (n, n): in a straight line, or along the streets."""
    at = centres(shapes)
    if not asked.along_streets:
        return metres_between(at, at, walking=None)
    streets = read.read_layer(asked.streets, kind="streets").to_crs(result.crs) if asked.streets else None
    streets = result.layers.get("streets") if streets is None else streets
    if streets is None:
        raise ConfigError("--along-streets", "the run has no streets", "give them: --streets FILE")
    network = place.street_network(np.asarray(streets.geometry.array, dtype=object))
    if not len(network.lines):
        raise InputError(asked.streets or "streets", "there is no street in it", "give lines: --streets FILE")
    ways = metres_between(at, at, walking=place.Walking(network))
    np.fill_diagonal(ways, 0.0)
    return np.asarray((ways + ways.T) / 2)


def _check(districts: Districts, result: Result) -> None:
    """Raise ConfigError where one area alone has more than a beat may."""
    heaviest = int(np.argmax(districts.load))
    if districts.load[heaviest] > districts.most:
        share = districts.load[heaviest] / districts.load.sum()
        name = result.areas.frame["name"].iloc[heaviest]
        what = f"'{name}' alone has {share:.1%} of the workload, more than a beat may"
        fewer = int(districts.load.sum() * (1 + districts.band) / districts.load[heaviest])
        raise ConfigError("beats", what, f"ask for {max(fewer, 1)} beats at most, or a wider --band")


def uneven(districts: Districts, beat: Ints, *, impossible: bool) -> ConfigError:
    """Return the error that says how even beats were found at best."""
    best = ceil(1000 * districts.apart(beat)) / 1000
    known = "there are no" if impossible else "no"
    found = "" if impossible else " were found"
    what = (
        f"{known} {districts.count} beats in one piece each within ±{districts.band:.1%} of the mean{found}; "
        f"the tightest band found is ±{best:.1%}"
    )
    return ConfigError("beats", what, f"allow --band {best:.3f}, or ask for another number of beats")
