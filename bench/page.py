"""The map page against its budget, beside the page that stock Folium makes of the same data, in one run.

    python bench/page.py [--incidents 100000] [--areas 500] [--repeats 5] [--keep FOLDER]

The city is made here: seeded, a dense centre, incidents per address as in real files, bent outlines. Both
pages are opened offline, from a file, in the system's Chromium. The peer has Leaflet inlined and nothing
else, so that it opens at all; it draws the same areas and incidents on canvas, with a tooltip on each area.
Prints a Markdown table of medians; exit code 1 where a budget is broken.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from playwright.sync_api import sync_playwright

from hotspot import pipeline
from hotspot.config import Configuration, Settings
from hotspot.render import map_page
from hotspot.render.page import _leaflet_script, _leaflet_style

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from hotspot.schema import Floats

SIDE_M = 20_000.0
CRS = 32643
EAST_M, NORTH_M = 640_000.0, 4_780_000.0  # of the city's corner
TYPES = ("theft", "burglary", "robbery", "assault", "vandalism", "hooliganism", "fraud", "theft from vehicle")
BUDGET_BYTES, BUDGET_READY_S = 3_000_000, 1.0
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")

# Notes when the page says that it is ready (stock Folium: when it is loaded) and that has come to the screen.
WATCH = """
  const done = () => requestAnimationFrame(() => setTimeout(() => { window.readyAt = performance.now(); }));
  document.addEventListener("DOMContentLoaded", () => {
    const root = document.documentElement;
    if (!document.getElementById("city-island")) addEventListener("load", done);
    else if (root.classList.contains("ready")) done();
    else new MutationObserver((_, watch) => {
      if (root.classList.contains("ready")) { watch.disconnect(); done(); }
    }).observe(root, {attributes: true});
  });
"""
TIMED = """
  async act => {
    const begin = performance.now();
    (0, eval)(act);
    await new Promise(shown => requestAnimationFrame(() => setTimeout(shown)));
    return performance.now() - begin;
  }
"""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Medians of one page: bytes, seconds to make and to open it, milliseconds until an answer is seen."""

    bytes: int
    make_s: float
    ready_s: float
    answers_ms: dict[str, float]


def main() -> None:
    """Make the city, both pages of it, and the table; stop with 1 where our page breaks a budget."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--areas", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="folder to leave both pages in")
    asked = parser.parse_args()
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("no Chromium found: install it, then try again")
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = asked.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        incidents, areas = written_city(asked.incidents, asked.areas, Path(made))
        seconds = {
            "ours.html": our_page(Path(made), folder),
            "peer.html": stock_page(incidents, areas, folder),
        }
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        ours, peer = (
            measured(browser, folder / name, make_s, asked.repeats) for name, make_s in seconds.items()
        )
        browser.close()
    print(f"{asked.incidents:,} incidents, {asked.areas:,} areas, medians of {asked.repeats}\n")
    print(table(ours, peer))
    broken = [
        said
        for said, is_kept in (
            (f"the page has {ours.bytes:,} bytes", ours.bytes <= BUDGET_BYTES),
            (f"the page is ready after {ours.ready_s:.2f} s", ours.ready_s <= BUDGET_READY_S),
        )
        if not is_kept
    ]
    if broken:
        raise SystemExit("budget broken: " + "; ".join(broken))


def written_city(n: int, areas: int, folder: Path) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Write incidents.csv and areas.geojson; return both, in degrees."""
    rng = np.random.default_rng(2)
    xy = made_places(n, rng) + np.array([EAST_M, NORTH_M])
    places = gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=CRS).to_crs(4326)
    minutes = rng.integers(0, 2 * 365 * 1_440, n).astype("timedelta64[m]")
    incidents = pd.DataFrame(
        {
            "lon": places.x.round(6),
            "lat": places.y.round(6),
            "date": np.datetime_as_string(np.datetime64("2024-01-01T00:00") + minutes, unit="m"),
            "type": rng.choice(TYPES, n, p=np.arange(8, 0, -1) / 36),
        }
    )
    incidents.to_csv(folder / "incidents.csv", index=False)
    frame = bent_areas(areas)
    frame.to_file(folder / "areas.geojson")
    return incidents, frame


