"""The checks of the gate: one module each, and the registry that names them all."""

from __future__ import annotations

from typing import Final

from vedette.intel.gate.checks.canaries import Canaries
from vedette.intel.gate.checks.caps import Caps
from vedette.intel.gate.checks.coverage import Coverage
from vedette.intel.gate.checks.drop_ratio import DropRatio
from vedette.intel.gate.checks.empty import Empty
from vedette.intel.gate.checks.origin import Origin
from vedette.intel.gate.checks.replay import Replay
from vedette.intel.gate.checks.role import Role
from vedette.intel.gate.checks.size_change import SizeChange
from vedette.intel.gate.interface import Check

CHECKS: Final[dict[str, Check]] = {
    "caps": Caps(),
    "empty": Empty(),
    "role": Role(),
    "drop-ratio": DropRatio(),
    "canaries": Canaries(),
    "coverage": Coverage(),
    "size-change": SizeChange(),
    "replay": Replay(),
    "origin": Origin(),
}
"""Every check by its name, in the order in which they are asked; all are asked, so that all reasons are told."""
