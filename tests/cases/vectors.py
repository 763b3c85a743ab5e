"""Vector files of points: parts that are missing, and formats under a false name (49 to 58)."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from cases.case import SQUARES, Case, refused
from cases.made import COUNT, good_csv, incidents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VRT = """<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{source}</SrcDataSource>
<GeometryType>wkbPoint</GeometryType><GeometryField encoding="PointFromColumns" x="lon" y="lat"/>
</OGRVRTLayer></OGRVRTDataSource>"""


def points_file(name: str, crs: str = "EPSG:4326") -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        frame = pd.DataFrame(incidents())
        geometry = gpd.points_from_xy(frame.pop("lon").astype(float), frame.pop("lat").astype(float))
        gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:4326").to_crs(crs).to_file(folder / name)

    return make


def _metres_without_prj(folder: Path) -> None:
    points_file("a.shp", "EPSG:32643")(folder)
    (folder / "a.prj").unlink()


def _cut(name: str, *, share: float) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        points_file(name)(folder)
        os.truncate(folder / name, int(share * (folder / name).stat().st_size))

    return make


def _indirect(name: str, text: str) -> Callable[[Path], None]:
    """Return a maker of a file that points GDAL to a good one beside it."""

    def make(folder: Path) -> None:
        source = good_csv(folder, "true.csv")
        (folder / name).write_text(text.replace("{source}", str(source)), encoding="utf-8")

    return make


GDALG = json.dumps(
    {"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {source} ! write"}
)
FEATURES_TOO = GDALG[:-1] + ', "then": {"type": "FeatureCollection", "features": []}}'

CASES = (
    *(
        refused(
            *(49, f"vectors {name} cut at {share:.0%}", name, *SQUARES),
            message=(name,),
            make=_cut(name, share=share),
        )
        for name in ("a.gpkg", "a.geojson", "a.shp")
        for share in (0.03, 0.4, 0.97)
    ),
    refused(
        *(50, "vectors metres without a .prj", "a.shp", *SQUARES),
        message=("a.shp", "coordinate system", "incidents.crs"),
        make=_metres_without_prj,
    ),
    Case(
        number=50,
        name="vectors metres without a .prj, and the CRS given",
        arguments=("check", "a.shp", *SQUARES, "--set", "incidents.crs=EPSG:32643", "--json"),
        kept=COUNT,
        make=_metres_without_prj,
    ),
    *(
        refused(
            *(58, f"vectors a VRT called {name}", name, *SQUARES),
            message=(name, "XML or HTML text"),
            make=_indirect(name, VRT),
        )
        for name in ("a.geojson", "a.gpkg", "a.shp", "a.parquet", "a.xlsx", "a.zip", "a.csv.gz")
    ),
    refused(
        *(58, "vectors a pipeline called a.geojson", "a.geojson", *SQUARES),
        message=("a.geojson", "not GeoJSON"),
        make=_indirect("a.geojson", GDALG),
    ),
    refused(
        *(58, "vectors a pipeline with features in it", "a.geojson", *SQUARES),
        message=("a.geojson", "not GeoJSON"),
        make=_indirect("a.geojson", FEATURES_TOO),
    ),
    refused(
        *(58, "vectors a VRT", "a.vrt", *SQUARES),
        message=("files ending in '.vrt' are not read",),
        make=_indirect("a.vrt", VRT),
    ),
)
