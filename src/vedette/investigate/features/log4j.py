"""Log4j 2: look-ups in messages (CVE-2021-44228), which a property of the machine switches off from 2.10 on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from vedette.investigate.features.interface import Feature, Judge, Reachable
from vedette.investigate.posture.facts.listening import INVENTORY
from vedette.investigate.posture.ground import Ground
from vedette.model.alert import Evidence
from vedette.model.investigation import Question
from vedette.model.service import Service

_SWITCH: Final = "-Dlog4j2.formatMsgNoLookups=true"


def lookups(service: Service, _: Ground) -> Feature:
    """Whether what a client sends is logged at all, only the application knows."""
    command = service.running.command if service.running else ()
    if _SWITCH in command:
        evidence = Evidence(INVENTORY, None, None, None, _SWITCH, "look-ups in messages are off")
        return Feature(
            Reachable.UNKNOWN,
            "look-ups in messages are off; other ways in remain (CVE-2021-45046)",
            (evidence,),
        )
    question = Question(
        id="log4j-logs-input",
        asks=f"Does {service.product} on {service.host} log what clients send (headers, names, paths)?",
        why="each text that is logged is a way in; only where none is does the flaw not hold",
    )
    return Feature(
        Reachable.UNKNOWN,
        "whether clients' texts are logged stands in the code",
        (),
        f"start it with {_SWITCH}, which is not enough by itself",
        question,
    )


@dataclass(frozen=True, slots=True)
class Log4jFeatures:
    """Whatever carries Log4j 2."""

    name: str = "log4j"
    judges: Mapping[str, Judge] = field(default_factory=lambda: {"CVE-2021-44228": lookups})
