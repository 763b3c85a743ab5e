"""Street networks: cut where ways meet, joined where they touch; ways as another library finds them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from shapely import LineString

from hotspot.place import Walking, catchment_frame, street_network

ALMATY = Path(__file__).parents[2] / "shared" / "data" / "kazakhstan" / "almaty" / "streets_2013.gpkg"
SAMPLE = Path(__file__).parents[1] / "data" / "streets.geojson"


def lines(*coordinates):
    return np.array([LineString(each) for each in coordinates], dtype=object)


def sample():
    frame = gpd.read_file(SAMPLE).to_crs(32643)
    return street_network(np.asarray(frame.geometry.array, dtype=object))


def test_ways_are_cut_where_they_share_a_vertex():
    network = street_network(lines([(0, 0), (100, 0), (200, 0)], [(100, 0), (100, 50)]))

    assert len(network.lines) == 3
    assert sorted(network.length_m) == [50.0, 100.0, 100.0]
    assert network.nodes[network.junctions].tolist() == [[100.0, 0.0]]


def test_ways_that_cross_without_a_vertex_are_a_bridge():
    crossing = lines([(0, 0), (200, 0)], [(100, -50), (100, 50)], [(0, 0), (100, -50)])

    network = street_network(crossing)

    assert network.length_m.sum() == pytest.approx(shapely.length(crossing).sum())
    assert not network.junctions.any()


def test_the_end_of_a_way_that_touches_another_meets_it():
    network = street_network(lines([(0, 0), (200, 0)], [(100, 0.6), (100, 50)]))

    assert network.junctions.sum() == 1
    assert len(network.lines) == 3


def test_only_the_largest_connected_part_stays_and_the_rest_is_said():
    network = street_network(lines([(0, 0), (300, 0)], [(0, 500), (100, 500)]))

    (finding,) = network.findings
    assert network.length_m.tolist() == [300.0]
    assert (finding.code, finding.values["km"], finding.values["parts"]) == ("streets_apart", 0.1, 1)
    assert finding.level == "warning"


def test_streets_without_length_are_no_network():
    assert len(street_network(lines([(0, 0), (0, 0)])).lines) == 0
    assert len(street_network(np.empty(0, dtype=object)).lines) == 0


def graph_of(network):
    graph = nx.MultiGraph()
    for start, end, metres in zip(
        network.start.tolist(), network.end.tolist(), network.length_m.tolist(), strict=True
    ):
        graph.add_edge(start, end, length=metres)
    return graph


@pytest.mark.parametrize("city", ["sample", "almaty"])
def test_ways_between_nodes_are_as_long_as_networkx_finds(city):
    if city == "almaty" and not ALMATY.is_file():
        pytest.skip("the street data of Almaty are not at hand")
    network = (
        sample()
        if city == "sample"
        else street_network(np.asarray(gpd.read_file(ALMATY).to_crs(32643).geometry.array, dtype=object))
    )
    walking, draw = Walking(network), np.random.default_rng(4)
    sources = draw.choice(len(network.nodes), 20, replace=False)
    targets = draw.integers(0, len(network.nodes), (20, 500))

    metres = walking.to_nodes(walking.places(network.nodes[sources]))

    graph = graph_of(network)
    for row, source in enumerate(sources.tolist()):
        expected = nx.single_source_dijkstra_path_length(graph, source, weight="length")
        assert metres[row, targets[row]] == pytest.approx(
            [expected[t] for t in targets[row].tolist()], abs=1e-3
        )


def test_a_way_between_places_is_never_shorter_than_the_straight_line_and_symmetric():
    network, draw = sample(), np.random.default_rng(5)
    walking = Walking(network)
    xy = network.nodes[draw.integers(0, len(network.nodes), 60)] + draw.normal(0, 60, (60, 2))
    places = walking.places(xy)

    ways = walking.distances(places, places, reach_m=5_000).toarray()

    straight = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    known = ways > 0
    assert (ways[known] >= straight[known] - 1e-6).all()
    assert ways == pytest.approx(ways.T)
    assert known.diagonal().all()


def test_two_places_on_one_street_are_joined_by_that_street():
    walking = Walking(street_network(lines([(0, 0), (1_000, 0)])))
    sites, others = walking.places(np.array([[100.0, 5.0]])), walking.places(np.array([[300.0, -20.0]]))

    assert walking.distances(sites, others, reach_m=500).toarray().ravel() == pytest.approx([225.0])
    assert walking.distances(sites, others, reach_m=220).nnz == 0


def test_a_catchment_holds_exactly_the_nodes_within_reach():
    network = sample()
    walking = Walking(network)
    corners = network.nodes[network.junctions]
    posts = gpd.GeoDataFrame(
        {"post_id": [f"P{i}" for i in range(40)]}, geometry=shapely.points(corners[::25][:40]), crs=32643
    )

    frame = catchment_frame(posts, walking, reach_m=400)

    near = np.isfinite(walking.to_nodes(walking.places(corners[::25][:40]), reach_m=400))
    nodes = shapely.points(network.nodes)
    for shape, within in zip(frame.geometry, near, strict=True):
        assert shape.is_valid
        assert (shapely.contains(shape, nodes) == within).all()


def test_without_streets_a_catchment_is_a_circle():
    posts = gpd.GeoDataFrame({"post_id": ["P1"]}, geometry=[shapely.Point(0, 0)], crs=32643)

    (circle,) = catchment_frame(posts, None, reach_m=100).geometry

    assert circle.area == pytest.approx(np.pi * 100**2, rel=0.01)
