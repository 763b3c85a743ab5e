"""The whole job as analysts script it today: `crimepy_style.py INCIDENTS AREAS OUT [--rows]`.

The steps are those of a crimepy notebook: pandas, points, projection, sjoin and counts, unique places as
weights for scikit-learn's DBSCAN, buffers around core points joined into hot spots, kernel density, Folium.
Where there is a choice it takes the fast one: four columns only, weights on unique places, KDEpy's FFT for
the density. With `--rows` DBSCAN gets the rows one by one, as it does unless weights are made. It has no
cleaning, no intervals, no tests, no choice of parameters: less than `hotspot rank`.
"""

import sys
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from KDEpy import FFTKDE
from sklearn.cluster import DBSCAN

EPS_M, PER_MONTH, CELL_M, BANDWIDTH_M = 150.0, 30, 100.0, 150.0


def main() -> None:
    """Read, count, cluster, smooth, draw."""
    incidents_file, areas_file, out = (Path(each) for each in sys.argv[1:4])
    out.mkdir(parents=True, exist_ok=True)
    columns = ["Date", "Primary Type", "Longitude", "Latitude"]
    rows = pd.read_parquet(incidents_file, columns=columns).dropna(subset=["Longitude", "Latitude"])
    areas = gpd.read_file(areas_file)
    crs = areas.estimate_utm_crs()
    areas = areas.to_crs(crs)
    points = gpd.GeoDataFrame(
        rows, geometry=gpd.points_from_xy(rows["Longitude"], rows["Latitude"]), crs=4326
    ).to_crs(crs)

    inside = points.sjoin(areas[["geometry"]], predicate="intersects")
    ranked = counted(inside["index_right"], areas)
    ranked.drop(columns="geometry").to_csv(out / "ranking.csv", index=False)
    spots = hot_spots(inside, by_rows="--rows" in sys.argv)
    spots.to_crs(4326).to_file(out / "hotspots.geojson")
    np.save(out / "density.npy", density(inside, areas))
    draw(ranked.to_crs(4326), spots.to_crs(4326), out / "map.html")


def counted(area: pd.Series, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas with incidents and incidents per km², most per km² first."""
    ranked = areas.assign(incidents=area.value_counts().reindex(areas.index, fill_value=0))
    ranked["per_km2"] = ranked["incidents"] / ranked.area * 1e6
    return ranked.sort_values("per_km2", ascending=False)


def hot_spots(points: gpd.GeoDataFrame, *, by_rows: bool) -> gpd.GeoDataFrame:
    """Return hot spots: core places of a weighted DBSCAN, buffered by eps; overlapping ones joined."""
    rows = pd.DataFrame({"x": points.geometry.x, "y": points.geometry.y})
    places = rows.assign(count=1) if by_rows else rows.value_counts().reset_index()
    months = (points["Date"].max() - points["Date"].min()).days / 30.4
    model = DBSCAN(eps=EPS_M, min_samples=round(PER_MONTH * months))
    model.fit(places[["x", "y"]], sample_weight=places["count"])
    cores = places.iloc[model.core_sample_indices_]
    label = model.labels_[model.core_sample_indices_]
    around = gpd.points_from_xy(cores["x"], cores["y"], crs=points.crs).buffer(EPS_M)
    outlines = gpd.GeoDataFrame({"cluster": label}, geometry=around).dissolve("cluster")
    joined = gpd.GeoSeries([outlines.union_all()], crs=points.crs).explode(ignore_index=True)
    spots = gpd.GeoDataFrame(geometry=joined)
    weights = gpd.GeoDataFrame(
        places[["count"]], geometry=gpd.points_from_xy(places["x"], places["y"]), crs=points.crs
    )
    inside = weights.sjoin(spots, predicate="within").groupby("index_right")["count"].sum()
    spots["incidents"] = inside.reindex(spots.index, fill_value=0)
    return spots.sort_values("incidents", ascending=False)


def density(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Return the kernel density on a grid over the city."""
    xy = np.column_stack([points.geometry.x, points.geometry.y])
    west, south, east, north = areas.total_bounds
    margin = 3 * BANDWIDTH_M
    x = np.arange(west - margin, east + margin, CELL_M)
    y = np.arange(south - margin, north + margin, CELL_M)
    grid = np.column_stack([np.repeat(x, len(y)), np.tile(y, len(x))])
    found = FFTKDE(kernel="gaussian", bw=BANDWIDTH_M).fit(xy).evaluate(grid)
    return np.asarray(found.reshape(len(x), len(y)).T[::-1] * len(xy))


def draw(areas: gpd.GeoDataFrame, spots: gpd.GeoDataFrame, file: Path) -> None:
    """Write a Folium map of areas and hot spots."""
    west, south, east, north = areas.total_bounds
    page = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=11)
    shown = areas[["geometry", "incidents", "per_km2"]].reset_index()
    shading = {"columns": ["index", "per_km2"], "key_on": "feature.properties.index", "fill_color": "YlOrRd"}
    folium.Choropleth(shown, data=shown, **shading).add_to(page)
    folium.GeoJson(spots, style_function=lambda _: {"color": "#880808"}).add_to(page)
    page.save(file)


if __name__ == "__main__":
    main()
