"""A hand-made city of twelve squares, as `write` and `render` receive it: small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from shapely import LineString, Point, box

from hotspot.judge import agreement
from hotspot.schema import (
    HOTSPOT_COLUMNS,
    RANKING_COLUMNS,
    STANDING_COLUMNS,
    Areas,
    Choice,
    Drawing,
    Grid,
    HotSpots,
    Period,
    Ranking,
    Result,
    Rows,
    Sites,
    Source,
    Surface,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Floats, Language

CRS = pyproj.CRS.from_epsg(32643)
WEST, SOUTH, SIDE = 650_000.0, 4_790_000.0, 1_000.0
COUNTS = (150, 110, 90, 70, 50, 40, 30, 25, 15, 10, 6, 4)
NAMES = (
    ("Orbita", "Орбита", "Орбита"),
    ("Samal", "Самал", "Самал"),
    ("Koktem", "Коктем", "Көктем"),
    ("Ainabulak", "Айнабулак", "Айнабұлақ"),
    ("Zhetisu", "Жетысу", "Жетісу"),
    ("Taugul", "Таугуль", "Таугүл"),
    ("Aksai", "Аксай", "Ақсай"),
    ("Mamyr", "Мамыр", "Мамыр"),
    ("Kazakhfilm", "Казахфильм", "Қазақфильм"),
    ("Kalkaman", "Калкаман", "Қалқаман"),
    ("Shanyrak", "Шанырак", "Шаңырақ"),
    ("Dorozhnik", "Дорожник", "Жолшы"),
)


def made_result(
    *,
    names: Sequence[str] = (),
    kind: str = "theft",
    title: str = "Test city",
    language: Language = "en",
    synthetic: bool = True,
) -> Result:
    """Return the city; `names` replace the first areas' names in every language, `kind` is the main type."""
    areas = _areas(names)
    xy = _places()
    incidents = _incidents(xy, kind)
    surface = _surface(len(xy))
    hotspots = _hotspots(kind, len(xy))
    ranking = Ranking(
        frame=_ranking(areas.frame, surface, kind), by="score", score_unit="per_km2_year", top=3
    )
    return Result(
        title=title,
        city="Almaty",
        synthetic=synthetic,
        period=Period(first=date(2025, 1, 1), last=date(2025, 12, 31)),
        crs=CRS,
        rows=Rows(read=650, dropped={"outside_area": 38, "missing_coordinates": 12}),
        incidents=incidents,
        areas=areas,
        sites=Sites(xy=xy, weight=np.ones(len(xy)), site_of=np.arange(len(xy))),
        surface=surface,
        hotspots=hotspots,
        ranking=ranking,
        layers=_layers(),
        drawing=Drawing(),
        sources={"incidents": (Source(path="incidents.csv", sha256="ab" * 32, facts={"delimiter": ","}),)},
        findings=(),
        choices=(Choice(name="bandwidth_m", value=310.0, unit="m", flag="--set density.bandwidth_m"),),
        config={"seed": 7, "density": {"kernel": "quartic"}},
        versions={"hotspot": "0.1.0"},
        seed=7,
        language=language,
        run_id="0123456789ab",
        agreement=agreement(ranking, seed=7),
    )


def unranked(result: Result, count: int = 2) -> Result:
    """Return the city by rate, its last `count` areas without residents and so without a rank."""
    frame = result.ranking.frame.copy()
    numbers = ["score", "score_low", "score_high", "p_top", "p_top_reporting", "cumulative_share"]
    columns = [*STANDING_COLUMNS, *numbers, "population", "rate_per_1000"]
    frame[columns] = frame[columns].astype(float)
    frame.loc[frame.index[-count:], columns] = np.nan
    ranking = replace(result.ranking, frame=frame, by="rate", score_unit="per_1000_year")
    return replace(result, ranking=ranking)


