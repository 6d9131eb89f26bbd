"""Redis: flaws of its Lua need EVAL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from vedette.investigate.features.interface import Feature, Judge, Reachable, unread
from vedette.investigate.posture.ground import Ground
from vedette.model.service import Service

_COMMANDS: Final = frozenset({"eval", "evalsha"})


def scripting(_: Service, ground: Ground) -> Feature:
    """Whoever may run EVAL runs Lua."""
    read = ground.of("redis")
    if not read:
        return unread("redis.conf")
    gone = [
        d
        for d in read[0].every("rename-command")
        if d.value.lower() in _COMMANDS and d.arguments[1:] == ("",)
    ]
    if {d.value.lower() for d in gone} == _COMMANDS:
        return Feature(
            Reachable.NO, "EVAL and EVALSHA are switched off", tuple(d.shows("switched off") for d in gone)
        )
    password = any(d.value for d in read[0].every("requirepass"))
    says = f"scripts may be run{' by whoever has the password' if password else ' by whoever connects'}"
    mitigation = 'rename-command EVAL "" and rename-command EVALSHA "", and a restart'
    return Feature(Reachable.YES, says, (read[0].silent("no rename-command takes EVAL away"),), mitigation)


@dataclass(frozen=True, slots=True)
class RedisFeatures:
    """Redis."""

    name: str = "redis"
    judges: Mapping[str, Judge] = field(
        default_factory=lambda: {
            "CVE-2022-0543": scripting,
            "CVE-2025-49844": scripting,
            "CVE-2024-31449": scripting,
        }
    )
