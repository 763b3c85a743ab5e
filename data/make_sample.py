"""Make the sample city of `data/`: an invented city with real names of Almaty, and the truth about it.

    python data/make_sample.py [--seed 2026] [--out data]

The same seed gives the same bytes. Nothing is read and nothing is fetched.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sample import addresses, defects, files, ground, hotspots, incidents, places, risk, streets, truth, water


def sample_city(seed: int) -> dict[str, bytes]:
    """Return the sample files by name."""
    # One stream for each step, so that a change to one leaves the others as they are.
    streams = [np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(8)]
    for_ground, for_addresses, for_people, for_risk, for_incidents, for_defects, for_places, for_water = (
        streams
    )
    corner = ground.corners(for_ground)
    main_streets = ground.main_streets(corner, for_ground)
    areas = ground.micro_areas(corner, main_streets)
    inner = [street for area in areas for street in streets.local_streets(area, for_ground)]
    network = streets.joined([*main_streets, streets.diagonal(corner, for_ground), *inner])

    homes = addresses.along_streets(network, areas, for_addresses)
    population = risk.residents(areas, for_people)
    expected = risk.expected_risk(areas, homes, population, hotspots.located(areas, network), for_risk)

    office = places.police_office(areas)
    clean = incidents.drawn(expected, areas, for_incidents)
    spoiled = defects.spoiled(clean, (f"{office.lon:.6f}", f"{office.lat:.6f}"), for_defects)
    texts = {
        "incidents.csv": files.incident_table(spoiled.rows),
        "microdistricts.geojson": files.microdistricts(areas),
        "boundary.geojson": files.boundary(areas),
        "population.csv": files.population_table(areas, population),
        "posts.geojson": files.points("posts", "post_id", places.posts(areas, homes)),
        "cameras.csv": files.camera_table(places.cameras(areas, corner, homes, for_places)),
        "cafes.geojson": files.points("cafes", "cafe_id", places.cafes(areas, homes, for_places)),
        "streets.geojson": files.street_lines(network),
        "water.geojson": files.waters(
            [water.river(main_streets, for_water), *water.ponds(areas, network, for_water)]
        ),
        "truth.json": files.as_json(truth.truth(areas, expected, spoiled, office, seed=seed)),
    }
    made = {name: text.encode("utf-8") for name, text in texts.items()}
    return made | {"incidents_ru.csv": files.russian_incident_table(spoiled.rows)}


def main() -> None:
    """Write the sample files."""
    parser = argparse.ArgumentParser(description="Make the synthetic sample city.")
    parser.add_argument(
        "--seed", type=int, default=2026, help="another seed makes another city (default 2026)"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder (default: data)")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, content in sorted(sample_city(arguments.seed).items()):
        (arguments.out / name).write_bytes(content)
        print(f"{name:24} {len(content):9,} bytes")


if __name__ == "__main__":
    main()
