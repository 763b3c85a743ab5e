"""Pilots: which areas, beside which others, for how long, and what came of it."""
