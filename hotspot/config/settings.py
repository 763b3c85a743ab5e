"""Every setting of a run with its unit, its default and one line that says what it means."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from hotspot.harm import HarmTable  # noqa: TC001 - pydantic reads the annotation at run time
from hotspot.words.quantities import date_of


def _day(value: object) -> object:
    """Return the day that a text stands for, and what is no text as it is."""
    if not isinstance(value, str):
        return value
    try:
        return date_of(value)
    except ValueError:
        raise ValueError(f"'{value[:40]}' is no day; write it as 2025-01-31 or 31.01.2025") from None


Auto: TypeAlias = Literal["auto"]
Positive: TypeAlias = Annotated[float, Field(gt=0, allow_inf_nan=False)]
AutoPositive: TypeAlias = Auto | Positive
Reported: TypeAlias = Annotated[float, Field(gt=0, le=1)]
Share: TypeAlias = Annotated[float, Field(gt=0, lt=1)]
Kernel: TypeAlias = Literal["quartic", "epanechnikov", "triangular", "uniform", "gaussian"]
By: TypeAlias = Literal["score", "count", "rate", "harm", "density"]
Day: TypeAlias = Annotated[dt.date, Field(strict=True), BeforeValidator(_day)]
Text: TypeAlias = Annotated[str, Field(strict=True, max_length=10_000)]


class Section(BaseModel):
    """A group of settings: frozen, and nothing in it that has no name here."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True
    )


class IncidentSettings(Section):
    """The file of incidents and how to read it."""

    file: Text | tuple[Text, ...] = Field("", description="file, list of files, or database address")
    preset: Literal["", "chicago", "police-uk", "kz-crime-map", "generic"] = Field(
        "", description="whose columns these are; empty = find out"
    )
    crs: Text = Field("", description="CRS of the coordinates, such as EPSG:4326; empty = find out")
    layer: Text = Field("", description="layer of a file that has several")
    query: Text = Field("", description="SELECT for a database address")
    columns: dict[Text, Text] = Field(
        {}, description="role: column, for x, y or xy, date, time, type, id, source, harm …; found by name"
    )
    day_first: StrictBool | None = Field(None, description="01/02/2025 is 1 February; null = find out")
    where: Text = Field("", description="filter such as: type = 'theft' and date >= '2025-01-01'")
    discovered: Text | tuple[Text, ...] = Field(
        "auto",
        description="types that police find themselves, left out: auto, none, or words such as [drugs]",
    )
    swap_xy: StrictBool = Field(False, description="true where longitude and latitude changed places")
    engine: Text = Field(
        "", description="what counts rows past memory: duckdb, spark://HOST:PORT; empty = nothing, for a city"
    )
    geocoding_error_m: Positive = Field(25, description="metres; how far a point may lie off the true place")


class AreaSettings(Section):
    """The micro-areas that are ranked."""

    file: Text = Field("", description="polygon file, or square:200, hex:250, blocks:streets.gpkg (metres)")
    layer: Text = Field("", description="layer of a file that has several")
    crs: Text = Field("", description="CRS, where the file does not say")
    encoding: Text = Field("", description="of a shapefile's names, such as cp1251; empty = find out")
    id: Text = Field("", description="column with the areas' ids; empty = find out")
    name: Text = Field("", description="column with the names; empty = find out")
    name_en: Text = Field("", description="column with English names; empty = find out")
    name_ru: Text = Field("", description="column with Russian names; empty = find out")
    name_kk: Text = Field("", description="column with Kazakh names; empty = find out")
    population: Text = Field("", description="column with residents (or dwellings); empty = find out")
    groups: tuple[Text, ...] = Field(
        (), description="columns with residents by group, such as [aged_65, students], for the audit"
    )
    join: Text = Field("", description="table with the population, where the polygons have none")
    join_on: Text = Field("", description="column of that table with the areas' ids; empty = find out")
    allow_overlap: StrictBool = Field(False, description="true to rank areas that overlap")


class PeriodSettings(Section):
    """The days that count, both included."""

    start: Day | None = Field(None, description="first day, such as 2025-01-01; null = first incident")
    end: Day | None = Field(None, description="last day; null = last incident")


class DensitySettings(Section):
    """The kernel density surface."""

    kernel: Kernel = Field("quartic", description="quartic, epanechnikov, triangular, uniform or gaussian")
    bandwidth_m: AutoPositive = Field("auto", description="metres; auto = chosen from the data")
    cell_m: AutoPositive = Field("auto", description="metres; auto = a fifth of the bandwidth")
    area_share: Share = Field(0.02, description="share of the city that posts and patrols can cover")


