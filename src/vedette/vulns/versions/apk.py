"""Alpine package versions: ``number{.number}{letter{number}}{_suffix{number}}{~hash}{-r#}``.

The grammar and order are those of apk-tools (apk-package(5), ``apk version -t``). Letters may be followed by
digits, as in ``9.3.2p1``, which apk-tools 2 allows and published packages use. What the grammar does not allow
sorts just below the end of a version; two such rests compare as text, but a malformed ``-`` part says nothing.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.vulns.versions.interface import Key, Part, require_plain

# What may follow a common beginning, lowest first. A suffix before the release (``_rc1``) is below everything.
(
    _PRE_SUFFIX,
    _INVALID,
    _END,
    _REVISION,
    _HASH,
    _SUFFIX_NUMBER,
    _POST_SUFFIX,
    _LETTER,
    _PADDED_NUMBER,
    _NUMBER,
) = range(10)

_PRE_SUFFIXES: Final = ("alpha", "beta", "pre", "rc")
_POST_SUFFIXES: Final = ("cvs", "svn", "git", "hg", "p")

_FIRST: Final = re.compile(r"[0-9]+")
_NUMBERS: Final = re.compile(r"\.([0-9]+)|([a-z])([0-9]*)")
_SUFFIX: Final = re.compile(rf"_({'|'.join(_PRE_SUFFIXES + _POST_SUFFIXES)})([0-9]*)")
_COMMIT: Final = re.compile(r"~([0-9a-f]+)")
_BUILD: Final = re.compile(r"-r(?:([0-9]+)|(?=-|\Z))")


class Apk:
    """Alpine Linux and the distributions that package with apk-tools."""

    name: Final = "apk"
    ecosystems: Final = (
        "Alpaquita",
        "Alpine",
        "BellSoft Hardened Containers",
        "Chainguard",
        "MinimOS",
        "Wolfi",
    )
    purl_types: Final = ("apk",)

    def key(self, version: str) -> Key:
        """Ranked tokens in the order of the grammar, closed by the end or by the rest that breaks it."""
        text = require_plain(self.name, version)
        tokens: list[Part] = []
        at = 0
        if first := _FIRST.match(text):
            tokens += (_NUMBER, int(first[0]))
            at = _read_tail(
                text, _read_suffixes(text, _read_numbers(text, first.end(), tokens), tokens), tokens
            )
        rest = text[at:]
        tokens += (_INVALID, "" if rest[0] == "-" else rest) if rest else (_END,)
        return tuple(tokens)


def _number(digits: str) -> tuple[int, Part]:
    """A number after the first: with a leading zero it is a fraction, ordered as text below all others."""
    return (_PADDED_NUMBER, digits) if digits[0] == "0" else (_NUMBER, int(digits))


def _read_numbers(text: str, at: int, tokens: list[Part]) -> int:
    while found := _NUMBERS.match(text, at):
        number, letter, letter_number = found.groups()
        if letter:
            tokens += (_LETTER, letter)
            number = letter_number
        if number:
            tokens += _number(number)
        at = found.end()
    return at


def _read_suffixes(text: str, at: int, tokens: list[Part]) -> int:
    while found := _SUFFIX.match(text, at):
        suffix, number = found.groups()
        if suffix in _PRE_SUFFIXES:
            tokens += (_PRE_SUFFIX, _PRE_SUFFIXES.index(suffix))
        else:
            tokens += (_POST_SUFFIX, _POST_SUFFIXES.index(suffix))
        if number:
            tokens += (_SUFFIX_NUMBER, int(number))
        at = found.end()
    return at


def _read_tail(text: str, at: int, tokens: list[Part]) -> int:
    if found := _COMMIT.match(text, at):
        tokens += (_HASH, found[1])
        at = found.end()
    if found := _BUILD.match(text, at):
        tokens += (_REVISION, int(found[1] or 0))
        at = found.end()
    return at
