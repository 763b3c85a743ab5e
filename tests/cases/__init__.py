"""Bad inputs and what each must come to: files with an index, and makers of what is made at test time."""

from __future__ import annotations

from cases import (
    archives,
    boundaries,
    config,
    databases,
    dates,
    listed,
    output,
    paths,
    points,
    rasters,
    text,
    vectors,
)

ALL = (
    *listed.CASES,
    *text.CASES,
    *points.CASES,
    *dates.CASES,
    *vectors.CASES,
    *archives.CASES,
    *paths.CASES,
    *boundaries.CASES,
    *rasters.CASES,
    *config.CASES,
    *output.CASES,
    *databases.CASES,
)
