"""`hotspot posts`: its files, its words, and one clear sentence for a request that makes no sense."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any, TypeAlias

import pyogrio
import pytest
import shapely
from finished_run import finished
from made_city import SIDE, SOUTH, WEST

from hotspot.schema.placed import POST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run: TypeAlias = Callable[..., tuple[int, str, str]]

FILES = {
    "posts.geojson",
    "catchments.geojson",
    "posts.csv",
    "gains.csv",
    "posts.gpkg",
    "posts.md",
    "posts.html",
    "posts.json",
}
SECRET = "KZ-SECRET-880101300123"  # noqa: S105 - nobody's number
GRID = ("--streets", "streets.geojson")
FAR, NEAR = [10.0, 50.0], [WEST + SIDE / 2, SOUTH + SIDE / 2]


@pytest.fixture
def run(called: Run) -> Run:
    """Run the command in the test's own folder; return its exit code, stdout and stderr."""
    return called


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a finished run."""
    _, folder = finished(tmp_path_factory.mktemp("city"))
    return contents(folder)


@pytest.fixture
def maps(original: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The run in ./maps, beside streets, sites and polygons that a test may name."""
    folder = tmp_path / "maps"
    folder.mkdir()
    for name, content in original.items():
        (folder / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    names = {"name_en": "Abay Avenue", "name_ru": "проспект Абая", "name_kk": "Абай даңғылы"}
    along = [[[WEST, SOUTH + i * SIDE / 4], [WEST + 3 * SIDE, SOUTH + i * SIDE / 4]] for i in range(13)]
    across = [[[WEST + i * SIDE / 4, SOUTH], [WEST + i * SIDE / 4, SOUTH + 3 * SIDE]] for i in range(13)]
    lines = [("LineString", line, {"name": "Abay", **names, "owner": SECRET}) for line in along + across]
    features(tmp_path / "streets.geojson", *lines)
    features(tmp_path / "far.geojson", ("Point", FAR, {"name": "far"}))
    features(tmp_path / "near.geojson", ("Point", NEAR, {"name": "=1+1", "phone": SECRET}))
    features(tmp_path / "nothing.geojson")
    return folder


def features(path: Path, *made: tuple[str, Any, dict[str, str]]) -> None:
    found = [
        {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": at}}
        for kind, at, told in made
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found}), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def placed(run: Run, *words: str) -> dict[str, Any]:
    code, out, err = run("posts", "--json", "--draws", "2", *GRID, *words)
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_all_files_appear_and_the_record_has_their_hashes(maps: Path, run: Run) -> None:
    code, out, _ = run("posts", "-n", "3", "--streets", "streets.geojson", "--draws", "5")

    written = contents(maps / "posts")
    record = json.loads(written["posts.json"])
    assert code == 0
    assert set(written) == FILES
    assert {name: hashlib.sha256(written[name]).hexdigest() for name in FILES - {"posts.json"}} == record[
        "outputs"
    ]
    assert record["asked"]["streets"] == "streets.geojson"
    assert out.splitlines()[0].startswith("Made town")
    assert [line.split()[0] for line in out.splitlines() if re.match(r"P\d", line)] == ["P1", "P2", "P3"]


def test_the_same_request_gives_the_same_bytes(maps: Path, run: Run) -> None:
    given = ("posts", "-n", "2", "--streets", "streets.geojson", "--existing", "near.geojson", "--draws", "5")
    run(*given)
    first = contents(maps / "posts")

    run(*given)

    assert contents(maps / "posts") == first


def test_collections_are_as_rfc_7946_wants_them(maps: Path, run: Run) -> None:
    run("posts", "-n", "3", "--streets", "streets.geojson", "--draws", "2")

    for name in ("posts.geojson", "catchments.geojson"):
        found = json.loads((maps / "posts" / name).read_text(encoding="utf-8"))
        shapes = [shapely.geometry.shape(feature["geometry"]) for feature in found["features"]]
        numbers = shapely.get_coordinates(shapes)
        assert "crs" not in found
        assert [feature["id"] for feature in found["features"]] == ["P1", "P2", "P3"]
        assert (numbers == numbers.round(6)).all()
        assert found["bbox"] == pytest.approx(list(shapely.total_bounds(shapes)))
        assert ((numbers > [WEST - 0.1, SOUTH - 0.1]) & (numbers < [WEST + 0.2, SOUTH + 0.2])).all()
    assert all(shape.exterior.is_ccw for shape in shapely.get_parts(shapes))


def test_the_geopackage_has_its_layers_with_styles_and_names_that_every_gis_takes(
    maps: Path, run: Run
) -> None:
    given = ("--existing", "near.geojson", "--review", "near.geojson", "--lang", "ru")
    placed(run, "-n", "2", *given)
    file = maps / "posts" / "posts.gpkg"

    layers = dict(pyogrio.list_layers(file).tolist())
    assert layers == {
        "catchments": "MultiPolygon",
        "existing": "Point",
        "posts": "Point",
        "reviewed": "Point",
        "layer_styles": None,
    }
    for layer in ("catchments", "existing", "posts"):
        names = pyogrio.read_info(file, layer=layer)["fields"].tolist()
        assert all(
            name.isidentifier() and len(name) <= 31 and name not in {"order", "group"} for name in names
        )
    table = pyogrio.read_dataframe(file, layer="posts")
    assert table.crs.is_projected
    assert table["in_order"].tolist() == [1, 2]
    with sqlite3.connect(file) as database:
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    headings = [alias.get("name") for alias in ET.fromstring(styles["posts"]).iter("alias")]  # noqa: S314
    assert {ET.fromstring(style).tag for style in styles.values()} == {"qgis"}  # noqa: S314
    assert "Происшествий за период" in " ".join(filter(None, headings))


def test_the_table_of_the_crew_has_no_formulas_and_the_places(maps: Path, run: Run) -> None:
    run("posts", "-n", "1", *GRID, "--existing", "near.geojson", "--draws", "2")

    rows = list(csv.DictReader(io.StringIO((maps / "posts" / "posts.csv").read_text(encoding="utf-8"))))

    assert list(rows[0]) == [*POST_COLUMNS[:-1], "lon", "lat"]
    assert not any(str(cell).startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert any(row["nearest_post"] == "'=1+1" for row in rows)
    assert float(rows[0]["lon"]) == pytest.approx(WEST + SIDE, abs=0.03)


def test_each_sentence_with_numbers_of_a_table_names_it(maps: Path, run: Run) -> None:
    run("posts", "-n", "3", *GRID, "--review", "near.geojson", "--draws", "2")

    rows = list(csv.DictReader(io.StringIO((maps / "posts" / "gains.csv").read_text(encoding="utf-8"))))

    record = json.loads((maps / "posts" / "posts.json").read_bytes())
    assert [(int(row["posts"]), float(row["best"]), float(row["bound"])) for row in rows] == [
        (gain["posts"], pytest.approx(gain["value"], rel=1e-5), pytest.approx(gain["bound"], rel=1e-5))
        for gain in record["gains"]
    ]
    assert float(rows[1]["adds"]) == pytest.approx(float(rows[1]["best"]) - float(rows[0]["best"]), rel=1e-4)
    said = dict(zip(record["lines"], record["line_files"], strict=True))
    assert [said[line] for line in record["lines"][:3]] == ["", "posts.csv", "gains.csv"]
    assert record["line_files"][-1] == "posts.gpkg"  # of the sites that people chose
    assert set(record["line_files"]) <= {*record["outputs"], ""}
    assert [table["file"] for table in record["tables"] if len(table["rows"]) == len(rows)][-1] == "gains.csv"


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Abay Avenue"), ("ru", "проспект Абая"), ("kk", "Абай даңғылы")]
)
def test_streets_are_named_in_the_language_of_the_user(
    maps: Path, run: Run, language: str, name: str
) -> None:
    found = placed(run, "-n", "1", "--streets", "streets.geojson", "--lang", language)

    assert found["posts"][0]["street"] == name
    assert name in (maps / "posts" / "posts.md").read_text(encoding="utf-8")


def test_no_file_holds_what_is_nobodys_business(maps: Path, run: Run, tmp_path: Path) -> None:
    run(
        "posts",
        "-n",
        "2",
        "--streets",
        str(tmp_path / "streets.geojson"),
        "--existing",
        "near.geojson",
        "--draws",
        "2",
    )

    for name, content in contents(maps / "posts").items():
        assert SECRET.encode() not in content, name
        assert str(tmp_path).encode() not in content, name


def test_the_section_says_which_run_how_it_was_done_and_what_optimal_means(maps: Path, run: Run) -> None:
    found = placed(run, "-n", "2", "--streets", "streets.geojson", "--hours", "20-6")

    text = (maps / "posts" / "posts.md").read_text(encoding="utf-8")
    assert f"Run {found['run_id']}" in text
    for part in (
        "4.8 km/h",
        "maximal covering",
        "HiGHS",
        "hours = 20-6",
        "posts.candidates = corners",
        "would avert",
    ):
        assert part in text
    assert found["optimal"] == (found["gap"] == 0) == ("Optimal for" in text)


def test_json_is_all_that_is_printed_on_standard_output(maps: Path, run: Run) -> None:
    code, out, _ = run("posts", "-n", "2", *GRID, "--json", "-q", "--draws", "2")

    assert code == 0
    assert [row["post_id"] for row in json.loads(out)["posts"]] == ["P1", "P2"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("-n", "90000"), "candidate sites for 90000 posts"),
        (("-n", "2", "--reach", "5m"), "less than a cell"),
        (("-n", "2", "--reach", "soon"), "is no distance"),
        (("-n", "2", "--cover", "0.5"), "give one of the two"),
        ((), "it is not said how many"),
        (("-n", "2", "--model", "fewest"), "does not go with this"),
        (("-n", "2", "--straight", "--candidates", "corners"), "there are no streets with corners"),
        (("-n", "2", "--streets", "nothing.geojson"), "nothing in it that has a place"),
        (("-n", "2", "--streets", "near.geojson"), "there is no street in it"),
        (("-n", "2", "--existing", "far.geojson"), "all of its posts lie outside the city"),
        (("-n", "2", "--review", "far.geojson"), "all of its sites lie outside the city"),
        (("-n", "1", "--candidates", "far.geojson"), "all of its sites lie outside the city"),
        (("-n", "2", "--demand", "nothing.geojson"), "nothing in it that has a place"),
        (("-n", "2", "--demand", "far.geojson"), "all of its points lie outside the city"),
        (("-n", "2", "--hours", "8to20"), "is no span of hours"),
        (("-n", "2", "--hours", "25-3"), "is no span of hours"),
        (("-n", "2", "--in", "Nowhere"), "there is no area 'Nowhere'"),
    ],
)
def test_a_request_without_sense_gets_one_sentence_and_leaves_the_folder_as_it_was(
    maps: Path, run: Run, given: tuple[str, ...], said: str
) -> None:
    before = contents(maps)

    code, out, err = run("posts", *GRID, *given, "-q")

    assert (code, out) == (1, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert " To do: " in err
    assert contents(maps) == before
    assert not (maps / "posts").exists()


def test_files_of_others_are_never_replaced(maps: Path, run: Run) -> None:
    (maps / "posts").mkdir()
    (maps / "posts" / "posts.csv").write_text("mine", encoding="utf-8")

    code, _, err = run("posts", "-n", "1")

    assert code == 1
    assert "was not written by hotspot" in err
    assert contents(maps / "posts") == {"posts.csv": b"mine"}
