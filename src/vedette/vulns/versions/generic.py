"""Upstream versions of no ecosystem, as banners, NVD and CPE give them: ``7.2p2``, ``1.1.1k``, ``9.0.0.M1``.

There is no specification; this is the rule of Vedette, chosen to order what server software publishes:

- Runs of digits are numbers, runs of letters are words of either case; other characters only separate.
- Zeros at the end say nothing (``2.4 = 2.4.0``), nor do ``final``, ``ga``, ``release``, ``stable``, ``general``.
- Words of a version before its release are below it: ``dev``, ``snapshot``, ``nightly`` < ``alpha`` < ``beta``
  < ``milestone`` < ``pre``, ``preview``, ``ea`` < ``rc``, ``cr``. Directly before a digit, ``a``, ``b`` and ``m``
  stand for alpha, beta and milestone. A tilde is below all of these. Zeros before such a word say nothing.
- Any other word is above the release, in alphabetical order, and below a further number:
  ``1.1.1 < 1.1.1k < 1.1.1za < 1.1.1.1 < 1.1.2``. ``patch`` and ``pl`` are the same as ``p``.
- A ``v`` before the first digit is dropped; a version without a digit is none.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions.interface import Key, Part, require_plain

_PARTS: Final = re.compile(r"[0-9]+|~|[^\W0-9_]+")
_LEADING_V: Final = re.compile(r"v(?=[0-9])")

# What may stand at one place, lowest first; words before the release stand between the tilde and the end.
_TILDE, _END, _WORD, _NUMBER = 0, 10, 11, 12
_PRERELEASES: Final = {
    "dev": 1,
    "snapshot": 1,
    "nightly": 1,
    "alpha": 2,
    "beta": 3,
    "milestone": 4,
    "pre": 5,
    "preview": 5,
    "ea": 5,
    "rc": 6,
    "cr": 6,
    "~": _TILDE,
}
_RELEASES: Final = frozenset({"final", "ga", "release", "stable", "general"})
_SHORT_WORDS: Final = {"a": "alpha", "b": "beta", "m": "milestone"}
_SYNONYMS: Final = {"patch": "p", "pl": "p"}


class Generic:
    """Versions as upstream writes them, with no package manager behind them."""

    name: Final = "generic"
    ecosystems: Final = ()
    purl_types: Final = ("generic",)

    def key(self, version: str) -> Key:
        """Ranked numbers and words, closed by the end."""
        text = _LEADING_V.sub("", require_plain(self.name, version).lower(), count=1)
        parts: list[Part] = []
        has_digit = False
        for found in _PARTS.finditer(text):
            part = found[0]
            if part[0] in "0123456789":
                parts += (_NUMBER, int(part))
                has_digit = True
            else:
                _append_word(part, parts, before_digit=text[found.end() : found.end() + 1].isdigit())
        if not has_digit:
            raise InvalidVersion(self.name, version)
        _drop_zeros(parts)
        return (*parts, _END)


def _append_word(word: str, parts: list[Part], *, before_digit: bool) -> None:
    if before_digit:
        word = _SHORT_WORDS.get(word, word)
    if word in _RELEASES:
        return
    rank = _PRERELEASES.get(word)
    if rank is None:
        parts += (_WORD, _SYNONYMS.get(word, word))
    else:
        _drop_zeros(parts)
        parts.append(rank)


def _drop_zeros(parts: list[Part]) -> None:
    """Without the zeros at the end; the first number stays."""
    while len(parts) > 2 and parts[-2:] == [_NUMBER, 0]:
        del parts[-2:]
