"""Errors in Russian and Kazakh: told from the templates that real errors fit, whole or in English."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import sys
from contextlib import chdir
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from cases.case import HERE
from finished_run import finished
from hypothesis import given
from hypothesis import strategies as st

import hotspot
from hotspot.cli import group, main
from hotspot.cli.spoken import Spoken
from hotspot.errors import HotspotError, InputError
from hotspot.read.gate import refuse_change, regular_file
from hotspot.schema import Choice
from hotspot.words import Words, catalogue
from hotspot.words.refused import ALSO, INNER, TO_DO, WHAT, WHERE, fitting, refused
from hotspot.write.atomic import workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hotspot.schema import Language

PACKAGE = Path(hotspot.__file__).parent
MATCHED = (WHAT, TO_DO, ALSO, WHERE, *INNER.values())
# One command for each message that is told: {t}, {f} and {b} are the folders of tests/cases, {run} a finished
# run; the rest lies in the folder where the command runs.
COMMANDS = """
rank none.csv --areas square:500
rank aa.csv --areas square:500
rank nowhere/a.csv --areas square:500
rank ' ' --areas square:500
rank folder --areas square:500
rank a.csv --areas http://127.0.0.1:9/a.geojson
rank link.csv --areas square:500
rank a.doc --areas square:500
rank noending --areas square:500
rank {f}/old.xls --areas square:500
rank a.kml --areas square:500
rank {f}/password.xlsx --areas square:500
rank {t}/empty.csv --areas square:500
rank {t}/blank_lines.csv --areas square:500
rank {t}/header_only.csv --areas square:500
rank {f}/cut_short.gpkg --areas square:500
rank {f}/cut_short.shp --areas square:500
rank {f}/without_shx.shp --areas square:500
rank {f}/cut_short.geojson --areas square:500
rank {f}/entities.xlsx --areas square:500
rank {f}/cut_short.zip --areas square:500
rank {t}/two_encodings.csv --areas square:500
rank {f}/two_layers.gpkg --areas square:500
rank large.csv --areas square:500 --set limits.file_mb=1
rank a.csv --areas square:500 --set limits.rows=59
rank a.csv c.csv --areas square:500 --set limits.rows=100
backtest
rank zip.csv --areas square:500
rank pdf.csv --areas square:500
rank parquet.csv --areas square:500
rank gpkg.csv --areas square:500
rank shp.csv --areas square:500
rank html.csv --areas square:500
rank utf16.geojson --areas square:500
rank text.gpkg --areas square:500
rank {t}/no_latitude.csv --areas square:500
rank no_longitude.csv --areas square:500
rank no_places.csv --areas square:500
rank no_pair.csv --areas square:500
rank {t}/no_header.csv --areas square:500
rank a.csv --areas square:500 --set incidents.columns.x=lon --set incidents.columns.y=latt
rank a.csv --areas square:500 --set incidents.columns.x=lon --set incidents.columns.y=Ω
rank a.csv --areas {b}/plain.geojson --set areas.name=zzz
rank a.csv --areas square:500 --where "typ = 'theft'"
rank {t}/kz_degrees.csv --areas square:500 --set incidents.columns.id=UD
rank {t}/double_column.csv --areas square:500
rank {t}/blank_between_thousands.csv --areas square:500
rank {r}/arabic_digits.csv --areas square:500
rank {t}/swapped.csv --areas square:500
rank {t}/latitude_95_often.csv --areas square:500
rank {t}/metres.csv --areas square:500
rank {t}/metres.csv --areas {r}/areas.geojson
rank utm.csv --areas {r}/areas.geojson
rank british.csv --areas square:500
rank pulkovo.csv --areas square:500
rank mercator.csv --areas square:500
rank {t}/feet.csv --areas square:500
rank {t}/metres.csv --areas square:500 --set incidents.crs=EPSG:4326
rank {t}/metres.csv --areas square:500 --set incidents.crs=EPSG:99999999
rank a.csv --areas square:500 --set incidents.crs=EPSG:32643
rank a.csv --areas {b}/no_crs.shp
rank a.csv --areas degrees.shp
rank a.csv --areas square:500 --boundary {b}/no_crs.shp
rank {t}/all_on_one_spot.csv --areas square:500
rank {r}/all_in_astana.csv --areas {r}/areas.geojson
rank {r}/swapped_whole.csv --areas {r}/areas.geojson
rank {r}/no_places_at_all.csv --areas square:500
rank zeros.csv --areas square:500
rank {r}/all_in_the_future.csv --areas square:500
rank undated.csv --areas square:500
rank far.csv --areas {r}/areas.geojson
rank a.csv --areas square:500 --start 2010-01-01 --end 2010-02-01
rank a.csv --areas square:500 --where "type = 'arson'"
rank a.csv --areas square:500 --where "hour < 0 and weekday = 1"
rank {t}/no_dates.csv --areas square:500
rank {t}/mixed_dates.csv --areas square:500
rank {t}/mixed_day_order.csv --areas square:500
rank a.csv --areas square:500 --start 2025-06-01 --end 2025-01-01
rank a.csv --areas square:500 --start 2026-01-01
rank places.csv --areas square:500 --start 2025-01-01
rank a.csv --areas square:500 --start 13/45/2025
when --from undated
trend {run} --start 2025-13-01 --end 2025-12-31
trend {run} --start 1990-01-01 --end 1990-02-01
posts {run} -n 1 --hours noon
rank a.csv
rank a.csv --areas squares:250
rank a.csv --areas square:abc
rank a.csv --areas square:0
rank a.csv --areas {b}/lines.geojson
rank {f}/wrong_type.geojson --areas square:500
brief --from {run} 'nowhere at all'
brief --from {run} 'Area 11'
brief --from undated Same
rank sometimes.csv --areas square:500
posts {run} -n 1 --reach far
repeats --from {run} --type arson
rank a.csv --areas square:500 --set density.bandwith_m=5
rank a.csv --areas square:500 --set density.zzzzzz=5
rank a.csv --areas square:500 --set density
rank a.csv --areas square:500 --set density.kernel=flat
rank a.csv --areas square:500 --set ranking.top=0
rank a.csv --areas square:500 --set density.area_share=2
rank a.csv --areas square:500 --set density.bandwidth_m=-1
rank a.csv --areas square:500 --set limits.cells=90000000
rank a.csv --areas square:500 --set seed=many
rank a.csv --areas square:500 --set score.level=high
rank --config city.yaml
rank --config none.yaml
rank a.csv --areas square:500 --set density.area_share=high
cameras --from {run} -n 1 --range far
rank --config twice.yaml
init a.csv --config there.yaml
map {run} --out a.csv
rank a.csv --areas square:500 --out a.csv
rank a.csv --areas square:500 --out theirs
rank out/ranking.csv --areas square:500 --out out
rank a.csv --areas {b}/no_features.geojson
rank {r}/title_above.csv --areas square:500
rank {t}/ragged_many.csv --areas square:500
rank {t}/unclosed_quote.csv --areas square:500
rank {r}/json.csv --areas square:500
rank {t}/nul_bytes.csv --areas square:500
rank a.csv --areas {f}/cp1251.geojson
rank a.csv --areas {b}/metres_as_degrees.geojson
rank a.csv --areas {r}/areas.geojson --set areas.crs=EPSG:32643
rank a.csv --areas {b}/whole_degrees.geojson
rank a.csv --areas {b}/same_id.geojson
rank a.csv --areas {b}/overlap.geojson
rank a.csv --areas {b}/bow_tie.geojson
rank a.csv --areas {b}/unclosed.geojson
rank a.csv --areas {b}/empty_id.geojson --set areas.id=code
rank --config list.yaml
rank --config section.yaml
rank a.csv --areas square:500 --where "type = "
rank a.csv --areas square:500 --set incidents.columns.lattitude=lat
rank a.csv --areas {r}/areas.geojson --set areas.crs=EPSG:nonsense
rank a.csv --areas square:500 --set crs=EPSG:4326
rank a.csv --areas square:500 --set crs=EPSG:3857
posts {run}
rank 'postgresql://me:${{NOT_SET}}@localhost/a' --areas square:500 --set incidents.query='SELECT 1'
rank {t}/us_dates.csv --areas square:500 --set incidents.day_first=true
rank {t}/mixed_zones.csv --areas square:500
rank a.csv --areas {r}/country.geojson
rank a.csv --areas square:500 --set limits.columns=1
init a.csv --config a.csv --overwrite
rank a.csv --areas square:
rank {r}/good.csv --areas {r}/areas.geojson --by rate
rank a.csv --areas square:500 --by harm
rank {f}/cut_short.parquet --areas square:500
rank {f}/no_geopackage.gpkg --areas square:500
rank {t}/damaged.csv.gz --areas square:500
rank {t}/degrees_mixed.csv --areas square:500
rank points.shp --areas square:500
rank {f}/two_shapefiles.zip --areas square:500
rank {f}/no_shapefile.zip --areas square:500
rank a.csv --areas square:500 --out a.csv/out
when --from {run} --out other
when --from none
when --from a.csv
when --from folder
when --from missing
when --from changed
backtest --from {run} --inputs folder
backtest --from {run}
"""


TABLES = {
    "a.csv": ("lon,lat,date,type", "76.{0:02},43.2{0:02},2025-01-{1:02} 08:30,theft"),
    "c.csv": ("lon,lat,date,type", "76.{0:02},43.2{0:02},2025-01-{1:02} 08:30,theft"),
    "places.csv": ("lon,lat", "76.{0:02},43.2{0:02}"),
    "no_longitude.csv": ("lat,date", "43.2{0:02},2025-01-{1:02}"),
    "no_places.csv": ("date,type", "2025-01-{1:02},theft"),
    "no_pair.csv": ("lon,northing", "76.{0:02},4788{0}"),
    "zeros.csv": ("lon,lat", "0,0"),
    "undated.csv": ("lon,lat,date", "76.{0:02},43.2{0:02},1901-01-01"),
    "utm.csv": ("X,Y", "6529{0:02},47884{0:02}"),
    "british.csv": ("X,Y", "3500{0:02},3500{0:02}"),
    "pulkovo.csv": ("X,Y", "135000{0:02},47884{0:02}"),
    "mercator.csv": ("X,Y", "-85600{0:02},-47884{0:02}"),
    "large.csv": ("lon,lat", "76.{0:02},43.2{0:02}," + 20_000 * " "),
}
CONTENTS = {
    "sometimes.csv": b"lon,lat,date\n76.90,43.20,1901-01-01\n76.91,43.21,\n76.92,43.22,\n",
    "zip.csv": b"PK\x03\x04",
    "pdf.csv": b"%PDF-1.7",
    "parquet.csv": b"PAR1",
    "gpkg.csv": b"SQLite format 3\0",
    "shp.csv": b"\x00\x00\x27\x0a",
    "html.csv": b"<html>",
    "utf16.geojson": "{}".encode("utf-16"),
    "text.gpkg": b"text",
    "a.doc": b"text",
    "a.kml": b"<kml/>",
    "noending": b"text",
    "city.yaml": b"city: no\n",
    "twice.yaml": b"seed: 1\nseed: 2\n",
    "there.yaml": b"seed: 1\n",
    "list.yaml": b"- 1\n",
    "section.yaml": b"density: 5\n",
    "theirs/map.html": b"theirs",
    "folder/readme": b"",
}
ROWS = 60


def fill(folder: Path) -> dict[str, str]:
    """Write the files of the commands into the folder; return what stands for {t}, {run} and so on."""
    for name, (head, row) in TABLES.items():
        rows = [row.format(i + 10, i % 28 + 1) for i in range(ROWS)]
        (folder / name).write_text("\n".join([head, *rows]), encoding="utf-8")
    for name, content in CONTENTS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    degrees = gpd.GeoSeries([shapely.box(76, 43, 77, 44)], crs=4326)
    degrees.to_frame("geometry").to_file(folder / "degrees.shp", engine="pyogrio")
    (folder / "degrees.prj").unlink()
    points = gpd.GeoSeries(gpd.points_from_xy([653_000.0] * 30, [4_788_000.0] * 30), crs=32643)
    points.to_frame("geometry").to_file(folder / "points.shp", engine="pyogrio")
    (folder / "points.prj").unlink()
    (folder / "link.csv").symlink_to(folder / "link.csv")
    (folder / "out").mkdir()
    shutil.copy(folder / "a.csv", folder / "out" / "ranking.csv")
    run = finished(folder / "city")[1]
    for name in ("missing", "changed", "other"):
        shutil.copytree(run, folder / name)
    (folder / "missing" / "incidents.parquet").unlink()
    (folder / "changed" / "density.tif").write_bytes(b"II*\0")
    (folder / "city" / "incidents.csv").unlink()
    alike = re.sub('"Area [12]"', '"Same"', (folder / "city" / "areas.geojson").read_text(encoding="utf-8"))
    finished(folder / "b", "incidents.columns.date=", areas=json.loads(alike))[1].rename(folder / "undated")
    cases = {"t": "tables", "f": "files", "b": "boundaries", "r": "runs"}
    return {name: str(HERE / place) for name, place in cases.items()} | {"run": str(run)}


def command(words: str) -> Callable[[], object]:
    """Return a command as `main` calls it."""
    return partial(group.main, shlex.split(words), prog_name="hotspot", standalone_mode=False, obj=Spoken())


def raised(call: Callable[[], object]) -> HotspotError:
    """Return the error that a call ends with."""
    with pytest.raises(HotspotError) as caught:
        call()
    return caught.value


def twice(folder: Path) -> None:
    """Write into a folder while another run writes there."""
    with workshop(folder), workshop(folder):
        pass


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> list[HotspotError]:
    """Return the errors of all commands, and those that only another process or another user brings about."""
    folder = tmp_path_factory.mktemp("refused")
    names = fill(folder)
    with chdir(folder), pytest.MonkeyPatch.context() as patch:
        found = [raised(command(line.format(**names))) for line in COMMANDS.strip().splitlines()]
        found.append(raised(partial(twice, folder / "lock")))
        found.append(raised(partial(refuse_change, folder / "a.csv", "a.csv", (0, 0, 0))))
        patch.setattr(os, "access", lambda *_: False)
        found.append(raised(partial(regular_file, "a.csv")))
    return found


def test_every_template_is_what_the_code_raises(
    errors: list[HotspotError], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = set()

    def noted(text: str, start: str) -> tuple[str, Mapping[str, str]] | None:
        found = fitting(text, start)
        met.add(found[0] if found else "")
        return found

    monkeypatch.setattr("hotspot.words.refused.fitting", noted)
    for error in errors:
        refused(error, "ru")

    assert met - {""} == {key for key in catalogue() if key.startswith(MATCHED)}


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_an_error_of_the_first_hour_is_told_whole_with_its_numbers(
    errors: list[HotspotError], language: Language
) -> None:
    for error in errors:
        _, message = refused(error, language)

        assert error.what not in message, error
        assert error.to_do.rstrip(".") not in message, error
        assert numbers(str(error)) <= numbers(message), (error, message)


def numbers(text: str) -> set[str]:
    """Return the numbers of a text, however thousands are parted."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[,\s](?=\d{3}(?!\d))", "", text)))


