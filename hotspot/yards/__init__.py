"""Yards: the form that observers fill in, what their answers are worth, and what is to be mended first."""

from __future__ import annotations

from hotspot.yards.agreed import agreement_of, noise_of
from hotspot.yards.form import form_of, places_of
from hotspot.yards.listed import expects_harm, has_expected, todo_of
from hotspot.yards.observed import Accepted, accepted, latest, ratings_by_round
from hotspot.yards.related import related_of
from hotspot.yards.scored import comparable, scored

__all__ = [
    "Accepted",
    "accepted",
    "agreement_of",
    "comparable",
    "expects_harm",
    "form_of",
    "has_expected",
    "latest",
    "noise_of",
    "places_of",
    "ratings_by_round",
    "related_of",
    "scored",
    "todo_of",
]
