"""Who can reach a listener: by the address that it is bound to, and by the rules of the machine's own firewall."""

from __future__ import annotations

import ipaddress
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vedette.assets.live.reachability.interface import Firewall, Ruleset
from vedette.assets.live.reachability.iptables import Iptables
from vedette.assets.live.reachability.nft import Nft
from vedette.assets.live.reachability.verdict import Passage, passage
from vedette.model.running import Reach

FIREWALLS: Final[Mapping[str, Firewall]] = {"nft": Nft(), "iptables": Iptables()}
"""The firewalls whose rules are read."""
_FOLDERS: Final = "/usr/sbin:/sbin:/usr/bin:/bin"
"""Where their commands are looked for: not where a user's own programs may stand."""
_PATIENCE: Final = 10
"""Seconds that a command may take."""
_MOST_OUTPUT: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Rules:
    """What could be read of the firewalls."""

    rulesets: Mapping[str, Ruleset]
    unread: str | None = None
    """What could not be read, and why; null where all that are there were."""


def read_rules() -> Rules:
    """The rules of this machine. Only root may read them."""
    if os.geteuid() != 0:
        return Rules({}, "the firewall's rules, which only root may read")
    rulesets: dict[str, Ruleset] = {}
    for name, firewall in FIREWALLS.items():
        outputs = [_output(command) for command in firewall.commands]
        if None in outputs:
            return Rules(
                rulesets,
                f"the firewall's rules: {firewall.commands[outputs.index(None)][0]} did not list them",
            )
        try:
            rulesets[name] = firewall.read(tuple(output or b"" for output in outputs))
        except ValueError as error:
            return Rules(rulesets, f"the firewall's rules: {error}")
    return Rules(rulesets)


def _output(command: tuple[str, ...]) -> bytes | None:
    """What a command prints, nothing where it is not installed; null where it fails, or prints too much."""
    program = shutil.which(command[0], path=_FOLDERS)
    if program is None:
        return b""
    with tempfile.TemporaryFile() as printed:
        try:
            done = subprocess.run(  # noqa: S603 - a literal command from a folder of the system
                [program, *command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C", "PATH": _FOLDERS},
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        size = printed.seek(0, os.SEEK_END)
        printed.seek(0)
        return printed.read() if done.returncode == 0 and size <= _MOST_OUTPUT else None


def reach(address: str, transport: str, port: int | None, rules: Rules) -> tuple[Reach, str]:
    """Who can reach a listener, and why, as a clause without a full stop."""
    if transport == "unix" or port is None:
        return Reach.LOOPBACK, "a socket in the file system is reached from this machine alone"
    bound = ipaddress.ip_address(address)
    if bound.is_loopback:
        return Reach.LOOPBACK, f"bound to {address}"
    if rules.unread is not None:
        return Reach.UNKNOWN, f"bound to {address}; not seen: {rules.unread}"
    families = ["ip" if bound.version == 4 else "ip6", *(["ip"] if address == "::" else [])]
    passages = {
        (name, family): passage(ruleset, family, transport, port)
        for name, ruleset in rules.rulesets.items()
        for family in families
    }
    for family in families:
        worst = [p for (_, f), p in passages.items() if f == family and p is not Passage.FREE]
        if not worst:
            return Reach.OPEN, f"bound to {address}, and no rule of the firewall refuses strangers"
    refusing = ", ".join(dict.fromkeys(name for (name, _), p in passages.items() if p is not Passage.FREE))
    some = Passage.SOME in passages.values()
    told = "accepts it from some only" if some else "refuses it"
    return Reach.FIREWALLED, f"bound to {address}, and the firewall ({refusing}) {told}"
