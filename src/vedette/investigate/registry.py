"""Every step of the investigation, in order. A new step is a file in `steps/` and a line here."""

from __future__ import annotations

from typing import Final

from vedette.investigate.interface import Step
from vedette.investigate.steps.activity import ActivityStep
from vedette.investigate.steps.assessment import AssessmentStep
from vedette.investigate.steps.posture import PostureStep
from vedette.investigate.steps.reputation import ReputationStep
from vedette.investigate.steps.source import SourceStep
from vedette.investigate.steps.vulnerability import VulnerabilityStep

STEPS: Final[tuple[Step, ...]] = (
    SourceStep(),
    ReputationStep(),
    ActivityStep(),
    VulnerabilityStep(),
    PostureStep(),
    AssessmentStep(),
)
"""1 source, 2 reputation, 3 activity, 4 vulnerability, 5 posture, 6 assessment."""
