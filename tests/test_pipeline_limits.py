"""Settings that no city can have are refused before any file is opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.config import load
from hotspot.errors import ConfigError
from hotspot.pipeline.limits import cell_size, check_settings


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("density.bandwidth_m=1e300", "density.bandwidth_m: the number is more than 100,000"),
        ("density.cell_m=1e-9", "density.cell_m: 1e-09 is less than 0.01"),
        ("clusters.eps_m=2e5", "clusters.eps_m: 200000 is more than 100,000"),
        ("incidents.geocoding_error_m=1e9", "incidents.geocoding_error_m"),
        ("clusters.min_samples=1e9", "clusters.min_samples"),
        ("ranking.top=10000000000000000000000000000000", "ranking.top"),
        ("ranking.reporting=[0.9, 0.5]", "the lowest share, 0.9, is above the highest, 0.5"),
        ("harm={theft: 1e-300}", "harm, 'theft': 1e-300 is less than"),
        ("areas.file=square:0", "square:0 is no size"),
        ("areas.file=hex:inf", "hex:inf is no size"),
        ("areas.file=square:1e9", "areas, square"),
        ("areas.file=sqaure:250", "neither a file nor a way to make areas. To do: write square:250"),
        ("areas.file=triangle:250", "write square:250, hex:250, blocks:streets.gpkg"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_name_of_the_setting(setting: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        check_settings(load(None, sets=[setting]).settings)

    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://tiles.intra/{z}/{x}.png", "has no single {y}"),
        ("https://tiles.intra/{z}/{x}/{y}/{z}.png", "has no single {z}"),
        ("https://clerk:secret@tiles.intra/{z}/{x}/{y}.png", "a user name or a password"),
        ("https://{x}.intra/{z}/{x}/{y}.png", "the name of the server has a gap"),
        ("ftp://tiles.intra/{z}/{x}/{y}.png", "is no web address"),
        ("//tiles.intra/{z}/{x}/{y}.png", "is no web address"),
        ("javascript:alert(1)//{z}{x}{y}", "is no web address"),
        ("https://tiles.intra/{z}/{x}/{y}.png; script-src *", "is no web address"),
        ('https://tiles.intra/{z}/{x}/{y}.png"onload', "is no web address"),
        ("https://[tiles/{z}/{x}/{y}.png", "is no web address"),
        ("/{z}/{x}/{y}.png", "is no web address"),
    ],
)
def test_a_tile_address_is_a_web_address_with_three_gaps_and_no_password(address: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        check_settings(load(None, options={"map.tiles": address}).settings)

    assert raised.value.where == "map.tiles"
    assert said in raised.value.what
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "address", ["https://tiles.intra/{z}/{x}/{y}.png", "http://10.0.0.7:8080/{z}/{y}/{x}?style=grey"]
)
def test_a_tile_server_of_the_own_network_is_taken(address: str) -> None:
    check_settings(load(None, options={"map.tiles": address}).settings)


def test_blocks_need_a_file_of_streets() -> None:
    with pytest.raises(ConfigError, match=r"write blocks:streets\.gpkg"):
        check_settings(load(None, options={"areas.file": "blocks:"}).settings)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    settings = load(None, options={"period.start": "2025-02-01", "period.end": "2025-01-31"}).settings

    with pytest.raises(ConfigError, match="ends on 2025-01-31, before it begins on 2025-02-01"):
        check_settings(settings)


@pytest.mark.parametrize(
    "areas",
    [
        "",
        "areas.gpkg",
        "C:\\maps\\square.gpkg",
        "data/hex.geojson",
        "square:250",
        "hex:0.5",
        "blocks:a b.gpkg",
    ],
)
def test_what_can_be_meant_passes(areas: str) -> None:
    check_settings(load(None, options={"areas.file": areas}, sets=["harm={theft: 0, rape: 3650}"]).settings)


@given(st.floats(0.01, 100_000))
def test_every_size_of_a_city_comes_back_as_it_is_written(size_m: float) -> None:
    assert cell_size(f"hex:{size_m!r}") == size_m
