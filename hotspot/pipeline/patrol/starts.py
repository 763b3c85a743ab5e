"""Where patrols may start: posts that stand, posts that were proposed, or those of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspot import read
from hotspot.errors import ConfigError
from hotspot.schema import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.pipeline.patrol.question import PatrolQuestion
    from hotspot.place.network import Shapes
    from hotspot.schema import Finding, Floats, Language, Result


@dataclass(frozen=True, kw_only=True)
class Starts:
    """Posts that patrols may start from, in the metric CRS: where (p, 2), and what each is called."""

    xy: Floats
    names: tuple[str, ...]
    local: Mapping[Language, tuple[str, ...]]  # the same in each language
    named: bool  # the user named them: all of them are wanted
    proposed: frozenset[str] = frozenset()  # of the names, those of posts that do not stand yet
    findings: tuple[Finding, ...] = ()

    def only(self, rows: Sequence[int]) -> Starts:
        """Return these posts, in this order."""
        local = {language: tuple(names[i] for i in rows) for language, names in self.local.items()}
        return replace(self, xy=self.xy[rows], names=tuple(self.names[i] for i in rows), local=local)


def starts_of(result: Result, folder: str, asked: PatrolQuestion) -> Starts:
    """Return the posts to start from: those named, or all. Raises ConfigError where there is none."""
    frames = []
    noticed: tuple[Finding, ...] = ()
    if asked.posts:
        brought, noticed = read.read_brought(asked.posts, kind="posts", crs=result.crs)
        frames.append(brought)
    elif "posts" in result.layers:
        frames.append(result.layers["posts"])
    proposed = Path(folder) / "posts" / "posts.geojson"
    standing = sum(map(len, frames))
    if proposed.exists() and not asked.posts:
        frames.append(read.read_layer(str(proposed), kind="posts").to_crs(result.crs))
    if not frames:
        what = "the run has no posts to start from"
        raise ConfigError("patrol", what, "give them with --posts FILE, or find some with 'hotspot posts'")
    frame = pd.concat(frames, ignore_index=True)
    points = gpd.GeoSeries(frame.geometry, crs=result.crs).representative_point()
    xy = np.column_stack([points.x, points.y])
    local = {
        language: tuple(name or f"#{i}" for i, name in enumerate(local_names(frame, language), start=1))
        for language in LANGUAGES
    }
    called = local[result.language]
    posts = Starts(
        xy=xy,
        names=called,
        local=local,
        named=bool(asked.from_post),
        proposed=frozenset(called[standing:]),
        findings=noticed,
    )
    if not posts.named:
        return posts
    known = frame[["name", *(f"name_{each}" for each in LANGUAGES)]].to_numpy()
    return posts.only([_meant(one, known, called) for one in asked.from_post])


def local_names(frame: gpd.GeoDataFrame, language: Language) -> list[str]:
    """Return the name of each row in a language, or the one it came with, "" for none."""
    pairs = zip(frame[f"name_{language}"].astype(str), frame["name"].astype(str), strict=True)
    return [local or plain for local, plain in pairs]


def _meant(name: str, known: Shapes, called: Sequence[str]) -> int:
    """Return the row of the post that is meant: its whole name in some language, or a part of only one."""
    asked = name.strip().casefold()
    folded = [[str(one).casefold() for one in row if one] for row in known]
    exact = [i for i, names in enumerate(folded) if asked in names]
    part = [i for i, names in enumerate(folded) if any(asked in one for one in names)]
    found = exact or part
    if len(found) != 1:
        what = f"no post is called '{name}'" if not found else f"'{name}' may be {len(found)} posts"
        some = "; ".join(called[i] for i in (found or range(len(called)))[:5])
        raise ConfigError("--from-post", what, f"name one of them: {some}")
    return found[0]
