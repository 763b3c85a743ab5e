"""Whose pictures the page may load: its own, and those of the one tile server that the config names."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from made_result import made_result

from hotspot.errors import ConfigError
from hotspot.render import map_page
from hotspot.schema import Drawing


def pictures(page: str) -> str:
    found = re.search(r"img-src ([^;]*);", page)
    assert found
    return found[1]


def test_without_a_tile_server_only_pictures_inside_the_page_are_shown() -> None:
    assert pictures(map_page(made_result())) == "data:"


@pytest.mark.parametrize("origin", ["https://tiles.intra", "http://10.0.0.7:8080", "http://[fd00::1]:80"])
def test_a_tile_server_is_allowed_by_scheme_host_and_port_and_nothing_beside_it(origin: str) -> None:
    drawing = Drawing(tiles=f"{origin}/osm/{{z}}/{{x}}/{{y}}.png?v=1", tiles_credit="City GIS")

    page = map_page(replace(made_result(), drawing=drawing))

    assert pictures(page) == f"data: {origin}"
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    "address",
    [
        *("tiles.intra/{z}/{x}/{y}.png", "file:///tiles/{z}.png", "https://*/{z}.png", "https:///{z}.png"),
        *("https://a b/{z}.png", "https://a;script-src */{z}.png", "https://u:p@host/{z}", "//host/{z}"),
    ],
)
def test_an_address_that_does_not_name_one_server_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="does not name one server"):
        map_page(replace(made_result(), drawing=Drawing(tiles=address)))
