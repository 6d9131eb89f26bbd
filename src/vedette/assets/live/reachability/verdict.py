"""Whether a stranger's new connection to a listener passes the rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from vedette.assets.live.reachability.interface import Action, Applies, Rule, Ruleset, both

_DEEPEST: Final = 16
"""Jumps within jumps, as many as nftables itself allows."""
_MOST_RULES: Final = 100_000


class Passage(StrEnum):
    """What becomes of a stranger's connection."""

    FREE = "free"
    SOME = "some"
    """Refused in general, accepted from some."""
    REFUSED = "refused"


@dataclass(slots=True)
class _Walk:
    """One connection on its way through the rules."""

    rules: Ruleset
    family: str
    transport: str
    port: int
    excepted: bool = False
    """A rule accepts some of such connections."""
    left: int = _MOST_RULES

    def through(self, chain: str, depth: int = 0) -> Action:
        """What the chain decides: accept, refuse, or return where it does not."""
        if depth > _DEEPEST:
            return Action.RETURN
        for rule in self.rules.chains.get(chain, ()):
            self.left -= 1
            if self.left < 0:
                return Action.RETURN
            applies = self.applies(rule)
            if applies is Applies.NO:
                continue
            decided = self._follow(rule, depth)
            if applies is Applies.SOME:
                self.excepted = self.excepted or decided is Action.ACCEPT
            elif decided in {Action.ACCEPT, Action.REFUSE}:
                return decided
            elif decided is Action.RETURN and rule.action in {Action.RETURN, Action.GOTO}:
                return Action.RETURN
        return Action.RETURN

    def _follow(self, rule: Rule, depth: int) -> Action:
        match rule.action:
            case Action.JUMP | Action.GOTO:
                return self.through(rule.target or "", depth + 1)
            case Action.ACCEPT | Action.REFUSE | Action.RETURN | Action.NOTHING:
                return rule.action
            case _:
                assert_never(rule.action)

    def applies(self, rule: Rule) -> Applies:
        """Whether a rule applies to the connection."""
        if self.family not in rule.families:
            return Applies.NO
        if rule.transports is not None and self.transport not in rule.transports:
            return Applies.NO
        applies = rule.others
        for ports in rule.ports:
            applies = both(applies, ports.applies(self.transport, self.port))
        return applies


def passage(rules: Ruleset, family: str, transport: str, port: int) -> Passage:
    """What becomes of a stranger's new connection: it must pass every chain that the kernel asks.

    family: `ip` or `ip6`.
    """
    walk = _Walk(rules, family, transport, port)
    refused = False
    for entry in rules.entries:
        if family in entry.families:
            decided = walk.through(entry.chain)
            refused = refused or decided is Action.REFUSE or (decided is Action.RETURN and entry.refuses)
    if not refused:
        return Passage.FREE
    return Passage.SOME if walk.excepted else Passage.REFUSED
