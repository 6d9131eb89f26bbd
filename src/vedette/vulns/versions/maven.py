"""Maven versions, ordered by the "Version Order Specification" of the POM reference.

A version is a row of tokens, each with the separator before it; a change between digits and letters is a hyphen.
Zeros and release words at the end, and before each hyphen, say nothing. Otherwise tokens are ordered
``.word < -word < -number < .number``, and the shorter version is filled up with tokens that say nothing,
as ComparableVersion of Maven 3 does: ``1-rc < 1 < 1.sp < 1.foo``.

This order goes in circles where the separators are mixed: ``1.0 < 1.0-foo < 1.0.0.rc1 < 1.0``. Maven's answer
is kept for each pair, so the order is total only among versions that separate their words alike.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from vedette.vulns.versions.interface import Key, PairwiseKey, Part, require_plain

_TOKENS: Final = re.compile(r"([.-]?)([0-9]+|[^0-9.-]+|(?<=[.-]))")

# ".word" < "-word" < "-number" < ".number"
_RANKS: Final = {(".", False): 0, ("-", False): 1, ("-", True): 2, (".", True): 3}

# How a word stands to the release; words that are not here are above it, in alphabetical order.
_RELEASE, _SERVICE_PACK, _OTHER = range(3)
_WORDS: Final = {
    "alpha": -5,
    "beta": -4,
    "milestone": -3,
    "rc": -2,
    "cr": -2,
    "snapshot": -1,
    "final": _RELEASE,
    "ga": _RELEASE,
    "release": _RELEASE,
    "sp": _SERVICE_PACK,
}
_SHORT_WORDS: Final = {"a": "alpha", "b": "beta", "m": "milestone"}


class _Token(NamedTuple):
    """One token; a weight of 0 says nothing."""

    rank: int
    weight: int
    text: str


class MavenKey(PairwiseKey):
    """The fields of all tokens in one row, compared as Maven compares a pair of versions."""

    __slots__ = ()

    def against(self, other: Key) -> int:
        """Plain order of the rows, except that the rest of the longer one is held against nothing."""
        shared = min(len(self), len(other))
        mine, theirs = self[:shared], other[:shared]
        if mine == theirs:
            mine, theirs = self[shared + 1 :: 3], other[shared + 1 :: 3]
            mine, theirs = mine or (0,) * len(theirs), theirs or (0,) * len(mine)
        return (mine > theirs) - (mine < theirs)


class Maven:
    """Java packages."""

    name: Final = "maven"
    ecosystems: Final = ("Maven",)
    purl_types: Final = ("maven",)

    def key(self, version: str) -> Key:
        """The tokens that are left when those that say nothing are dropped."""
        text = require_plain(self.name, version).lower()
        fields: list[Part] = []
        for token in _significant(_read_tokens("0" + text if text[0] in ".-" else text)):
            fields += token
        return MavenKey(fields)


def _read_tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _TOKENS.finditer(text):
        separator, value = found.groups()
        separator = separator or ("-" if tokens else ".")
        if not value or value[0] in "0123456789":
            tokens.append(_Token(_RANKS[separator, True], int(value or 0), ""))
            continue
        if text[found.end() : found.end() + 1] in tuple("0123456789"):
            value = _SHORT_WORDS.get(value, value)
        weight = _WORDS.get(value, _OTHER)
        tokens.append(_Token(_RANKS[separator, False], weight, value if weight == _OTHER else ""))
    return tokens


def _significant(tokens: list[_Token]) -> list[_Token]:
    """Without the tokens that say nothing at the end and before each hyphen."""
    kept: list[_Token] = []
    at_end = True
    for token in reversed(tokens):
        if token.weight or not at_end:
            kept.append(token)
            at_end = token.rank in (_RANKS["-", False], _RANKS["-", True])
    return kept[::-1]
