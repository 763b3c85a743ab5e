"""The command line: what goes in, what comes out where, and with which exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hotspot.cli import main

ROOT = Path(__file__).parents[1]
INCIDENTS = str(ROOT / "data" / "incidents.csv")
AREAS = str(ROOT / "data" / "microdistricts.geojson")


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in a fresh folder; return its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def called(*words):
        monkeypatch.setattr(sys, "argv", ["hotspot", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return called


def test_the_table_goes_to_stdout_and_the_talk_to_stderr(run):
    code, out, err = run("rank", INCIDENTS, "--areas", AREAS)

    assert code == 0
    assert out.count("\n") > 12
    assert "Koktem-2" in out
    assert "Rows read: 12,148" in err
    assert "density.bandwidth_m" in err


def test_quiet_says_nothing_but_the_table(run):
    code, out, err = run("rank", INCIDENTS, "--areas", AREAS, "-q")

    assert (code, err) == (0, "")
    assert "Koktem-2" in out


def test_verbose_says_the_seconds_of_each_step_and_every_choice(run):
    _, _, err = run("rank", INCIDENTS, "--areas", AREAS, "-v")

    assert "reading: " in err
    assert "incidents.encoding = utf-8" in err


def test_json_is_one_document_whose_rows_add_up(run):
    _, out, _ = run("rank", INCIDENTS, "--areas", AREAS, "--json", "-q")

    content = json.loads(out)

    rows = content["rows"]
    assert rows["read"] == rows["kept"] + sum(rows["dropped"].values())
    assert content["ranking"][0]["area_id"] == "M35"


def test_areas_may_be_the_last_of_the_files_as_in_init(run):
    _, named, _ = run("rank", INCIDENTS, "--areas", AREAS, "-q")

    code, out, err = run("rank", INCIDENTS, AREAS, "-q")

    assert (code, out, err) == (0, named, "")


def test_areas_that_are_named_by_the_option_leave_the_last_file_to_the_incidents(run):
    code, _, err = run("rank", INCIDENTS, "square:250", "--areas", AREAS, "-q")

    assert code == 1
    assert "square:250" in err


@pytest.mark.parametrize(("language", "name"), [("ru", "Коктем-2"), ("kk", "Көктем-2")])
def test_the_table_speaks_the_language_that_was_asked_for(run, language, name):
    _, out, _ = run("rank", INCIDENTS, "--areas", AREAS, "--lang", language, "-q")

    assert name in out


def test_the_settings_of_the_folder_are_used_without_arguments(run, tmp_path):
    (tmp_path / "config.yaml").write_text(
        f"incidents: {{file: '{INCIDENTS}'}}\nareas: {{file: 'square:1000'}}\noutput: there\n",
        encoding="utf-8",
    )

    code, _, _ = run("rank", "-q")

    assert code == 0
    assert (tmp_path / "there" / "run.json").exists()


def test_settings_that_are_not_read_are_said(run, tmp_path):
    (tmp_path / "config.yaml").write_text("city: elsewhere\n", encoding="utf-8")

    _, _, err = run("check", INCIDENTS)

    assert "config.yaml is not read" in err


def test_quiet_does_not_say_either_that_settings_are_not_read(run, tmp_path):
    (tmp_path / "config.yaml").write_text("output: there\n", encoding="utf-8")

    code, _, err = run("rank", INCIDENTS, AREAS, "-q")

    assert (code, err) == (0, "")


def test_an_error_is_one_line_on_stderr_and_nothing_is_left_behind(run, tmp_path):
    code, out, err = run("rank", "missing.csv", "--areas", AREAS)

    assert code == 1
    assert out == ""
    assert err.startswith("Error: missing.csv: ")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["rank", "--no-such-option"],
        ["nothing"],
        ["rank", "--by", "luck"],
        ["rank", "--seed", "one"],
        ["init"],
    ],
)
def test_wrong_usage_leaves_with_two(run, words):
    code, _, err = run(*words)

    assert code == 2
    assert "Error" in err


def test_a_command_that_is_not_there_is_answered_with_the_nearest(run):
    code, _, err = run("rang", INCIDENTS)

    assert code == 2
    assert "Did you mean 'rank'?" in err


@pytest.mark.parametrize("words", [["brief"], ["venues"], ["yards", "form"], ["when"]])
def test_a_run_among_the_arguments_of_a_command_is_told_to_be_one(run, tmp_path, words):
    (tmp_path / "done").mkdir()
    (tmp_path / "done" / "run.json").write_text("{}", encoding="utf-8")

    code, _, err = run(*words, str(tmp_path / "done"))

    assert code == 2
    assert f"--from {tmp_path / 'done'}" in err


def test_an_areas_file_that_is_not_there_is_named(run):
    code, _, err = run("rank", INCIDENTS, "gone.geojson")

    assert code == 1
    assert "gone.geojson: no such file" in err


@pytest.mark.parametrize("words", [["trend", "gone"], ["trend", "--from", "gone"]])
def test_the_folder_of_a_run_may_stand_without_its_option(run, words):
    code, _, err = run(*words)

    assert code == 1
    assert "gone" in err


def test_the_same_run_twice_gives_the_same_bytes_but_for_the_clock(run, tmp_path):
    run("rank", INCIDENTS, "--areas", AREAS, "-q", "--out", "one")
    run("rank", INCIDENTS, "--areas", AREAS, "-q", "--out", "two")

    for file in sorted((tmp_path / "one").iterdir()):
        again = (tmp_path / "two" / file.name).read_bytes()
        if file.name == "run.json":
            first, second = json.loads(file.read_text()), json.loads(again)
            for record in (first, second):
                del record["started"]
                del record["config"]["settings"]["output"]
            assert first == second
        else:
            assert file.read_bytes() == again


def test_init_writes_settings_that_rank_can_use_and_never_replaces_them_unasked(run, tmp_path):
    assert run("init", INCIDENTS, AREAS)[0] == 0
    tree = yaml.safe_load((tmp_path / "config.yaml").read_text(encoding="utf-8"))

    assert tree["incidents"]["columns"]["date"] == "occurred"
    assert run("init", INCIDENTS, AREAS)[0] == 1
    assert run("init", INCIDENTS, AREAS, "--overwrite")[0] == 0
    assert run("rank", "-q")[0] == 0


def test_init_in_a_language_says_so_and_writes_it_for_the_runs_to_come(run, tmp_path):
    code, out, err = run("init", INCIDENTS, AREAS, "--lang", "ru")

    assert code == 0
    assert out == "Файл config.yaml записан. Дальше: hotspot check, затем hotspot rank.\n"
    assert err.startswith("Используемые столбцы: ")
    assert yaml.safe_load((tmp_path / "config.yaml").read_text())["language"] == "ru"


def test_what_init_is_told_is_written_and_a_wrong_setting_is_refused(run, tmp_path):
    code, _, err = run("init", INCIDENTS, AREAS, "--set", "density.bandwidht_m=150")
    assert code == 1
    assert "did you mean 'bandwidth_m'" in err

    assert run("init", INCIDENTS, AREAS, "--set", "density.bandwidth_m=150", "--lang", "kk")[0] == 0
    tree = yaml.safe_load((tmp_path / "config.yaml").read_text(encoding="utf-8"))
    assert (tree["density"]["bandwidth_m"], tree["language"]) == (150, "kk")


def test_init_without_areas_suggests_squares(run, tmp_path):
    run("init", INCIDENTS)

    assert "square:250" in (tmp_path / "config.yaml").read_text(encoding="utf-8")


def test_init_takes_what_lies_beside_the_incidents_and_can_be_read(run, tmp_path):
    here = tmp_path / "here"
    here.mkdir()
    for name in ("incidents.csv", "posts.geojson", "streets.geojson", "boundary.geojson"):
        (here / name).write_bytes((Path(INCIDENTS).parent / name).read_bytes())
    (here / "cameras.csv").write_text("no,places\n1,2\n", encoding="utf-8")

    _, _, said = run("init", "here/incidents.csv")
    tree = yaml.safe_load((tmp_path / "config.yaml").read_text(encoding="utf-8"))

    assert tree["boundary"] == "here/boundary.geojson"
    assert {kind: path for kind, path in tree["layers"].items() if path} == {
        "posts": "here/posts.geojson",
        "streets": "here/streets.geojson",
    }
    assert "layers.posts = posts.geojson: lies beside the incidents" in said


def test_the_settings_that_init_writes_elsewhere_find_their_files(run, tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    (tmp_path / "here" / "a.csv").write_bytes(Path(INCIDENTS).read_bytes())

    run("init", "here/a.csv", "--config", "there/config.yaml")

    assert run("check", "--config", "there/config.yaml")[0] == 0


def test_check_reports_rows_that_add_up_as_text_and_as_json(run):
    _, text, _ = run("check", INCIDENTS, "--areas", AREAS)
    _, as_json, _ = run("check", INCIDENTS, "--areas", AREAS, "--json")

    rows = json.loads(as_json)["rows"]
    assert rows["read"] == 12_148 == rows["kept"] + sum(rows["dropped"].values())
    assert "Rows read: 12,148; kept: 10,175" in text
    assert "→" in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_can_be_had_for_each_shell(run, shell):
    code, out, _ = run("completion", shell)

    assert code == 0
    assert "_HOTSPOT_COMPLETE" in out


def test_help_needs_none_of_the_heavy_libraries():
    script = (
        "import sys; sys.argv = ['hotspot', 'rank', '--help']\n"
        "from hotspot.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'geopandas', 'pydantic', 'sklearn', 'rasterio', 'folium', 'pyarrow'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_what_libraries_load_for_others_is_loaded_only_when_it_is_asked_for():
    script = (
        "import sys\n"
        "from hotspot.cli.unused import load_later\n"
        "load_later()\n"
        "import folium, scipy.special, scipy.ndimage, scipy.spatial\n"
        "loaded = {'numpy.f2py.crackfortran', 'numpy.testing._private', 'requests.models', 'urllib3'}\n"
        "assert not loaded & set(sys.modules), loaded & set(sys.modules)\n"
        "import requests\n"
        "assert requests.models.Response and 'urllib3' in sys.modules\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_what_ends_with_the_process_is_not_searched_for_cycles_once_more():
    script = (
        "import atexit, gc, sys; sys.argv = ['hotspot', '--help']\n"
        "atexit.register(lambda: print(gc.get_freeze_count()))\n"  # the last to register is the first to run
        "from hotspot.cli import main\n"
        "main()\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert int(done.stdout.splitlines()[-1]) > 0


def test_init_never_writes_over_a_file_that_it_looks_at(run, tmp_path):
    (tmp_path / "a.csv").write_bytes(Path(INCIDENTS).read_bytes())

    code, _, err = run("init", "a.csv", "--config", "a.csv", "--overwrite")

    assert code == 1
    assert "one of the files to look at" in err
    assert (tmp_path / "a.csv").read_bytes() == Path(INCIDENTS).read_bytes()


def test_a_name_with_a_line_break_still_gives_an_error_of_one_line(run):
    code, _, err = run("rank", "a\nb.csv", "--areas", AREAS)

    assert code == 1
    assert err.count("\n") == 1


def test_results_need_a_folder(run):
    code, _, err = run("rank", INCIDENTS, "--areas", AREAS, "--out", "")

    assert code == 1
    assert "output" in err
