"""Everything that a finished run found, put together again from run.json and the files beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyproj
from pyproj.exceptions import CRSError

from hotspot.errors import InputError
from hotspot.read.geopackage import check_geopackage
from hotspot.read.run.entry import AGAIN
from hotspot.read.run.frames import GEOPACKAGE, read_found, read_given
from hotspot.read.run.incidents import INCIDENTS, read_used
from hotspot.read.run.record import ORDERS, Record, open_record, read_findings
from hotspot.read.run.stated import read_stated
from hotspot.read.run.surface import DENSITY, read_surface
from hotspot.schema import (
    AREA_COLUMNS,
    HOTSPOT_COLUMNS,
    LANGUAGES,
    LAYER_COLUMNS,
    RANKING_COLUMNS,
    Areas,
    HotSpots,
    Ranking,
    Result,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hotspot.read.run.entry import Entry
    from hotspot.schema import Ints, Source

TRENDS = frozenset({"up", "down", "no change beyond noise", "too few", ""})
KINDS = frozenset({"area", "single_address"})


def read_run(folder: str) -> Result:
    """Return the result of the run whose files lie in `folder`, without computing anything anew.

    Reads run.json, hotspot.gpkg, density.tif and incidents.parquet. Each file has to be as the run wrote it:
    InputError, which says what to do, for one that is missing, changed, damaged or of another version.
    """
    return result_of(open_record(folder))


def result_of(record: Record) -> Result:
    """Return the result of the run whose run.json is open already."""
    said = record.entry
    crs, stated = _crs(said.at("crs")), read_stated(said)
    _refuse_counted(record)
    areas, spots, layers = _geopackage(record, crs)
    incidents, sites, label = read_used(
        record.file(INCIDENTS),
        str(record.folder / INCIDENTS),
        count=stated.rows.kept,
        period=stated.period,
        areas=areas["area_id"],
        hotspots=spots["hotspot_id"],
    )
    return Result(
        title=said.at("title").text(),
        city=said.at("city").text(),
        synthetic=said.at("synthetic").flag(),
        period=stated.period,
        crs=crs,
        rows=stated.rows,
        incidents=incidents,
        areas=_areas(areas, said.at("areas"), stated.sources),
        sites=sites,
        surface=read_surface(record.file(DENSITY), str(record.folder / DENSITY), said.at("surface")),
        hotspots=_hotspots(spots, label, said.at("clusters")),
        ranking=Ranking(
            frame=areas,
            by=said.at("by").one_of(ORDERS),
            score_unit=said.at("score_unit").text(),
            top=said.at("top").whole(),
        ),
        layers=layers,
        drawing=stated.drawing,
        sources=stated.sources,
        findings=read_findings(said.at("findings")),
        choices=stated.choices,
        config=stated.config,
        versions=stated.versions,
        seed=stated.seed,
        language=said.at("language").one_of(LANGUAGES),
        run_id=stated.run_id,
    )


def _refuse_counted(record: Record) -> None:
    """Raise InputError for a run that counted its incidents only, and so has no file of them."""
    if INCIDENTS not in record.entry.at("outputs").plain() and not (record.folder / INCIDENTS).exists():
        what = "this run counted more incidents than limits.rows, and none of them stands singly in it"
        to_do = "rank some years or one city for this, or with a higher limits.rows"
        raise InputError(str(record.folder), what, to_do)


def _geopackage(
    record: Record, crs: pyproj.CRS
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, Mapping[str, gpd.GeoDataFrame]]:
    """Return the frames of the ranking and of the hot spots, and the given layers by name."""
    content, file = record.file(GEOPACKAGE), str(record.folder / GEOPACKAGE)
    check_geopackage((record.folder / GEOPACKAGE).resolve(), file)
    areas = read_found(content, file, "ranking", columns=RANKING_COLUMNS, crs=crs)
    spots = read_found(content, file, "hotspots", columns=HOTSPOT_COLUMNS, crs=crs)
    if areas.empty or not areas["area_id"].is_unique or not set(areas["trend"]) <= TRENDS:
        raise InputError(file, "its table 'ranking' is not what a run writes", AGAIN)
    if not spots["hotspot_id"].is_unique or not set(spots["kind"]) <= KINDS:
        raise InputError(file, "its table 'hotspots' is not what a run writes", AGAIN)
    tables = {name: table.text() for name, table in record.entry.at("layers").pairs()}
    layers = {
        name: read_given(content, file, table, columns=LAYER_COLUMNS, crs=crs)
        for name, table in tables.items()
    }
    return areas, spots, layers


def _areas(frame: gpd.GeoDataFrame, said: Entry, sources: Mapping[str, tuple[Source, ...]]) -> Areas:
    return Areas(
        frame=frame[list(AREA_COLUMNS)],
        sources=sources.get("areas", ()),
        made_by=said.at("made_by").text(),
    )


def _hotspots(frame: gpd.GeoDataFrame, label: Ints, said: Entry) -> HotSpots:
    return HotSpots(
        frame=frame,
        label=label,
        eps_m=said.at("eps_m").number(),
        min_samples=said.at("min_samples").number(),
    )


def _crs(said: Entry) -> pyproj.CRS:
    try:
        crs = pyproj.CRS.from_user_input(said.text())
    except CRSError:
        raise said.wrong("is no CRS") from None
    if not crs.is_projected:
        raise said.wrong("is no map projection")
    return crs
