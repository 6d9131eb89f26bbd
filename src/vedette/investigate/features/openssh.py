"""OpenSSH: regreSSHion (CVE-2024-6387) needs a time limit on logins that runs out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vedette.investigate.configuration.interface import first
from vedette.investigate.features.interface import Feature, Judge, Reachable, unread
from vedette.investigate.posture.ground import Ground
from vedette.model.service import Service


def grace(_: Service, ground: Ground) -> Feature:
    """Without a limit no signal interrupts the login, and nothing can race it."""
    read = ground.of("openssh")
    if not read:
        return unread("sshd_config")
    line = first(read[0].directives, "logingracetime")
    if line is not None and line.value in {"0", "0s", "0m"}:
        return Feature(Reachable.NO, "logins have no time limit", (line.shows("no limit"),))
    evidence = (
        line.shows("logins end after this")
        if line
        else read[0].silent("no line sets LoginGraceTime: it is 120 s")
    )
    mitigation = "LoginGraceTime 0, then systemctl reload ssh; connections can then be used up instead"
    return Feature(
        Reachable.YES, "logins end after a time limit, which the attack races", (evidence,), mitigation
    )


@dataclass(frozen=True, slots=True)
class OpenSshFeatures:
    """OpenSSH's server."""

    name: str = "openssh"
    judges: Mapping[str, Judge] = field(default_factory=lambda: {"CVE-2024-6387": grace})
