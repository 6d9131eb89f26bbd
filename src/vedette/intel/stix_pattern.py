"""Which addresses a STIX pattern names (OASIS STIX 2.1, section 9).

A pattern names addresses where any one of them fulfils it: comparisons by `=`, `IN` or `ISSUBSET`, joined by OR. One
address that must come with a port, a protocol or a name is taken too, as `address:port` is in other formats. All else
(two things that must be seen together, one after another, not, or like something) is more than a list can say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    r"(?P<string>'[^'\\]*(?:\\.[^'\\]*)*'?)"
    r"|(?P<word>[A-Za-z0-9_][A-Za-z0-9_:.*-]*(?:\[[*0-9]{1,9}\][A-Za-z0-9_:.*-]*)*)"
    r"|(?P<sign>[!<>=]+|\S)",
    re.DOTALL,
)
"""Every character belongs to one word, so that a pattern is read in one pass, whatever it holds; an unclosed string
reaches to the end."""
_EQUAL: Final = frozenset({"=", "IN", "ISSUBSET"})
_TOGETHER: Final = frozenset({"AND", "FOLLOWEDBY"})
_DIRECT: Final = frozenset({"ipv4-addr:value", "ipv6-addr:value"})
_BY_REFERENCE: Final = frozenset({"network-traffic", "domain-name"})
"""Objects that refer to an address, and whose other properties (port, protocol, name) only narrow it down."""

BROKEN: Final = "broken pattern"
SEVERAL: Final = "pattern of several conditions"
UNLIKE: Final = "pattern that names no single address"


@dataclass(frozen=True, slots=True)
class Named:
    """What a pattern names."""

    addresses: tuple[str, ...]
    """As they stand in the pattern: addresses and prefixes."""
    others: tuple[str, ...]
    """What else each further alternative is: a type of objects, `file`, or why it is not taken."""


@dataclass(slots=True)
class _Comparison:
    path: str
    """What is compared: `ipv4-addr:value`."""
    operators: list[str] = field(default_factory=list)
    """`=`, or `NOT` and `IN`; brackets among them."""
    values: list[str] = field(default_factory=list)
    """What it is compared with; texts alone."""

    @property
    def object(self) -> str:
        return self.path.partition(":")[0][:30]

    @property
    def names(self) -> bool:
        """Whether what it is compared with is what is meant."""
        return "NOT" not in self.operators and not _EQUAL.isdisjoint(self.operators)

    @property
    def of_address(self) -> bool:
        by_reference = self.object in _BY_REFERENCE and self.path.endswith(".value") and "_ref" in self.path
        return self.path in _DIRECT or by_reference


def read_pattern(pattern: str) -> Named:
    """The addresses of a pattern, and what else it names."""
    addresses: list[str] = []
    others: list[str] = []
    observations = 0
    for words in _observations(pattern):
        if words is None:
            return Named((), (SEVERAL,))
        observations += 1
        found = _alternatives(words)
        addresses += found.addresses
        others += found.others
    return Named(tuple(addresses), tuple(others)) if observations else Named((), (BROKEN,))


def _observations(pattern: str) -> Iterator[list[str] | None]:
    """The tokens within each pair of brackets, or null where two observations must be made together."""
    within: list[str] | None = None
    for match in _TOKEN.finditer(pattern):
        word = match.group()
        if within is None and word in _TOGETHER:
            yield None
        elif within is None and word == "[":
            within = []
        elif within is not None and word == "]":
            yield within
            within = None
        elif within is not None:
            within.append(word)


def _alternatives(tokens: list[str]) -> Named:
    """What one observation names."""
    comparisons = list(_comparisons(tokens))
    ours = [c for c in comparisons if c.of_address]
    others = [c for c in comparisons if not c.of_address]
    if not comparisons:
        return Named((), (BROKEN,))
    if not ours:
        return Named((), (comparisons[0].object,) if "AND" in tokens else tuple(c.object for c in others))
    if not all(c.names for c in ours):
        return Named((), (UNLIKE,))
    addresses = tuple(value for c in ours for value in c.values)
    if "AND" not in tokens:
        return Named(addresses, tuple(c.object for c in others))
    if len(ours) > 1 or any(c.object not in _BY_REFERENCE for c in others):
        return Named((), (SEVERAL,))
    return Named(addresses, ())


def _comparisons(tokens: list[str]) -> Iterator[_Comparison]:
    """The comparisons of an observation, in their order; brackets and conjunctions are passed over."""
    current: _Comparison | None = None
    for word in tokens:
        if word.startswith("'"):
            if current is not None:
                current.values.append(word.strip("'"))
        elif ":" in word:
            if current is not None:
                yield current
            current = _Comparison(word)
        elif current is not None and not current.values:
            current.operators.append(word)
    if current is not None:
        yield current
