"""What a vulnerability needs beside the vulnerable version: a feature that is enabled, and that strangers reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from vedette.investigate.posture.ground import Ground
from vedette.model.alert import Evidence
from vedette.model.investigation import Question
from vedette.model.service import Service


class Reachable(StrEnum):
    """Whether the vulnerable feature is enabled, and reached by strangers."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Feature:
    """What the configuration says of the feature that a vulnerability needs."""

    reachable: Reachable
    says: str
    """As a clause: `mod_proxy passes requests on`."""
    evidence: tuple[Evidence, ...] = ()
    mitigation: str | None = None
    """What closes it until the fix is there."""
    question: Question | None = None
    """What a person has to say where it cannot be seen."""


Judge = Callable[[Service, Ground], Feature]
"""Judges one vulnerability of a service on its machine."""


class Features(Protocol):
    """What is known of the vulnerabilities of one product."""

    @property
    def name(self) -> str:
        """Id of the product with `_` for `-`: also the module's name."""
        ...

    @property
    def judges(self) -> Mapping[str, Judge]:
        """By CVE."""
        ...


def unread(what: str, question: Question | None = None) -> Feature:
    """Where the configuration is not at hand. what: the configuration that would tell."""
    return Feature(Reachable.UNKNOWN, f"{what} is not at hand", question=question)
