r"""The literals of a pattern: strings of which every text that it matches holds one.

A pattern costs a pass over the text, thousands of literals cost one together; so patterns are tried only where one of
their literals stands. They are read off the pattern's syntax (RE2's, of which a part that is not understood stands for
anything): the strings that a sequence spells out are multiplied while they are few, and of all such stretches the one
that is the least likely to stand in a text by chance is taken. After R. Cox, "Regular Expression Matching with a Trigram
Index" (2012), which works on three letters at a time.

Literals are in lower case, and white space is one space: they are to be sought in `plain(text)`, without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Final, NamedTuple

_MOST: Final = 150
"""Strings that are multiplied; what spells out more is taken in shorter stretches."""
_CHANCE: Final = 1 / 12
_CHANCE_OF_RARE: Final = 1 / 64
_RARE: Final = frozenset("'<>`|$\\^*{}[]@!#~%&+,?")
"""Characters that requests seldom hold."""
_MANY: Final = 20
_RARE_ENOUGH: Final = 1e-5
"""Likelihood below which strings are not multiplied to more than so many."""
_LONG: Final = 8
"""Characters of a string from which it is as rare as a longer one."""
_SPACE: Final = " \t\n\v\f\r"
_SPACES: Final = re.compile(f"[{_SPACE}]+")
_FOLDED: Final = {0x17F: "s", 0x212A: "k"}
"""Letters that RE2 takes for ASCII ones where case does not matter."""

_WIDE_LETTERS: Final = frozenset(map(chr, (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
"""Letters beyond ASCII that have two cases and no third."""
_WIDEST: Final = 40
"""Characters of a class that are told apart; a wider one stands for anything."""

Strings = frozenset[str]


def plain(text: str) -> str:
    """The text as literals are sought in it: each run of white space as one space."""
    if "  " in text or not text.isprintable():
        text = _SPACES.sub(" ", text)
    return text if text.isascii() else text.translate(_FOLDED)


@cache
def required(pattern: str) -> Strings:
    """Strings, one of which stands in the plain form of every text that the pattern matches; empty: none is known."""
    needed = None if _QUOTING in pattern else _Reader(pattern).alternatives().needed
    if needed is None:
        return frozenset()
    return frozenset(
        string for string in needed if not any(string[:size] in needed for size in range(1, len(string)))
    )


class _Part(NamedTuple):
    """What is known of a part of a pattern."""

    exact: Strings | None
    """All that it matches; null where that is too much."""
    begins: Strings
    """One of these begins whatever it matches."""
    needed: Strings | None
    """One of these stands in whatever it matches; null where nothing is known."""


_EMPTY: Final = frozenset({""})
_NOTHING: Final = _Part(_EMPTY, _EMPTY, None)
"""What takes no room: `^`, `\\b`, an empty group."""
_ANYTHING: Final = _Part(None, _EMPTY, None)


def _exactly(strings: Strings) -> _Part:
    return _Part(strings, strings, None if "" in strings or not strings else strings)


def _of(characters: AbstractSet[str]) -> _Part:
    """One of some characters. NUL ends the literals that Hyperscan seeks, so none holds it."""
    if "\0" in characters or not all(
        c.isascii() or c.lower() == c.upper() or c in _WIDE_LETTERS for c in characters
    ):
        return _ANYTHING
    exact = frozenset(cased for c in characters for cased in _cases(c))
    return _exactly(exact) if 0 < len(exact) <= _WIDEST else _ANYTHING


def _cases(character: str) -> set[str]:
    """The forms in which a character is sought: Hyperscan minds no case of ASCII letters."""
    if character in _SPACE:
        return {" "}
    return {character.lower()} if character.isascii() else {character.lower(), character.upper()}


def _either(parts: list[_Part]) -> _Part:
    """One of the parts."""
    if len(parts) == 1:
        return parts[0]
    exact, begins, needed = (
        None if None in sets else frozenset().union(*sets) for sets in zip(*parts, strict=True)
    )
    return _Part(
        exact if exact is not None and len(exact) <= _MOST else None,
        begins if begins is not None and len(begins) <= _MOST else _EMPTY,
        needed,
    )


def _likelihood(strings: Strings | None) -> float:
    """How likely one of them stands in a text by chance, for comparison."""
    if strings is None:
        return float("inf")
    return sum(prod(_CHANCE_OF_RARE if c in _RARE else _CHANCE for c in string[:_LONG]) for string in strings)


def _sequence(parts: list[_Part]) -> _Part:
    """Parts one after the other."""
    found = [part.needed for part in parts]
    run, begins = _EMPTY, None
    for part in parts:
        longer = None if part.exact is None else _product(run, part.exact)
        if longer is not None:
            run = longer
            continue
        ended = _product(run, part.begins) or run
        found.append(_exactly(ended).needed)
        begins = begins or ended
        run = part.exact or _EMPTY
    if begins is None:
        return _exactly(run)
    found.append(_exactly(run).needed)
    return _Part(None, begins, min(found, key=_likelihood))


def _product(left: Strings, right: Strings) -> Strings | None:
    """Every string of the left followed by every one of the right; null where they are too many for what they gain."""
    size = len(left) * len(right)
    if size > _MOST or (size > max(len(left), _MANY) and _likelihood(left) < _RARE_ENOUGH):
        return None
    return frozenset((a + b).replace("  ", " ") for a in left for b in right)


@dataclass
class _Reader:
    """Reads a pattern from left to right."""

    pattern: str
    position: int = 0

    def alternatives(self) -> _Part:
        """Up to the end of the pattern or group."""
        found = [self._sequence()]
        while self._take("|"):
            found.append(self._sequence())
        return _either(found)

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            parts += self._repeated(self._atom())
        return _sequence(parts)

    def _take(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.position)
        self.position += len(text) * found
        return found

    def _match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        found = expression.match(self.pattern, self.position)
        self.position = found.end() if found else self.position
        return found

    def _atom(self) -> _Part:
        """A word, character, class, group or assertion."""
        if word := self._match(_WORD):
            return _exactly(frozenset({word[0].lower()}))
        if self._match(_ASSERTION):
            return _NOTHING
        if self._match(_GROUP):
            inner = self.alternatives()
            self._take(")")
            return inner
        if negated := self._match(_CLASS_START):
            return self._class(negated=bool(negated[1]))
        if self._take("."):
            return _ANYTHING
        characters = self._characters()
        return _ANYTHING if characters is None else _of(characters)

    def _repeated(self, part: _Part) -> list[_Part]:
        """The part as often as what follows it says."""
        repeat = self._match(_REPEAT)
        if repeat is None:
            return [part]
        least = int(repeat[2] or (1 if repeat[1] == "+" else 0))
        if part.exact == frozenset({" "}):  # however many spaces there are, they are one
            return [part if least else _exactly(frozenset({"", " "}))]
        if not least:
            optional = repeat[1] == "?" and part.exact is not None
            return [_exactly(part.exact | {""}) if optional and part.exact else _ANYTHING]
        once = repeat[2] is not None and repeat[3] is None
        return [part] * min(least, 8) + ([] if once and least <= 8 else [_ANYTHING])

    def _class(self, *, negated: bool) -> _Part:
        """The rest of `[…]`."""
        members: set[str] | None = set()
        first = True
        while first or not self._take("]"):
            first = False
            named = self._match(_NAMED)
            start = None if named else self._characters()
            if members is None or start is None:
                members = None
                continue
            members |= self._range(start)
        return _ANYTHING if members is None or negated else _of(members)

    def _range(self, start: Strings) -> Strings:
        """Characters from the one that was read to the one after a hyphen, if there is one."""
        if len(start) != 1 or not self._match(_HYPHEN):
            return start
        end = self._characters() or start
        first, last = ord(min(start)), ord(max(end))
        return frozenset(map(chr, range(first, min(last, first + _WIDEST) + 1)))

    def _characters(self) -> Strings | None:
        """What the next character or escape stands for; null for more than can be told."""
        if self._match(_PROPERTY):
            return None
        found = self._match(_CHARACTER)
        if found is None:  # a lone backslash, which RE2 refuses
            self.position += 1
            return None
        hexadecimal, octal, escaped, literal = found.groups()
        if hexadecimal or octal:
            return frozenset({chr(int(hexadecimal.strip("{}"), 16) if hexadecimal else int(octal, 8))})
        if escaped and escaped.isalnum():
            return _ESCAPES.get(escaped)
        return frozenset({escaped or literal})


_WORD: Final = re.compile(r"[!\"#%&',/0-9:;<=>@A-Z_`a-z~-]+(?![*+?{])")
"""Characters that stand for themselves, in a row."""
_GROUP: Final = re.compile(r"\((?:\?(?:P?<\w+>|[imsU-]*:))?")
_ASSERTION: Final = re.compile(r"\^|\$|\\[bBAz]|\(\?[imsU-]+\)")
_CLASS_START: Final = re.compile(r"\[(\^?)")
_NAMED: Final = re.compile(r"\[:\^?\w+:\]")
_HYPHEN: Final = re.compile(r"-(?!\])")
_REPEAT: Final = re.compile(r"([*+?]|\{(\d+)(?:(,)\d*)?\})[?+]?")
_QUOTING: Final = r"\Q"
_PROPERTY: Final = re.compile(r"\\[pP](?:\{\^?\w+\}|.)")
_CHARACTER: Final = re.compile(
    r"\\x(\{[0-9a-fA-F]+\}|[0-9a-fA-F]{2})|\\([0-7]{1,3})|\\(.)|([^\\])", re.DOTALL
)
_ESCAPES: Final[dict[str, Strings]] = {
    **{name: frozenset({character}) for name, character in zip("nrtfva", "\n\r\t\f\v\a", strict=True)},
    "s": frozenset(" \t\n\f\r"),
    "d": frozenset("0123456789"),
}
"""Escapes that stand for one or a few characters."""
