"""Broken bytes for every reader: whatever comes in, what comes out is an answer or one clear error.

    pip install atheris          # Python 3.11 to 3.13 on Linux
    python bench/fuzz.py csv --seconds 3600 [--findings FOLDER] [--corpus FOLDER]
    python bench/fuzz.py --list

Coverage-guided (libFuzzer through atheris): starts from small whole files, changes their bytes, keeps what
reaches new lines of ours. Stops at the first traceback, hang (30 s) or growth past the limit (2 GB), and
leaves the bytes that did it in the folder for findings; what is mended becomes a case of `tests/cases`.
What reached new lines is kept in the corpus, where one is named, and the next run goes on from there.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parents[1] / "tests"
SEED_FILES = {
    "csv": ("tables", "*.csv"),
    "geojson": ("boundaries", "*.geojson"),
    "config": ("config", "*.yaml"),
    "shapefile": ("files", "*.zip"),
    "parquet": ("files", "*.parquet"),
    "geopackage": ("files", "*.gpkg"),
    "workbook": ("files", "*.xlsx"),
}
SUFFIX = {
    "csv": ".csv",
    "geojson": ".geojson",
    "config": ".yaml",
    "shapefile": ".zip",
    "parquet": ".parquet",
    "geopackage": ".gpkg",
    "workbook": ".xlsx",
    "osm": ".osm.pbf",
    "filter": "",
    "record": ".json",
}
HANG_S, LIMIT_MB = 30, 2_048  # of memory: with what the fuzzer itself keeps, some 8 kB for each input


def main() -> None:
    """Fuzz one reader for so many seconds, or list them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reader", nargs="?", choices=sorted(SUFFIX))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--findings", type=Path, default=Path("findings"))
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    if asked.list or not asked.reader:
        print(*sorted(SUFFIX), sep="\n")
        return
    import atheris  # noqa: PLC0415 - not there unless one fuzzes

    with atheris.instrument_imports(include=["hotspot"]):
        target = reader(asked.reader, Path(tempfile.mkdtemp()))
    corpus = asked.corpus or Path(tempfile.mkdtemp())
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(asked.reader)):
        (corpus / f"seed-{number}").write_bytes(seed)
    asked.findings.mkdir(exist_ok=True)
    limits = [f"-max_total_time={asked.seconds}", f"-timeout={HANG_S}", f"-rss_limit_mb={LIMIT_MB}"]
    where = [f"-artifact_prefix={asked.findings}/{asked.reader}-", "-max_len=65536", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, *where, "-seed=1", str(corpus)], target)
    atheris.Fuzz()


def reader(name: str, folder: Path) -> Callable[[bytes], None]:
    """Return what reads bytes as `name` would be read, by way of a file in `folder`."""
    from hotspot.errors import HotspotError  # noqa: PLC0415 - instrumented first

    read = _readers()[name]
    path = folder / f"input{SUFFIX[name]}"
    warnings.simplefilter("error")

    def target(data: bytes) -> None:
        path.write_bytes(data)
        try:
            read(path)
        except HotspotError as error:
            if "\n" in str(error):
                raise RuntimeError("an error of more than one line") from error

    return target


def _readers() -> dict[str, Callable[[Path], object]]:
    """Return each reader as a function of the path."""
    from hotspot import config, read  # noqa: PLC0415 - instrumented first
    from hotspot.read.where import matching  # noqa: PLC0415

    def incidents(path: Path) -> object:
        return read.read_incidents([str(path)], read.IncidentQuestion())

    def areas(path: Path) -> object:
        return read.read_areas(str(path), read.AreaQuestion())

    def where(path: Path) -> object:
        frame = pd.DataFrame({"type": ["theft", "кража", None], "hour": [1, 2, 3]})
        return matching(path.read_bytes().decode("utf-8", "replace"), frame)

    def record(path: Path) -> object:
        run = path.parent / "run"
        run.mkdir(exist_ok=True)
        (run / "run.json").write_bytes(path.read_bytes())
        return read.open_record(str(run))

    return {
        "csv": incidents,
        "workbook": incidents,
        "parquet": incidents,
        "geojson": areas,
        "shapefile": areas,
        "geopackage": areas,
        "osm": lambda path: read.read_basemap(str(path), box=(-180.0, -90.0, 180.0, 90.0)),
        "config": lambda path: config.load(str(path)),
        "filter": where,
        "record": record,
    }


def seeds(name: str) -> list[bytes]:
    """Return small whole inputs to begin with: the bad ones of the tests, and good ones made here."""
    folder, pattern = SEED_FILES.get(name, ("none", "*"))
    found = [path.read_bytes() for path in sorted((TESTS / "cases" / folder).glob(pattern))]
    small = [data for data in found if len(data) < 65_536]
    return [*small, *_made(name)]


def _made(name: str) -> list[bytes]:
    if name == "filter":
        return [b"hour >= 18", "type in ('кража', 'theft') and not hour between 1 and 2".encode()]
    if name == "osm":
        sys.path.insert(0, str(TESTS))
        from made_osm import extract  # noqa: PLC0415 - lies with the tests

        yard = [(76.9, 43.2), (76.901, 43.2), (76.901, 43.201), (76.9, 43.2)]
        return [extract([({"building": "yes"}, yard), ({"highway": "footway", "name": "Abai"}, yard[:2])])]
    if name not in {"csv", "workbook", "parquet"}:
        return []
    frame = pd.DataFrame(
        {
            "id": ["1", "2", "3"],
            "type": ["кража", "разбой", "theft"],
            "date": ["2025-01-01 10:00", "2025-02-03 23:15", "2025-03-04 04:00"],
            "lon": [76.9, 76.91, 76.92],
            "lat": [43.2, 43.21, 43.22],
        }
    )
    made = io.BytesIO()
    if name == "csv":
        frame.to_csv(made, index=False)
    elif name == "parquet":
        frame.to_parquet(made, index=False)
    else:
        frame.to_excel(made, index=False, engine="xlsxwriter")
    return [made.getvalue()]


if __name__ == "__main__":
    main()
