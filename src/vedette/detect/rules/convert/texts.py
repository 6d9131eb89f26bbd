"""Texts and regular expressions of strangers as RE2 patterns."""

from __future__ import annotations

import re
from typing import Final

from vedette.detect.rules.convert.interface import CannotSay
from vedette.detect.rules.patterns import PatternRefused, compile_pattern

_SPECIAL: Final = re.compile(r"([\\.^$|?*+()\[\]{}])")
_TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|.", re.DOTALL)
_MAX_PATTERN: Final = 4000


def quoted(text: str) -> str:
    """A pattern for exactly this text."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", r"\n").replace("\r", r"\r").replace("\t", r"\t")


def either(patterns: list[str]) -> str:
    """One of the patterns."""
    return patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"


def checked(pattern: str, construct: str) -> str:
    """The pattern. Raises CannotSay where RE2 refuses it."""
    if len(pattern) > _MAX_PATTERN:
        raise CannotSay(construct, "a pattern that is too long")
    try:
        compile_pattern(pattern)
    except PatternRefused as error:
        message = error.args[0] if error.args else "no regular expression"
        said = message.decode("utf-8", "replace") if isinstance(message, bytes) else message
        raise CannotSay(construct, f"RE2 refuses {pattern[:80]!r}: {said}") from error
    return pattern


def anchored(pattern: str, construct: str) -> tuple[bool, str, bool]:
    """Whether a pattern starts with `^`, what is within, and whether it ends with `$`.

    Raises CannotSay for an anchor elsewhere: what it stands for within a part of a request is another place.
    """
    tokens = _TOKEN.findall(pattern)
    starts, ends = tokens[:1] == ["^"], tokens[-1:] == ["$"]
    inner = tokens[starts : len(tokens) - ends]
    if "^" in inner or "$" in inner or ((starts or ends) and _alternates(inner)):
        raise CannotSay(construct, f"an anchor within {pattern[:80]!r}")
    return starts, "".join(inner), ends


def within(pattern: str, stop: str) -> str:
    """The pattern, so that what stands for any character stands for none of those at which the value ends."""
    return "".join(_narrowed(token, stop) for token in _TOKEN.findall(pattern))


def _narrowed(atom: str, stop: str) -> str:
    if not stop or not (atom == "." or atom.startswith("[^")):
        return atom
    if atom == ".":
        return f"[^{stop}]"
    members = atom.removeprefix("[^")
    first = "]" if members.startswith("]") else ""
    return f"[^{first}{stop}{members.removeprefix(first)}"


def _alternates(tokens: list[str]) -> bool:
    """Whether a `|` stands outside all groups."""
    depth = 0
    for atom in tokens:
        depth += (atom == "(") - (atom == ")")
        if atom == "|" and depth == 0:
            return True
    return False
