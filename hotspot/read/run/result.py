"""Everything that a finished run found, put together again from run.json and the files beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyproj
from pyproj.exceptions import CRSError

from hotspot.errors import InputError
from hotspot.read.geopackage import check_geopackage
from hotspot.read.run.entry import AGAIN
from hotspot.read.run.frames import GEOPACKAGE, read_found, read_given
from hotspot.read.run.incidents import INCIDENTS, read_used
from hotspot.read.run.record import (
    ORDERS,
    Record,
    open_record,
    read_choices,
    read_class_limits,
    read_findings,
    read_sources,
    texts,
)
from hotspot.read.run.surface import DENSITY, read_surface
from hotspot.schema import (
    AREA_COLUMNS,
    HOTSPOT_COLUMNS,
    LANGUAGES,
    LAYER_COLUMNS,
    RANKING_COLUMNS,
    Areas,
    Drawing,
    HotSpots,
    Period,
    Ranking,
    Result,
    Rows,
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
    crs, period, rows = _crs(said.at("crs")), _period(said.at("period")), _rows(said.at("rows"))
    sources = read_sources(said.at("inputs"))
    areas, spots, layers = _geopackage(record, crs)
    incidents, sites, label = read_used(
        record.file(INCIDENTS),
        str(record.folder / INCIDENTS),
        count=rows.kept,
        period=period,
        areas=areas["area_id"],
        hotspots=spots["hotspot_id"],
    )
    return Result(
        title=said.at("title").text(),
        city=said.at("city").text(),
        synthetic=said.at("synthetic").flag(),
        period=period,
        crs=crs,
        rows=rows,
        incidents=incidents,
        areas=_areas(areas, said.at("areas"), sources),
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
        drawing=_drawing(said.at("drawing")),
        sources=sources,
        findings=read_findings(said.at("findings")),
        choices=read_choices(said.at("choices")),
        config=said.at("config").plain(),
        versions=texts(said.at("versions")),
        seed=said.at("seed").whole(),
        language=said.at("language").one_of(LANGUAGES),
        run_id=said.at("run_id").text(),
    )


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


def _period(said: Entry) -> Period | None:
    if said.value is None:
        return None
    try:
        first, last = (date.fromisoformat(said.at(key).text()) for key in ("first", "last"))
    except ValueError:
        raise said.wrong("is no period") from None
    if last < first:
        raise said.wrong("ends before it begins")
    return Period(first=first, last=last)


def _rows(said: Entry) -> Rows:
    dropped = {reason: count.whole() for reason, count in said.at("dropped").pairs()}
    rows = Rows(read=said.at("read").whole(), dropped=dropped)
    if rows.kept != said.at("kept").whole():
        raise said.wrong("does not add up")
    return rows


def _drawing(said: Entry) -> Drawing:
    return Drawing(
        incidents=said.at("incidents").whole(),
        limits=read_class_limits(said.at("limits")),
        limits_of=said.at("limits_of").text(),
        tiles=said.at("tiles").text(),
        tiles_credit=said.at("tiles_credit").text(),
    )
