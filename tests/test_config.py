"""Settings: read strictly, explained in one line, written from themselves."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hotspot.config import Settings, as_yaml, load
from hotspot.errors import ConfigError

CASES = sorted((Path(__file__).parent / "cases" / "config").glob("*.yaml"))


def expected(path):
    """A bad config begins with a comment: the number of its case, then what its message must hold."""
    return path.read_text(encoding="utf-8").splitlines()[0].split(" | ")[1:]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_bad_config_gets_one_line_that_says_where_what_and_what_to_do(path):
    with pytest.raises(ConfigError) as raised:
        load(str(path))

    for part in expected(path):
        assert part in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_is_not_set_is_the_default_and_has_no_origin():
    configuration = load(None)

    assert configuration.settings == Settings()
    assert configuration.origin == {}


def test_an_option_goes_before_set_and_set_before_the_file(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text("seed: 1\ncity: Almaty\nlanguage: kk\n", encoding="utf-8")

    configuration = load(str(file), sets=["seed=2", "city=Turkistan"], options={"seed": 3, "language": None})

    assert configuration.settings.seed == 3
    assert configuration.settings.city == "Turkistan"
    assert configuration.settings.language == "kk"
    assert configuration.origin == {"seed": "command line", "city": "--set", "language": "config.yaml"}


def test_paths_in_the_file_count_from_its_own_folder_and_others_from_here(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text("incidents:\n  file: [a.csv, /b.csv]\nareas:\n  file: blocks:s.gpkg\n", encoding="utf-8")

    settings = load(str(file), options={"boundary": "city.geojson"}).settings

    assert settings.incidents.file == (str(tmp_path / "a.csv"), "/b.csv")
    assert settings.areas.file == f"blocks:{tmp_path / 's.gpkg'}"
    assert settings.boundary == "city.geojson"


def test_a_database_address_and_a_recipe_are_no_paths(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text("incidents: {file: 'postgresql://h/d'}\nareas: {file: 'hex:250'}\n", encoding="utf-8")

    settings = load(str(file)).settings

    assert settings.incidents.file == "postgresql://h/d"
    assert settings.areas.file == "hex:250"


def test_a_column_can_be_set_by_its_role():
    settings = load(None, sets=["incidents.columns.x=долгота"]).settings

    assert settings.incidents.columns == {"x": "долгота"}


def test_a_section_left_empty_has_its_defaults(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text("density:\nseed: 4\n", encoding="utf-8")

    assert load(str(file)).settings == Settings(seed=4)


@given(
    st.builds(
        Settings,
        title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip),
        seed=st.integers(0, 2**32 - 1),
        harm=st.dictionaries(
            st.sampled_from(["theft", "кража", "a: b"]), st.floats(0, 1e6, allow_subnormal=False)
        ),
    )
)
def test_what_is_written_reads_back_the_same(settings):
    tree = yaml.safe_load(as_yaml(settings))

    assert (
        Settings.model_validate({key: value for key, value in tree.items() if value is not None}) == settings
    )


def test_each_setting_stands_in_the_written_file_with_its_meaning():
    text = as_yaml(Settings())

    for section in Settings.model_fields:
        assert f"\n{section}:" in text
    assert all("  # " in line for line in text.splitlines()[2:] if line)


def test_the_shipped_config_shows_every_setting_as_the_tool_writes_it():
    shipped = Path(__file__).parents[1] / "config.yaml"
    tree = yaml.safe_load(shipped.read_text(encoding="utf-8"))

    assert as_yaml(Settings.model_validate(tree)) == shipped.read_text(encoding="utf-8")
