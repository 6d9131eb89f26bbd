"""What a reputation set works out before it can answer: the part of it that can be kept, and mapped again."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.intel.overlap import Overlap
from vedette.model.address_set import MapArrays, SetArrays


@dataclass(frozen=True, slots=True)
class Ready:
    """What follows from lists, guards and allowances alone."""

    overlap: Overlap
    """What the lists have in common."""
    map: MapArrays
    """From addresses to entries, guards and allowances."""
    known: SetArrays
    """Every address that makes suspect who has it."""
