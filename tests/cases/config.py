"""Settings: limits, paths, seeds and the environment (92 to 102); misspelt files lie in config/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.case import SQUARES, Case, refused
from cases.made import COUNT, areas, good_csv, write_features

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [*{old},*{old},*{old},*{old},*{old},*{old},*{old},*{old},*{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
WRONG = (
    ("limits.rows=0", "limits.rows", "greater than or equal to 1"),
    ("limits.rows=many", "limits.rows", "valid integer"),
    ("limits.cells=60000000", "limits.cells", "less than or equal to 50000000"),
    ("limits.vertex=5", "unknown setting 'vertex'", "did you mean 'vertices'?"),
    ("limits.file_mb=-1", "limits.file_mb", "greater than or equal to 1"),
    ("clusters.simulations=10000", "clusters.simulations", "less than or equal to 9999"),
    ("density.area_share=1.5", "density.area_share", "less than 1"),
    ("ranking.top=0", "ranking.top", "greater than or equal to 1"),
    ("clusters.eps_m=-1", "clusters.eps_m", "greater than 0"),
    ("density.bandwidth_m=0", "density.bandwidth_m", "greater than 0"),
    ("density.bandwidth_m=.nan", "density.bandwidth_m", "finite number"),
)


def _config(text: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        good_csv(folder)
        (folder / "config.yaml").write_text(text, encoding="utf-8")

    return make


def _elsewhere(folder: Path) -> None:
    """Write a config into one folder, and the files that it names into it and beside it."""
    (folder / "project" / "data").mkdir(parents=True)
    good_csv(folder / "project" / "data")
    write_features(folder / "areas.geojson", areas())
    (folder / "project" / "config.yaml").write_text(
        "incidents: {file: data/a.csv}\nareas: {file: ../areas.geojson}\n", encoding="utf-8"
    )


ELSEWHERE = (
    *("http://127.0.0.1:9/x", "/vsicurl/http://127.0.0.1:9/x", "/etc/passwd", "+init=/etc/passwd:1"),
    *("+proj=utm +zone=43 +nadgrids=/etc/passwd", "+proj=longlat +nadgrids=http://127.0.0.1:9/a.tif"),
)

CASES = (
    *(
        refused(
            *(63, f"config {crs.replace('/', '|')} for {setting}", "a.csv", *SQUARES),
            *("--set", f"{setting}={crs}"),
            message=(setting, "points to a file or an address"),
            make=good_csv,
        )
        for setting in ("crs", "incidents.crs", "areas.crs")
        for crs in ELSEWHERE
    ),
    *(
        refused(
            *(98, f"config --set {setting}", "a.csv", *SQUARES, "--set", setting),
            message=tuple(message),
            make=good_csv,
        )
        for setting, *message in WRONG
    ),
    refused(
        *(93, "config a key that stands twice, deep inside"),
        message=("config.yaml, line 3", "'x' stands here twice"),
        make=_config("incidents:\n  file: a.csv\n  columns: {x: lon, x: lat}\n"),
    ),
    refused(
        *(96, "config nine anchors that make a billion"),
        message=("config.yaml, line 2", "anchors are not used here"),
        make=_config(BOMB),
    ),
    refused(
        *(96, "config an anchor that holds itself"),
        message=("config.yaml, line 1", "anchors are not used here"),
        make=_config("a: &a {b: *a}\n"),
    ),
    refused(
        *(96, "config lists in lists, ten thousand deep"),
        message=("config.yaml", "nested too deeply"),
        make=_config("a: " + "[" * 10_000 + "]" * 10_000),
    ),
    refused(
        *(96, "config lists in lists in one --set", "a.csv", *SQUARES, "--set", "harm=" + "[" * 10_000),
        message=("--set", "nested too deeply"),
        make=good_csv,
    ),
    Case(
        number=95,
        name="config a tag in --set is text",
        arguments=("rank", "a.csv", *SQUARES, "--set", "city=!!python/object/apply:os.getcwd []"),
        kept=COUNT,
        written={"report.md": ("python/object/apply:os.getcwd",)},
        make=good_csv,
    ),
    refused(
        *(94, "config a config of two megabytes"),
        message=("config.yaml", "larger than 1 MB"),
        make=_config("# " + "x" * 2_000_000),
    ),
    Case(
        number=99,
        name="config files named from the folder of the config",
        arguments=("rank", "--config", "project/config.yaml"),
        kept=COUNT,
        make=_elsewhere,
    ),
    Case(
        number=100,
        name="config a path that goes up",
        arguments=("check", "x/../a.csv", *SQUARES, "--json"),
        kept=COUNT,
        make=lambda folder: ((folder / "x").mkdir(), good_csv(folder)),
    ),
    refused(
        *(101, "config a variable that is not set", "postgresql://me:${NO_SUCH_VARIABLE}@127.0.0.1/db"),
        *(*SQUARES, "--set", "incidents.query=SELECT 1"),
        message=("${NO_SUCH_VARIABLE} is not set",),
    ),
    refused(
        *(101, "config a seed in words", "a.csv", *SQUARES, "--set", "seed=many"),
        message=("seed", "valid integer"),
        make=good_csv,
    ),
    Case(
        number=102,
        name="config no seed is seed 1",
        arguments=("rank", "a.csv", *SQUARES),
        kept=COUNT,
        written={"run.json": ('"seed": 1',)},
        make=good_csv,
    ),
    refused(
        *(91, "config a seed beyond its range", "a.csv", *SQUARES, "--set", "seed=4294967296"),
        message=("seed", "less than or equal to 4294967295"),
        make=good_csv,
    ),
    refused(
        *(
            91,
            "config a number with a thousand digits",
            "a.csv",
            *SQUARES,
            "--set",
            "ranking.top=" + "9" * 1000,
        ),
        message=("ranking.top",),
        make=good_csv,
    ),
    refused(
        *(91, "config a number with five thousand digits", "a.csv", *SQUARES),
        *("--set", "limits.rows=" + "9" * 5000),
        message=("limits.rows",),
        make=good_csv,
    ),
)
