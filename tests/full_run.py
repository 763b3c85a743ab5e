"""A finished run with what commands have found in it since, each part asked for as briefly as it can be."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import pytest
from finished_run import finished
from made_city import SIDE, SOUTH, WEST

from hotspot.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PARTS = {
    "repeats": ("repeats", "--type", "theft"),
    "venues": ("venues", "VENUES"),
    "posts": ("posts", "-n", "2", "--draws", "2", "--straight", "--candidates", "grid:400"),
    "cameras": ("cameras", "-n", "1", "--draws", "1", "--step", "200m"),
    "patrols": ("patrol", "--length", "4km", "--rounds", "2"),
    "beats": ("beats", "-k", "2", "--band", "0.9", "--steps", "50", "--seconds", "2"),
}


def full_run(folder: Path, *, language: str = "en") -> Path:
    """Rank the made town and let every command that draws find something; return the folder of the run."""
    run = finished(folder)[1]
    venues = folder / "venues.csv"
    with venues.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "kind", "lon", "lat"])
        for i in range(12):
            writer.writerow([f"Cafe {i}", "cafe", WEST + 0.35 * SIDE + 0.0004 * i, SOUTH + 0.35 * SIDE])
    for words in PARTS.values():
        found(run, *(str(venues) if word == "VENUES" else word for word in words), "--lang", language)
    return run


def found(run: Path, *words: str) -> None:
    """Let a command find something in the run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["hotspot", *words, "--from", str(run), "-q"])
        with pytest.raises(SystemExit) as left:
            main()
    assert left.value.code == 0, words
