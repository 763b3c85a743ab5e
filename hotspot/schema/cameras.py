"""What `hotspot cameras` finds: what existing cameras see, what nobody sees, and where new ones see most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.schema.numbers import LANGUAGES
from hotspot.schema.placed import relative_gap

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.schema.placed import DemandUnit, Gain, HoldOut
    from hotspot.schema.said import Choice, Finding

# One row per new camera, in the order in which each adds most. Coordinates are those of the geometry, WGS 84.
CAMERA_COLUMNS = (
    "camera_id",  # "C1", "C2" … in order
    "order",
    "direction_deg",  # clockwise from north, where it looks; unknown (None) for one that looks everywhere
    "angle_deg",
    "range_m",
    "area_id",  # of the micro-area that it stands in, "" for none
    "area",
    "name_en",
    "name_ru",
    "name_kk",
    "seen",  # demand in its view, whether or not others see it too
    "share",  # of all demand
    "gain",  # demand that it adds to the existing cameras and those before it
    "gain_share",
    "incidents",  # of the period in its view
    "incidents_low",  # 95 % interval of what that count stands for, Poisson
    "incidents_high",
    "street",  # the nearest one with a name, "" where unknown
    "street_m",
    "nearest_camera",  # name or id of the nearest other camera, existing or new
    "nearest_camera_m",
    "stability",  # share of draws of the demand in which a camera comes to stand here or within half a range
    "geometry",
)
# Beside them, for texts in three languages: the names of the same street and camera in each.
LOCAL_CAMERA_COLUMNS = tuple(
    f"{column}_{each}" for column in ("street", "nearest_camera") for each in LANGUAGES
)
# One row per camera, existing ones first; the geometry is the ground in its view.
VIEW_COLUMNS = (
    "view_id",  # "E1" … for existing cameras, the camera_id of new ones
    "state",  # existing or new
    "name",
    "range_m",
    "direction_deg",
    "angle_deg",
    "seen",
    "incidents",
    "incidents_low",
    "incidents_high",
    "geometry",
)
# One row per micro-area, the one with most demand out of view first.
UNSEEN_COLUMNS = (
    "area_id",
    "area",
    "name_en",
    "name_ru",
    "name_kk",
    "expected",  # all demand of the area, in the unit of the answer
    "seen",  # of it in view of existing cameras
    "share_seen",
    "share_seen_low",  # 95 % interval of the share, from the incidents (Clopper & Pearson)
    "share_seen_high",
    "unseen",
    "seen_with_new",  # in view of existing and new cameras
    "share_seen_with_new",
    "incidents",  # of the period
    "incidents_seen",  # of them in view of existing cameras
)


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The answer of `hotspot cameras`: frames are GeoDataFrames in the metric CRS.

    `cameras` has `CAMERA_COLUMNS` and `LOCAL_CAMERA_COLUMNS`, `views` `VIEW_COLUMNS` and `unseen`
    `UNSEEN_COLUMNS`. `total` is all demand, `before` what existing cameras see, `value` what all see
    together, `bound` what no choice among the `candidates`, views from `poles`, can beat; `incidents` are
    those of the period and `incidents_seen` those in view of existing cameras, with the 95 % interval of
    their share. `buildings` is how many were taken as obstacles; a camera that stands within `same_m` of
    another place stands there, too.
    """

    unit: DemandUnit
    cameras: gpd.GeoDataFrame
    views: gpd.GeoDataFrame
    unseen: pd.DataFrame
    total: float
    before: float
    value: float
    bound: float
    incidents: int
    incidents_seen: int
    incidents_seen_interval: tuple[float, float]
    existing: int
    poles: int
    candidates: int
    range_m: float
    angle_deg: float
    same_m: float
    buildings: int
    draws: int
    gains: tuple[Gain, ...] = ()
    knee: int = 0
    hold_out: HoldOut | None = None
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def gap(self) -> float:
        """Return how far the bound is from the value, as a share of it; 0 if it is proved to be best."""
        return relative_gap(self.value, self.bound)
