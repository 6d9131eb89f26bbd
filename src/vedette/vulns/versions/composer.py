"""Composer (PHP) versions, ordered by PHP's ``version_compare`` (PHP manual, "version_compare").

Punctuation and changes between digits and letters separate parts. Words are known by their beginning, and case
counts: any other word < dev < a, alpha < b, beta < rc, RC < (nothing) < a number < p, pl. A leading ``v`` is
dropped, as Composer does; its further normalisation (``1.0`` to ``1.0.0.0``) is not, so ``1.0 < 1.0.0``.

``#`` is PHP's placeholder for any number. It equals every number and the end, so it has no place in a total
order, and a key with one must not be used to look up others; no published version has it.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Final

from vedette.vulns.versions.interface import Key, PairwiseKey, Part, require_plain

_PARTS: Final = re.compile(r"[0-9]+|#|[^\W0-9_]+")
_LEADING_V: Final = re.compile(r"[vV](?=[0-9])")

_OTHER, _DEV, _ALPHA, _BETA, _CANDIDATE, _END, _NUMBER, _PATCH, _ANY_NUMBER = range(9)
_WORDS: Final = (
    ("dev", _DEV),
    ("a", _ALPHA),
    ("b", _BETA),
    ("RC", _CANDIDATE),
    ("rc", _CANDIDATE),
    ("p", _PATCH),
)


class PlaceholderKey(PairwiseKey):
    """The key of a version with ``#`` in it."""

    __slots__ = ()

    def against(self, other: Key) -> int:
        """Part by part, a placeholder taking the value of the number that it meets."""
        end = (_END, 0)
        mine, theirs = zip(self[::2], self[1::2], strict=True), zip(other[::2], other[1::2], strict=True)
        for left, right in zip_longest(mine, theirs, fillvalue=end):
            a = _fill(left, right)
            b = _fill(right, a)
            if a != b:
                return 1 if a > b else -1
        return 0


def _fill(part: tuple[Part, Part], opposite: tuple[Part, Part]) -> tuple[Part, Part]:
    if part[0] != _ANY_NUMBER:
        return part
    return opposite if opposite[0] in (_NUMBER, _ANY_NUMBER) else (_END, 0)


class Composer:
    """PHP packages."""

    name: Final = "composer"
    ecosystems: Final = ("Packagist",)
    purl_types: Final = ("composer",)

    def key(self, version: str) -> Key:
        """Pairs of rank and number, closed by the end."""
        text = _LEADING_V.sub("", require_plain(self.name, version), count=1)
        parts: list[Part] = []
        for part in _PARTS.findall(text):
            parts += (_NUMBER, int(part)) if part[0] in "0123456789" else (_rank(part), 0)
        parts += (_END, 0)
        return PlaceholderKey(parts) if _ANY_NUMBER in parts[::2] else tuple(parts)


def _rank(word: str) -> int:
    if word == "#":
        return _ANY_NUMBER
    return next((rank for known, rank in _WORDS if word.startswith(known)), _OTHER)