def test_no_text_of_the_sources_is_told_as_another() -> None:
    swallowed = []

    for text in constants():
        first, *others = " ".join(text.rstrip(".").split()).split("; ")
        for start, clauses in ((WHAT, [first]), (TO_DO, [first]), (ALSO, others)):
            for key, gaps in filter(None, (fitting(clause, start) for clause in clauses)):
                # words of its own in the gap of another text
                swallowed += [(key, text) for gap, value in gaps.items() if " " in value and gap not in INNER]

    assert swallowed == []


def constants() -> set[str]:
    """Return the texts of the sources but docstrings, with 7 in place of every value."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        composed = [node for node in nodes if isinstance(node, ast.JoinedStr)]
        parts = {id(part) for node in composed for part in node.values}
        parts |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
        whole = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in parts]
        found |= {node.value for node in whole if isinstance(node.value, str)}
        found |= {
            "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
            for node in composed
        }
    return found


def test_a_message_without_a_template_stays_english_in_the_frame_of_the_language() -> None:
    error = InputError("a.csv, line 3", "nobody has put this into words", "check the name and the folder")

    assert refused(error, "kk") == (
        "Қате",
        "a.csv, line 3: nobody has put this into words. Не істеу керек: check the name and the folder.",
    )


def test_names_keep_their_own_words_and_signs() -> None:
    near = InputError(
        "a.csv", "no such file; nearest here: cats and dogs.csv, it's.csv, o'er.csv", "check the path"
    )
    types = InputError(
        "a.csv",
        "no incident is left of 1,060 rows: left out by your filter: 1,060",
        "correct the filter (--where); the types are 'theft or loss', 'robbery' …",
    )

    assert "cats and dogs.csv, it's.csv, o'er.csv. " in refused(near, "ru")[1]
    assert refused(types, "ru")[1].endswith(
        "строк прочитано: 1\xa0060; исключено вашим фильтром: 1\xa0060. "
        "Что сделать: исправьте фильтр (--where); виды происшествий: «theft or loss», «robbery» …."
    )


def test_a_value_full_of_clauses_is_no_traceback() -> None:
    what = "no column 'a'" + 5_000 * "; it has 'b' or should be 'c'"

    assert what in refused(InputError("a.csv", what, "check the path"), "kk")[1]


@given(st.text(), st.text(), st.text())
def test_whatever_stands_in_a_name_or_value_an_error_is_one_line(where: str, name: str, other: str) -> None:
    error = InputError(where, f"no column '{name}' for y; it has {other}", "check the name and the folder")

    begin, message = refused(error, "ru")

    assert begin == "Ошибка"
    assert message == " ".join(message.split())
    assert all(piece.rstrip(".") in message for piece in (*name.split(), *other.split()))


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], str]:
    """Run a command that fails in a folder of its own; return what it says."""
    monkeypatch.chdir(tmp_path)

    def run(words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["hotspot", *shlex.split(words)])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 1
        return capsys.readouterr().err

    return run


def test_an_error_is_told_in_the_language_that_is_asked_for_else_in_that_of_the_config(
    told: Callable[[str], str],
) -> None:
    english = "Error: none.csv: no such file. To do: check the name and the folder.\n"
    russian = "Ошибка: none.csv: нет такого файла. Что сделать: проверьте имя файла и папку.\n"
    kazakh = "Қате: none.csv: мұндай файл жоқ. Не істеу керек: файл атауы мен қалтаны тексеріңіз.\n"

    assert told("check none.csv --areas square:250") == english
    assert told("check none.csv --areas square:250 --lang ru") == russian
    assert told("init none.csv --lang kk") == kazakh
    Path("config.yaml").write_text("language: kk\nincidents: {file: none.csv}\nareas: {file: square:250}\n")
    assert told("check") == kazakh
    assert told("check --lang ru") == russian
    assert told("check none.csv --areas square:250 --lang ru") == (
        "Примечание: config.yaml не читается, так как указаны INCIDENTS; назовите его через --config.\n"
        + russian
    )
    assert told("when --from nowhere").startswith("Қате: nowhere: мұндай қалта жоқ.")
    assert told("when --from nowhere --lang ru").startswith("Ошибка: nowhere: нет такой папки.")


def test_an_error_about_a_run_is_told_in_the_language_of_the_run(
    told: Callable[[str], str], tmp_path: Path
) -> None:
    finished(tmp_path / "city", "language=kk")

    assert told("brief --from city/maps 'nowhere at all'").startswith(
        "Қате: AREA: «nowhere at all» аумағы жоқ"
    )
    assert told("when --from city/maps --share 0.5 nowhere").startswith("Қате: AREA: ")
    assert told("when --from city/maps --lang ru nowhere").startswith("Ошибка: AREA: ")
    assert told("map city/maps --out city/areas.geojson").startswith(
        "Қате: city/areas.geojson: мұндай файл бар."
    )
    (tmp_path / "city" / "incidents.csv").unlink()
    assert told("backtest --from city/maps").startswith("Қате: incidents.csv: осы атаудағы файл мұнда да")


def test_a_config_that_is_wrong_still_says_in_which_language(told: Callable[[str], str]) -> None:
    Path("config.yaml").write_text("language: ru\ndensity: {bandwith_m: 5}\n")

    assert told("rank").startswith("Ошибка: config.yaml, density.bandwith_m: неизвестная настройка")
    assert told("when").startswith("Ошибка: config.yaml, density.bandwith_m: неизвестная настройка")
    Path("config.yaml").write_text("language: de\n")
    assert told("rank").startswith("Error: config.yaml, language: the value should be 'en', 'ru' or 'kk'.")


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_coordinates_in_errors_and_choices_have_the_decimal_sign_of_the_language(language: Language) -> None:
    what, to_do = "none of 400 incidents lies in the area; their middle is 76.95, 43.25", "check 'areas.file'"
    choice = Choice(
        name="crs", value="WGS 84", why="crs_zone", values={"name": "z", "lon": "76.9", "lat": "43.2"}
    )

    told = refused(InputError("a.csv", what, f"{to_do} and 'incidents.crs' (now EPSG:4326)"), language)[1]

    assert "76,95; 43,25" in told
    assert "EPSG:4326" in told
    assert all(number in Words(language=language).choice(choice) for number in ("76,9", "43,2"))