class ClusterSettings(Section):
    """The hot spots."""

    method: Literal["dbscan", "hdbscan"] = Field("dbscan", description="dbscan or hdbscan")
    eps_m: AutoPositive = Field("auto", description="metres; incidents this close are neighbours")
    min_samples: AutoPositive = Field("auto", description="incidents within eps_m that make a core")
    min_places: Annotated[int, Field(ge=1)] = Field(
        3, description="distinct places; with fewer it is a single-address hot spot"
    )
    max_hotspot_km2: Positive = Field(0.5, description="km²; the largest area that one patrol can walk")
    baseline: Literal["intensity", "population", "uniform"] = Field(
        "intensity", description="intensity, population or uniform; what a hot spot has to beat"
    )
    simulations: Annotated[int, Field(ge=0, le=9_999)] = Field(
        199, description="simulated cities that a hot spot is tested against; 0: no test"
    )


class RankingSettings(Section):
    """The order of the micro-areas."""

    by: By = Field("score", description="score, count, rate, harm or density")
    top: Annotated[int, Field(ge=1)] = Field(5, description="areas; the k of 'among the first k'")
    reporting: tuple[Reported, Reported] = Field(
        (0.5, 1.0), description="share of incidents that an area reports, lowest and highest; tries the order"
    )


class LayerSettings(Section):
    """What else is drawn on the map."""

    posts: Text = Field("", description="existing police posts")
    cameras: Text = Field("", description="existing cameras")
    venues: Text = Field("", description="cafes, shops and other venues")
    streets: Text = Field("", description="streets")
    water: Text = Field("", description="rivers, lakes and canals")
    buildings: Text = Field("", description="buildings")
    basemap: Text = Field(
        "", description="OpenStreetMap extract (.osm.pbf) or GeoPackage for what the three above leave out"
    )


class MapSettings(Section):
    """The map page."""

    incidents: Annotated[int, Field(ge=0)] = Field(
        200_000,
        description="incidents; with more, the page holds no single ones and no filters; 0 = never any",
    )
    limits_from: Text = Field(
        "", description="folder of an earlier run whose class limits are kept; empty = own"
    )
    tiles: Text = Field(
        "", description="address of an intranet tile server, such as https://tiles.intra/{z}/{x}/{y}.png"
    )
    tiles_credit: Text = Field("", description="whose tiles these are")


class PrivacySettings(Section):
    """What is not shown of single incidents."""

    sensitive: Literal["aggregate", "show"] = Field(
        "aggregate",
        description="sexual, domestic, minors: aggregate = counted by area only (incidents.parquet keeps "
        "their places for further commands); show = as all others",
    )


class LimitSettings(Section):
    """What a file may hold at most; more is refused before memory runs out."""

    file_mb: Annotated[int, Field(ge=1)] = Field(4_000, description="MB; of any file, unpacked")
    rows: Annotated[int, Field(ge=1)] = Field(
        20_000_000, description="incidents held one by one; an engine counts more"
    )
    columns: Annotated[int, Field(ge=1)] = Field(2_000, description="columns of a table of incidents")
    areas: Annotated[int, Field(ge=1)] = Field(200_000, description="micro-areas; 200,000 take some 4 GB")
    vertices: Annotated[int, Field(ge=1)] = Field(20_000_000, description="corners of all shapes in a file")
    cells: Annotated[int, Field(ge=1, le=50_000_000)] = Field(
        50_000_000, description="cells of the density raster; 50 million take some 2 GB"
    )


class Settings(Section):
    """All settings of a run."""

    title: Text = Field("", description="title of the map and the report; empty = made from the city")
    city: Text = Field("", description="name of the place")
    synthetic: StrictBool = Field(False, description="true where the data are invented; said on every sheet")
    language: Literal["en", "ru", "kk"] = Field("en", description="en, ru or kk")
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = Field(1, description="of every random draw")
    crs: Text = Field("", description="metric CRS for all distances; empty = the UTM zone of the place")
    boundary: Text = Field("", description="polygon file with the city's outline; empty = the areas together")
    output: Annotated[Text, Field(min_length=1)] = Field("maps", description="folder for the results")
    incidents: IncidentSettings = IncidentSettings()
    areas: AreaSettings = AreaSettings()
    period: PeriodSettings = PeriodSettings()
    density: DensitySettings = DensitySettings()
    clusters: ClusterSettings = ClusterSettings()
    ranking: RankingSettings = RankingSettings()
    harm: HarmTable | dict[Text, Annotated[float, Field(ge=0, allow_inf_nan=False)]] = Field(
        {},
        description="type: weight, such as days in custody, or a table: kz-severity, kz-min, kz-mid, kz-max, "
        "cambridge-median, cambridge-mean",
    )
    layers: LayerSettings = LayerSettings()
    map: MapSettings = MapSettings()
    privacy: PrivacySettings = PrivacySettings()
    limits: LimitSettings = LimitSettings()


def is_recipe(areas: str) -> bool:
    """Tell whether `areas` says how to make micro-areas, such as square:200, rather than naming a file."""
    return areas.partition(":")[0] in {"square", "hex", "blocks"} and ":" in areas
