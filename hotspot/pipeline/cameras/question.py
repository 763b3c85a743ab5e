"""What is asked of the cameras, and whether it makes sense: how many, how far and how wide they see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.pipeline.asked import FILE
from hotspot.pipeline.understood import metres_of

if TYPE_CHECKING:
    from hotspot.pipeline.demand import By
    from hotspot.schema import Language

RANGE, STEP = "60m", "25m"
NEAREST_M, FARTHEST_M = 5.0, 1_000.0  # that a new camera may be asked to see
LEAST_STEP_M = 5.0


@dataclass(frozen=True, kw_only=True)
class CameraQuestion:
    """What was asked of the cameras; "" stands for what the run has.

    `cameras` is how many new ones, None for none; `range` and `angle_deg` hold for these and for existing
    ones that say nothing else ("" and None: 60 m, all around); `step` is the distance of poles along the
    streets; `per_pole` how many may hang on one pole, 0 for any number; `hours` such as (20, 6) count these
    hours only; `exclude` names polygon files where no camera may stand; `seconds` only end a search that
    hangs.
    """

    cameras: int | None = None
    range: str = ""
    angle_deg: float | None = None
    step: str = STEP
    per_pole: int = 1
    hours: tuple[int, int] | None = None
    by: By | None = None
    streets: str = field(default="", metadata=FILE)
    buildings: str = field(default="", metadata=FILE)
    existing: str = field(default="", metadata=FILE)
    exclude: tuple[str, ...] = field(default=(), metadata=FILE)
    draws: int = 50
    seconds: float = 300.0
    language: Language | None = None
    out: str = ""

    @property
    def range_m(self) -> float:
        """How far a new camera sees."""
        return metres_of(self.range or RANGE, "--range")

    @property
    def step_m(self) -> float:
        """How far poles lie apart along the streets."""
        return metres_of(self.step, "--step")

    @property
    def wide_deg(self) -> float:
        """How wide a new camera sees."""
        return 360.0 if self.angle_deg is None else self.angle_deg


def check(asked: CameraQuestion) -> None:
    """Raise ConfigError for a request that makes no sense."""
    if not NEAREST_M <= asked.range_m <= FARTHEST_M:
        what = f"no street camera sees {asked.range_m:g} m far"
        raise ConfigError("--range", what, f"give {NEAREST_M:g} to {FARTHEST_M:g} m; 60m is usual")
    if not 0 < asked.wide_deg <= 360:
        what = f"there is no angle of view of {asked.wide_deg:g} degrees"
        raise ConfigError("--angle", what, "give more than 0 and up to 360; 360 looks all around")
    if asked.step_m < LEAST_STEP_M:
        what = f"poles every {asked.step_m:g} m are more than can be tried"
        raise ConfigError("--step", what, f"give {LEAST_STEP_M:g} m or more; 25m is usual")
