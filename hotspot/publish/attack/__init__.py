"""The attack on an edition: what somebody who has nothing but the published files can find out."""

from hotspot.publish.attack.attack import Attacked, attack
from hotspot.publish.attack.joined import apart_of, remembered

__all__ = ["Attacked", "apart_of", "attack", "remembered"]
