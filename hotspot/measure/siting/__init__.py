"""Where to put a given number of posts: the models of location science, each with a proved bound.

Demand is weights at places, candidates are places where a post may stand, `Reach` says which post would serve
which demand. Every answer carries what it reaches, a bound that no answer can beat, and the gap between.
"""

from hotspot.measure.siting.capacity import most_served
from hotspot.measure.siting.center import p_center
from hotspot.measure.siting.covering import backup_cover, fewest, maximal_cover
from hotspot.measure.siting.floor import least_posts, reachable
from hotspot.measure.siting.free import FreeCovering
from hotspot.measure.siting.greedy import Quota, greedy_order, swapped
from hotspot.measure.siting.median import p_median
from hotspot.measure.siting.quota import QuotaCovering
from hotspot.measure.siting.reach import Reach
from hotspot.measure.siting.rules import Rules
from hotspot.measure.siting.solver import Infeasible, OutOfTime, Siting

__all__ = [
    "FreeCovering",
    "Infeasible",
    "OutOfTime",
    "Quota",
    "QuotaCovering",
    "Reach",
    "Rules",
    "Siting",
    "backup_cover",
    "fewest",
    "greedy_order",
    "least_posts",
    "maximal_cover",
    "most_served",
    "p_center",
    "p_median",
    "reachable",
    "swapped",
]
