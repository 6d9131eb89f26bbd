"""The five steps of a resolution, one file each."""

from __future__ import annotations

from typing import Final

from vedette.respond.interface import Planner
from vedette.respond.steps.compromise import Compromise
from vedette.respond.steps.disconnect import Disconnect
from vedette.respond.steps.harden import Harden
from vedette.respond.steps.patch import Patch
from vedette.respond.steps.reassess import Reassess

STEPS: Final[tuple[Planner, ...]] = (Disconnect(), Compromise(), Patch(), Reassess(), Harden())
"""In order."""
