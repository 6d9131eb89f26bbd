"""A machine's firewall: the rules of nftables, iptables and ufw, and what they do with strangers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from vedette.assets.live.reachability import FIREWALLS, Rules, read_rules
from vedette.assets.live.reachability.interface import Ruleset
from vedette.assets.live.reachability.verdict import Passage, passage
from vedette.assets.live.tree import Tree
from vedette.investigate.posture.facts.places import COMMANDS, IP6TABLES, IPTABLES, MOST, NFT
from vedette.investigate.posture.facts.ufw import Ufw, ufw_of
from vedette.model.alert import Evidence

_PROBES: Final = (1, 4, 61_999)
"""Ports on which nothing listens: what becomes of them is what becomes of all that no rule names."""
_NFTABLES: Final = "/etc/nftables.conf"
_SAVED: Final = {
    "ip": (IPTABLES, "/etc/iptables/rules.v4", "/etc/sysconfig/iptables"),
    "ip6": (IP6TABLES, "/etc/iptables/rules.v6", "/etc/sysconfig/ip6tables"),
}
"""Where rules of iptables are kept, what the machine printed first."""
FAMILIES: Final[Mapping[str, str]] = {"ip": "IPv4", "ip6": "IPv6"}


@dataclass(frozen=True)
class FirewallFacts:
    """What is known of a firewall."""

    rules: Rules
    ufw: Ufw | None
    sources: tuple[Evidence, ...]
    """What was read."""

    @property
    def known(self) -> bool:
        """Whether what it does can be told."""
        return self.rules.unread is None

    @cached_property
    def refuses(self) -> dict[str, bool]:
        """Whether strangers are refused by default, by family."""
        return {
            family: all(self.passes(family, "tcp", port) is not Passage.FREE for port in _PROBES)
            for family in FAMILIES
        }

    def passes(self, family: str, transport: str, port: int) -> Passage:
        """What becomes of a stranger's connection: every set of rules is asked."""
        found = {passage(r, family, transport, port) for r in self.rules.rulesets.values()}
        return next((p for p in (Passage.REFUSED, Passage.SOME) if p in found), Passage.FREE)


def firewall_of(tree: Tree, *, live: bool) -> FirewallFacts:
    """The firewall of this machine, or of one of which the rules were kept."""
    ufw = ufw_of(tree)
    if live:
        rules = read_rules()
        shows = "the rules that the kernel has"
        sources = tuple(
            Evidence(" ".join(FIREWALLS[name].commands[0]), None, None, None, _excerpt(ruleset), shows)
            for name, ruleset in rules.rulesets.items()
        )
        return FirewallFacts(rules, ufw, sources)
    return _kept(tree, ufw)


def _excerpt(ruleset: Ruleset) -> str:
    """The chains that the kernel asks, and what they do in the end."""
    told = [f"{entry.chain}: policy {'drop' if entry.refuses else 'accept'}" for entry in ruleset.entries]
    return "; ".join(told)[:200]


def _kept(tree: Tree, ufw: Ufw | None) -> FirewallFacts:
    rulesets: dict[str, Ruleset] = {}
    sources: list[Evidence] = []
    problems: list[str] = []
    listing = tree.read(NFT, MOST)
    if listing is not None:
        _take(rulesets, "nft", (listing,), NFT, problems)
        sources.append(_source(NFT, rulesets.get("nft")))
    saved = {family: next((p for p in paths if tree.is_file(p)), None) for family, paths in _SAVED.items()}
    if any(saved.values()):
        outputs = tuple((tree.read(path, MOST) or b"") if path else b"" for path in saved.values())
        problems += [
            f"{path}: no output of iptables-save (`iptables -L` does not tell all)"
            for path, output in zip(saved.values(), outputs, strict=True)
            if path and not _is_saved(output)
        ]
        _take(rulesets, "iptables", (*outputs, b"", b""), str(saved["ip"] or saved["ip6"]), problems)
        sources += [_policy(tree, path) for path in saved.values() if path]
    if ufw is not None and ufw.enabled and not rulesets:
        rulesets["ufw"] = ufw.ruleset()
    if ufw is not None:
        sources.append(ufw.evidence)
    if not (rulesets or problems) and tree.is_file(_NFTABLES) and not (ufw and ufw.enabled):
        problems.append(f"{_NFTABLES} is there, but not what it comes to: keep `{COMMANDS[NFT]}` as {NFT}")
    elif not (rulesets or problems or sources):
        problems.append(f"no rules of a firewall were kept: `{COMMANDS[NFT]}` as {NFT}")
    return FirewallFacts(Rules(rulesets, "; ".join(problems) or None), ufw, tuple(sources))


def _is_saved(output: bytes) -> bool:
    """Whether it is of iptables-save, which begins with a table, or a comment, and prints nothing without rules."""
    return not output.strip() or output.lstrip()[:1] in {b"*", b"#"}


def _take(
    rulesets: dict[str, Ruleset], name: str, outputs: tuple[bytes, ...], path: str, problems: list[str]
) -> None:
    try:
        rulesets[name] = FIREWALLS[name].read(outputs)
    except ValueError as error:
        problems.append(f"{path}: {error}")


def _source(path: str, ruleset: Ruleset | None) -> Evidence:
    return Evidence(path, None, None, None, _excerpt(ruleset) if ruleset else "", "the rules of nftables")


def _policy(tree: Tree, path: str) -> Evidence:
    """The line that says what the chain of what comes in does in the end."""
    table = ""
    for number, line in enumerate((tree.text(path, MOST) or "").splitlines(), 1):
        table = line if line.startswith("*") else table
        if table == "*filter" and line.startswith(":INPUT "):
            return Evidence(path, number, None, None, line[:200], "the policy for what comes in")
    return Evidence(path, None, None, None, "", "no policy for what comes in")