def made_places(n: int, rng: np.random.Generator) -> Floats:
    """Return places (n, 2) in metres: quarters of falling weight around a centre, few busy addresses."""
    quarters = SIDE_M * np.clip(rng.normal(0.5, 0.2, (60, 2)), 0.05, 0.95)
    quarter = rng.choice(60, n // 5, p=(1 / np.arange(1, 61)) / (1 / np.arange(1, 61)).sum())
    addresses = np.clip(quarters[quarter] + rng.normal(0, 900, (n // 5, 2)), 0, SIDE_M)
    popularity = rng.pareto(2.5, n // 5) + 0.2
    return np.asarray(addresses[rng.choice(n // 5, n, p=popularity / popularity.sum())].round(1))


def bent_areas(count: int, seed: int = 3) -> gpd.GeoDataFrame:
    """Return Voronoi cells whose common outlines are bent alike, some 50 vertices each, in degrees."""
    centres = shapely.multipoints(np.random.default_rng(seed).uniform(0, SIDE_M, (count, 2)))
    city = shapely.box(0, 0, SIDE_M, SIDE_M)
    cells = [
        shapely.intersection(cell, city) for cell in shapely.voronoi_polygons(centres, extend_to=city).geoms
    ]
    lines = shapely.segmentize(np.array(cells), 75.0)

    def bend(xy: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        x, y = xy.T
        return np.column_stack([x + 18 * np.sin(y / 61) + EAST_M, y + 18 * np.sin(x / 47) + NORTH_M])

    names = {"id": [f"A{i}" for i in range(count)]}
    names |= {f"name_{language}": [f"{word}-{i}" for i in range(count)] for language, word in
              (("en", "Microdistrict"), ("ru", "Микрорайон"), ("kk", "Ықшамаудан"))}  # fmt: skip
    return gpd.GeoDataFrame(names, geometry=list(shapely.transform(lines, bend)), crs=CRS).to_crs(4326)


def our_page(data: Path, folder: Path) -> float:
    """Rank the city and write its page; return the seconds that the page takes, without the ranking."""
    settings = Settings.model_validate(
        {
            "city": "Made city",
            "synthetic": True,
            "incidents": {"file": str(data / "incidents.csv")},
            "areas": {"file": str(data / "areas.geojson")},
        }
    )
    result = pipeline.rank_city(Configuration(settings=settings, origin={}))
    begin = time.perf_counter()
    (folder / "ours.html").write_text(map_page(result), encoding="utf-8")
    return time.perf_counter() - begin


def stock_page(incidents: pd.DataFrame, areas: gpd.GeoDataFrame, folder: Path) -> float:
    """Write the page that Folium's own classes make of the same data; return the seconds it takes."""
    begin = time.perf_counter()
    points = gpd.GeoDataFrame(
        incidents[["type", "date"]],
        geometry=gpd.points_from_xy(incidents["lon"], incidents["lat"]),
        crs=4326,
    )
    page = folium.Map(location=[incidents["lat"].mean(), incidents["lon"].mean()], zoom_start=11, tiles=None,
                      prefer_canvas=True)  # fmt: skip
    page._id = "page"
    tip = folium.GeoJsonTooltip(["name_en", "name_ru", "name_kk"])
    folium.GeoJson(areas, style_function=lambda _: {"weight": 1}, tooltip=tip, name="areas").add_to(page)
    folium.GeoJson(points, marker=folium.CircleMarker(radius=3, weight=0, fill_opacity=0.5)).add_to(page)
    page.default_js, page.default_css = [], []
    html = page.get_root().render()
    leaflet = f"<style>{_leaflet_style()}</style><script>{_leaflet_script()}</script>"
    html = html.replace("<head>", "<head>" + leaflet, 1)
    (folder / "peer.html").write_text(html, encoding="utf-8")
    return time.perf_counter() - begin


def measured(browser: Browser, file: Path, make_s: float, repeats: int) -> Measured:
    """Open the page several times, each in a fresh context, and take the medians."""
    ready, answers = [], []
    for _ in range(repeats):
        context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768}, bypass_csp=True)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(file.as_uri(), wait_until="commit")
        ready.append(float(page.wait_for_function("window.readyAt", timeout=120_000).json_value()) / 1000)
        answers.append(answered(page))
        context.close()
    return Measured(
        bytes=file.stat().st_size,
        make_s=make_s,
        ready_s=float(np.median(ready)),
        answers_ms={name: float(np.median([some[name] for some in answers])) for name in answers[0]},
    )


def answered(page: Page) -> dict[str, float]:
    """Return the milliseconds until each thing that a commander does is seen on the screen."""
    acts = {
        "pan, whole city": "map_page.panBy([120, 80], {animate: false})",
        "zoom in": "map_page.setZoom(13, {animate: false})",
        "zoom to the incidents": "map_page.setZoom(15.5, {animate: false})",
        "pan among incidents": "map_page.panBy([120, 80], {animate: false})",
    }
    if page.locator("#city-island").count():
        page.locator("#show-incidents").check()  # the peer draws them always
        acts |= {
            "filter by type": "{const list = document.getElementById('filter-type'); list.selectedIndex = 2;"
            " list.dispatchEvent(new Event('change'))}",
            "language": "document.querySelector('#languages button[lang=kk]').click()",
            "card": "document.querySelector('#rows button').click()",
        }
    return {name: float(page.evaluate(TIMED, act)) for name, act in acts.items()}


def table(ours: Measured, peer: Measured) -> str:
    """Return the Markdown table: ours, the peer's, how many times less ours takes, the budget."""
    lines = [
        ("page, MB", ours.bytes / 1e6, peer.bytes / 1e6, f"{BUDGET_BYTES / 1e6:g}"),
        ("made in, s", ours.make_s, peer.make_s, ""),
        ("ready, s", ours.ready_s, peer.ready_s, f"{BUDGET_READY_S:g}"),
        *((f"{name}, ms", ms, peer.answers_ms.get(name), "") for name, ms in ours.answers_ms.items()),
    ]
    rows = ["| | ours | stock Folium | ratio | budget |", "|---|---:|---:|---:|---:|"]
    for name, our, their, budget in lines:
        compared = f"{their:.3g} | {their / our:.1f}" if their is not None else "– | –"
        rows.append(f"| {name} | {our:.3g} | {compared} | {budget} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
