"""Firewall rules in one form, whoever keeps them, reduced to what decides about a new connection from a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Applies(StrEnum):
    """Whether a condition or a rule applies to a stranger's new connection."""

    YES = "yes"
    NO = "no"
    SOME = "some"
    """To some strangers only, or it cannot be told."""


class Action(StrEnum):
    """What a rule does with what it applies to."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    """Dropped or rejected."""
    JUMP = "jump"
    """To another chain, which comes back here."""
    GOTO = "goto"
    """To another chain, which comes back to whoever jumped here."""
    RETURN = "return"
    NOTHING = "nothing"
    """It counts, logs or marks."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports that a rule is about."""

    transports: frozenset[str]
    """tcp, udp."""
    ranges: tuple[tuple[int, int], ...]
    negated: bool = False

    def applies(self, transport: str, port: int) -> Applies:
        """Whether a connection to this port is meant."""
        if transport not in self.transports:
            return Applies.NO
        inside = any(first <= port <= last for first, last in self.ranges)
        return Applies.YES if inside is not self.negated else Applies.NO


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule."""

    action: Action
    target: str | None = None
    """The chain to jump to."""
    ports: tuple[Ports, ...] = ()
    """All of them must apply."""
    others: Applies = Applies.YES
    """All other conditions together."""
    families: frozenset[str] = frozenset({"ip", "ip6"})
    """IPv4 and IPv6, by nftables' words."""
    transports: frozenset[str] | None = None
    """Null for all."""
    text: str = ""
    """The rule, for people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A chain that the kernel asks about what comes in."""

    chain: str
    families: frozenset[str]
    refuses: bool
    """What its policy does with what no rule decides."""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All rules that decide about what comes in."""

    chains: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    """By name, made unique with that of the table."""
    entries: tuple[Entry, ...] = ()


class Firewall(Protocol):
    """One way to keep firewall rules."""

    @property
    def name(self) -> str:
        """Its id: also the module's and the test's name."""
        ...

    @property
    def commands(self) -> tuple[tuple[str, ...], ...]:
        """The commands that list the rules, each with its arguments. They change nothing."""
        ...

    def read(self, outputs: tuple[bytes, ...]) -> Ruleset:
        """The rules, from what each command prints, nothing where it is not there. Raises ValueError for no listing."""
        ...


def both(left: Applies, right: Applies) -> Applies:
    """Whether two conditions apply together."""
    if Applies.NO in {left, right}:
        return Applies.NO
    return Applies.SOME if Applies.SOME in {left, right} else Applies.YES