def _areas(names: Sequence[str]) -> Areas:
    texts = [(name,) * 3 for name in names] + list(NAMES[len(names) :])
    corners = [(WEST + SIDE * (i % 4), SOUTH + SIDE * (2 - i // 4)) for i in range(12)]
    frame = gpd.GeoDataFrame(
        {
            "area_id": [f"A{i + 1:02d}" for i in range(12)],
            "name": [text[1] for text in texts],
            "name_en": [text[0] for text in texts],
            "name_ru": [text[1] for text in texts],
            "name_kk": [text[2] for text in texts],
            "population": [np.nan, *np.arange(11_000.0, 22_000.0, 1_000.0)],
        },
        geometry=[box(x, y, x + SIDE, y + SIDE) for x, y in corners],
        crs=CRS,
    )
    return Areas(frame=frame, sources=(Source(path="areas.geojson", sha256="cd" * 32),))


def _places() -> Floats:
    draw = np.random.default_rng(7)
    corners = np.array([(WEST + SIDE * (i % 4), SOUTH + SIDE * (2 - i // 4)) for i in range(12)])
    xy = np.repeat(corners, COUNTS, axis=0) + draw.uniform(0, SIDE, (sum(COUNTS), 2))
    return np.asarray(xy[np.lexsort((xy[:, 1], xy[:, 0]))], dtype=np.float64)


def _incidents(xy: Floats, kind: str) -> pd.DataFrame:
    """Return an incident at each place: on every day and hour in turn, each tenth without an hour."""
    index = pd.RangeIndex(1, len(xy) + 1)
    number = np.arange(len(xy))
    minutes = number * 7_919 % 365 * 1_440 + number * 5 % 24 * 60 + 15
    column, row = (np.floor((xy[:, axis] - corner) / SIDE) for axis, corner in ((0, WEST), (1, SOUTH)))
    return pd.DataFrame(
        {
            "start": (np.datetime64("2025-01-01", "s") + minutes.astype("timedelta64[m]")),
            "hour_known": number % 10 != 0,
            "type": np.where(number % 3 < 2, kind, "robbery"),
            "area": (column + 4 * (2 - row)).astype(np.int64),
            "id": "KZ-SECRET-880101300123",
            "easting": xy[:, 0],
            "northing": xy[:, 1],
            "site": np.arange(len(xy)),
        },
        index=index,
    )


def _surface(count: int) -> Surface:
    grid = Grid(west=WEST - 200.0, north=SOUTH + 3_200.0, cell_m=100.0, rows=34, columns=44)
    easting, northing = grid.centres()
    inside = ((easting > WEST) & (easting < WEST + 4_000.0))[None, :] & (
        (northing > SOUTH) & (northing < SOUTH + 3_000.0)
    )[:, None]
    shape = np.exp(-np.hypot(easting[None, :] - WEST - 700.0, northing[:, None] - SOUTH - 2_300.0) / 800.0)
    shape = np.where(inside, shape, 0.0)
    years = 365 / 365.25
    values = shape / shape.sum() * count / (grid.cell_m**2 / 1e6) / years
    return Surface(
        grid=grid,
        values=np.where(inside, values, np.nan),
        inside=inside,
        kernel="quartic",
        bandwidth_m=310.0,
        unit="per_km2_year",
    )


def _hotspots(kind: str, count: int) -> HotSpots:
    centres = [(WEST + 500, SOUTH + 2_500), (WEST + 1_500, SOUTH + 2_400), (WEST + 2_600, SOUTH + 2_600)]
    frame = gpd.GeoDataFrame(
        {
            "hotspot_id": ["H1", "H2", "H3"],
            "rank": [1, 2, 3],
            "kind": ["area", "area", "single_address"],
            "incidents": [80, 40, 20],
            "inside": [84, 42, 20],
            "sites": [60, 31, 1],
            "area_km2": [0.125, 0.0702, 0.0078],
            "per_km2_year": [672.46, 598.69, 2565.66],
            "share": [0.13333333, 0.0666667, 0.0333333],
            "months_active": [12, 9, 11],
            "main_types": [f"{kind} 60 %"] * 3,
            "stability": [0.98, 0.81, 1.0],
            "usual": [21.4, 17.3, 1.2],
            "p_value": [0.005, 0.005, 0.005],
            "significant": [True, True, True],
        },
        geometry=[Point(centres[0]).buffer(200), Point(centres[1]).buffer(150), Point(centres[2]).buffer(50)],
        crs=CRS,
    )[list(HOTSPOT_COLUMNS)]
    return HotSpots(frame=frame, label=np.full(count, -1), eps_m=120.0, min_samples=8)


def _ranking(areas: gpd.GeoDataFrame, surface: Surface, kind: str) -> gpd.GeoDataFrame:
    counts = np.array(COUNTS)
    spread = 2.0 * np.sqrt(counts)
    low, high = np.maximum(counts - spread, 0.1), counts + spread
    worse = np.array([(low > value).sum() for value in high])
    better = np.array([(high > value).sum() for value in low])
    columns = {
        "rank": np.arange(1, 13),
        "incidents": counts,
        "per_km2": counts.astype(float),
        "score": counts * 0.98765432,
        "score_low": low,
        "score_high": high,
        "rank_low": worse + 1,
        "rank_high": better,
        "p_top": np.linspace(1.0, 0.0, 12) ** 2,
        "p_top_reporting": np.linspace(1.0, 0.0, 12),
        "hotspot_share": np.r_[0.5333333, 0.36, 0.2222222, np.zeros(9)],
        "expected": counts * 0.5,
        "expected_low": np.floor(counts * 0.3),
        "expected_high": np.ceil(counts * 0.8),
        "group": np.repeat([1, 2, 3, 4], 3),
        "share": counts / counts.sum(),
        "cumulative_share": counts.cumsum() / counts.sum(),
        "area_km2": np.ones(12),
        "rate_per_1000": counts / areas["population"].to_numpy() * 1000,
        "harm_per_km2_year": np.full(12, np.nan),
        "density_mean": counts * 0.95,
        "density_peak": counts * 2.5,
        "hotspots": np.r_[1, 1, 1, np.zeros(9, int)],
        "hotspot_ids": ["H1", "H2", "H3"] + [""] * 9,
        "recent": counts // 2,
        "before": counts // 3,
        "trend": ["up", "no change beyond noise", "down"] + ["too few"] * 8 + [""],
        "trend_p": np.r_[0.0123456, 0.4, 0.02, np.full(9, np.nan)],
        "main_types": [f"{kind} 60 %; robbery 12 %"] * 12,
        "main_hours": ["18–24: 41 %"] * 11 + [""],
    }
    return areas.assign(**columns)[list(RANKING_COLUMNS)]


def _layers() -> dict[str, gpd.GeoDataFrame]:
    points = gpd.GeoDataFrame(
        {"name": ["Post 1", "Post 2"], "phone": ["+7 700 123 45 67"] * 2},
        geometry=[Point(WEST + 900, SOUTH + 900), Point(WEST + 3_100, SOUTH + 2_100)],
        crs=CRS,
    )
    lines = gpd.GeoDataFrame(
        {"name": [f"Street {i}" for i in range(6)]},
        geometry=[
            *(
                LineString([(WEST, SOUTH + 500 + 1_000 * i), (WEST + 4_000, SOUTH + 700 + 900 * i)])
                for i in range(3)
            ),
            *(
                LineString([(WEST + 600 + 1_300 * i, SOUTH), (WEST + 500 + 1_300 * i, SOUTH + 3_000)])
                for i in range(3)
            ),
        ],
        crs=CRS,
    )
    return {"posts": points, "streets": lines}
