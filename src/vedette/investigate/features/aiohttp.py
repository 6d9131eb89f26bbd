"""aiohttp: its path traversal (CVE-2024-23334) needs `follow_symlinks=True`, which stands in the application's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vedette.investigate.features.interface import Feature, Judge, Reachable
from vedette.investigate.posture.ground import Ground
from vedette.model.investigation import Question
from vedette.model.service import Service


def symlinks(service: Service, _: Ground) -> Feature:
    """No file of configuration tells it."""
    question = Question(
        id="aiohttp-follow-symlinks",
        asks=f"Does the application on {service.host} serve static files with follow_symlinks=True?",
        why="only then does CVE-2024-23334 hold: grep -rn follow_symlinks in the application's folder tells",
    )
    says = "static routes with follow_symlinks=True stand in the application's code, not in a configuration"
    mitigation = "follow_symlinks=False in add_static, or let nginx serve the static files"
    return Feature(Reachable.UNKNOWN, says, (), mitigation, question)


@dataclass(frozen=True, slots=True)
class AiohttpFeatures:
    """aiohttp."""

    name: str = "aiohttp"
    judges: Mapping[str, Judge] = field(default_factory=lambda: {"CVE-2024-23334": symlinks})
