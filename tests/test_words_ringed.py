"""Rings around venues in words: up to where incidents are denser."""

from __future__ import annotations

import pytest

from hotspot.schema import LANGUAGES, Language
from hotspot.schema.numbers import Estimate
from hotspot.schema.venue_rings import Ring, Rings
from hotspot.words import Words
from hotspot.words.ringed import rings_lines


def rings(edge_m: Estimate) -> Rings:
    dense = Ring(from_m=0, to_m=100, incidents=90, ground=1.0, ratio=Estimate(value=3.0, low=2.0, high=4.0))
    last = Ring(from_m=100, to_m=500, incidents=30, ground=1.0, ratio=None)
    return Rings(kind="", venues=40, groups=12, unit="km2", rings=(dense, last), edge_m=edge_m)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_that_all_redraws_agree_on_has_no_interval_of_one_number(language: Language) -> None:
    words = Words(language=language)

    (same,) = rings_lines([rings(Estimate(value=150, low=150, high=150))], words)
    (unsure,) = rings_lines([rings(Estimate(value=150, low=125, high=175))], words)

    assert same.endswith(words("venues.ring.edge_same", edge="150", bin="25"))
    assert "150–150" not in same
    assert "125–175" in unsure
