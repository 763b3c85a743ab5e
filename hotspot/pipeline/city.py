"""The ranking of a city, from files to files; what each stage needs is loaded while the one before works."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

from hotspot.pipeline.memory import give_back
from hotspot.pipeline.pinned import check_order
from hotspot.pipeline.prepared import prepare
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.read import read_limits

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from hotspot.config import Configuration
    from hotspot.schema import Result

AHEAD = ("hotspot.pipeline.cleaned", "hotspot.pipeline.analysed", "hotspot.render")  # as they are needed


def rank_city(configuration: Configuration, *, today: date | None = None, step: Progress = unsaid) -> Result:
    """Return everything that one run finds, as its files hold it: ranking, hot spots, surface, and how they
    came about."""
    earlier = configuration.settings.map.limits_from
    limits = read_limits(earlier) if earlier else None
    check_order(limits, by=configuration.settings.ranking.by)
    ready = prepare(configuration, today=today, step=step)
    give_back()
    from hotspot.pipeline.analysed import analysed

    return analysed(configuration, ready, limits=limits, step=step)


def load_ahead() -> None:
    """Load what cleans, analyses and draws, in a thread of its own: the reader waits for the disk and works
    in C. A stage that comes before its turn waits for what it needs, and no longer.

    What goes wrong there is said by the stage, as it is without. A warning that a library silences for itself
    is silenced here: its filter is lost where a stage puts back those from before.
    """
    warnings.filterwarnings("ignore", message="SOCKS support in urllib3")
    thread = ThreadPoolExecutor(1)
    for name in AHEAD:
        thread.submit(import_module, name)


def save(result: Result, folder: Path, *, started: str, step: Progress = unsaid) -> tuple[Path, ...]:
    """Draw the map and write all results into the folder; returns the files. `started` is an ISO time."""
    from hotspot import write

    def page() -> str:
        from hotspot import render  # brings folium, where it was not loaded ahead

        return render.map_page(result)

    give_back()
    step("write", rows=result.rows.kept)
    return write.write_all(result, folder, page=page, started=started)
