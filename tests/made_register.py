"""A register as police keep it, runs on it, and what their files hold, to be held against each other."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from made_city import made_city

from hotspot import pipeline, write
from hotspot.config import load

ROOT = Path(__file__).parents[1]


def ranked(folder: Path, *, config: str = str(ROOT / "config.yaml"), **options: str | list[str]) -> Path:
    """Rank the sample city, or another, into a folder."""
    configuration = load(config, options={**options, "output": str(folder)}, sets=())
    found = pipeline.rank_city(configuration)
    pipeline.save(found, write.check_folder(str(folder), inputs=()), started="2026-11-22T10:00:00+00:00")
    return folder


def register(folder: Path, *, parquet: bool = False) -> list[str]:
    """Write the incidents of a made town in two files, with all that a register has beside place and time:
    persons, windows of time, days of reports, clearances, sources, numbers that come back, gaps."""
    made_city(folder)
    rows = pd.read_csv(folder / "incidents.csv", dtype=str)
    draw = np.random.default_rng(5)
    count = len(rows)
    start = pd.to_datetime(rows["occurred"])
    late = pd.to_timedelta(draw.integers(0, 40, count), "D")
    rows["type"] = rows["type"].where(draw.random(count) < 0.95, "narcotics")
    rows["occurred"] = start.dt.strftime("%d.%m.%Y %H:%M:%S")
    rows["date_to"] = (start + pd.to_timedelta(draw.integers(0, 900, count), "min")).dt.strftime(
        "%d.%m.%Y %H:%M"
    )
    rows["reported"] = (start + late).dt.strftime("%d.%m.%Y").where(draw.random(count) < 0.9, "")
    rows["cleared"] = draw.choice(["раскрыто", "не раскрыто", "?", ""], count, p=[0.3, 0.5, 0.05, 0.15])
    rows["source"] = draw.choice(["call", "patrol", ""], count)
    rows["victim"] = "Zhumabekov A. B."
    rows.loc[draw.random(count) < 0.03, ["lon", "lat"]] = ""
    rows.loc[draw.random(count) < 0.02, "occurred"] = "31.02.2025 10:00:00"
    rows.loc[draw.random(count) < 0.05, "id"] = "N7"
    rows["id"] += np.where(draw.random(count) < 0.1, " ", "")
    again = rows[draw.random(count) < 0.1].assign(cleared="раскрыто", reported="01.03.2026")
    files = [folder / "first.csv", folder / "second.csv"]
    for at, (file, part) in enumerate(zip(files, (rows, again), strict=True)):
        part.assign(a="beat 12" if at == 0 else "+7 701 123-45-67").to_csv(file, sep=";", index=False)
    if parquet:
        for at, file in enumerate(files):
            typed = pd.read_csv(file, sep=";", dtype={"id": str, "a": str})
            days = pd.to_datetime(typed["reported"], format="%d.%m.%Y")
            begin = pd.to_datetime(typed["occurred"], format="%d.%m.%Y %H:%M:%S", errors="coerce")
            state = typed["cleared"].map({"раскрыто": 1.0, "не раскрыто": 0.0})
            typed = typed.assign(reported=days, occurred=begin, cleared=state).drop(columns="date_to")
            files[at] = file.with_suffix(".parquet")
            typed.to_parquet(files[at])
    return [str(file) for file in files]


def contents(file: Path, run_id: str) -> str:
    """Return what a file holds, without the id of the run; what packs it hides that otherwise."""
    if file.suffix == ".gpkg":
        with sqlite3.connect(file) as database:
            text = "\n".join(database.iterdump())
        database.close()
    elif file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            text = "\n".join(book.read(name).decode() for name in book.namelist())
    else:
        text = file.read_bytes().decode(errors="backslashreplace")
    return text.replace(run_id, "ID")
