r"""Log directives of web servers (nginx `log_format`, Apache `LogFormat`), compiled to one pattern that runs in linear time.

A directive is a text with variables in it. Each variable has a shape, and the text around it says where it ends. Text
that a client fills reaches over no quote that is not escaped, but may hold what looks like the fields after it: it
reaches as far as the rest of the line allows. Where no quote parts it from the client's address behind it, a line in
which that address has two possible places is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile
from typing import Final, assert_never

CLIENT: Final = "client"
"""The group of the client's address."""
QUOTED: Final = r'(?:[^"\\]|\\.)*'
"""What stands between quotes where quotes within are escaped."""


class Shape(StrEnum):
    """What a variable's value looks like."""

    WORD = "word"
    """Of the server's own making: no blanks."""
    NUMBER = "number"
    """Digits, or a dash for none."""
    DECIMAL = "decimal"
    """Digits with a fraction, or a dash for none."""
    TIME = "time"
    """Up to a bracket or a quote, or the next delimiter: may hold blanks."""
    TEXT = "text"
    """Of the client's making, or of unknown shape."""
    QUERY = "query"
    """The same behind a question mark, or nothing."""


class Escape(StrEnum):
    """How quotes and control characters in values are written."""

    BACKSLASH = "default"
    r"""As `\"` or `\x22`."""
    JSON = "json"
    r"""As `\"` or `\u0022`; a value that is missing as nothing at all."""
    NONE = "none"
    """As they come, so that quotes end nothing."""


@dataclass(frozen=True, slots=True)
class Variable:
    """What a server's variable is to us."""

    group: str | None
    """The group that takes it, as `vedette.telemetry.access_rows` names them; null where it is not read."""
    shape: Shape
    rank: int = 0
    """Of several variables for the same group the one of the lowest rank is read."""
    header: str = ""
    """The name of the header that it holds, for the groups of headers."""
    time: str = ""
    """How a time is written: a word of `vedette.telemetry.access_rows`, or as strftime names it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the client stands in a line."""

    blanks: int
    """Blanks before the word that holds it."""
    skipped: int
    """Bytes of that word before it."""
    end: str
    """The character behind it; a line feed at the line's end."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A compiled directive."""

    pattern: str
    """Of a line; groups as `vedette.telemetry.access_rows` names them."""
    other: str | None = None
    """The pattern with the client as far left as it can stand, where clients' texts leave more than one place."""
    place: Place | None = None
    """Null where only matching can tell."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The headers' names by their groups."""
    time: str = ""
    """How the time is written."""
    missing: str = "-"
    """How a value that is missing is written."""


Part = str | Variable
"""A piece of a directive: text as it stands, or a variable."""


def compile_directive(parts: Sequence[Part], escape: Escape = Escape.BACKSLASH) -> Directive:
    """The pattern of a directive's lines. Raises ValueError where it names no client."""
    parts = _joined(parts)
    variables = [part for part in parts if isinstance(part, Variable)]
    read = {
        name: min((v for v in variables if v.group == name), key=lambda v: v.rank)
        for name in dict.fromkeys(v.group for v in variables)
        if name
    }
    if CLIENT not in read:
        raise ValueError("it names no client")
    compiler = _Compiler(parts, read, escape)
    pattern = compiler.pattern(lazy_head=False)
    other = compiler.pattern(lazy_head=True) if compiler.head_is_open else None
    headers = {name: v.header for name, v in read.items() if v.header}
    when = read["when"].time if "when" in read else ""
    missing = "" if escape is Escape.JSON else "-"
    return Directive(pattern, other, compiler.place(), headers, when, missing)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """The parts with neighbouring texts made one."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        elif part:
            joined.append(part)
    return joined


class _Compiler:
    def __init__(self, parts: list[Part], read: Mapping[str, Variable], escape: Escape) -> None:
        self._parts = parts
        self._escape = escape
        self._groups: dict[int, str] = {}
        for index, part in enumerate(parts):
            if not isinstance(part, Variable) or not part.group or part.group in self._groups.values():
                continue
            if read[part.group] is part:
                self._groups[index] = part.group
        self._client = next(index for index, name in self._groups.items() if name == CLIENT)
        before = takewhile(lambda index: not self._ends_text(index), range(self._client - 1, -1, -1))
        self.head_is_open = any(self._is_text(index) for index in before)
        """Whether a text that a client fills could be mistaken for the fields after it, the client's address too."""

    def pattern(self, *, lazy_head: bool) -> str:
        pieces = (
            self._piece(index, lazy=lazy_head and index < self._client) for index in range(len(self._parts))
        )
        return f"^{''.join(pieces)}$"

    def place(self) -> Place | None:
        head = self._parts[: self._client]
        blanks = skipped = 0
        for index, part in enumerate(head):
            if isinstance(part, str):
                blanks += part.count(" ")
                skipped = len(part.rpartition(" ")[2].encode()) + (0 if " " in part else skipped)
            elif part.shape in (Shape.WORD, Shape.NUMBER, Shape.DECIMAL) and self._after(index).startswith(
                " "
            ):
                skipped = 0
            elif part.time == "clf" and self._after(index).startswith("] "):
                blanks += 1
            else:
                return None
        return Place(blanks, skipped, self._after(self._client)[:1] or "\n")

    def _piece(self, index: int, *, lazy: bool) -> str:
        part = self._parts[index]
        if isinstance(part, str):
            return re.escape(part)
        value = self._value(index, part, lazy=lazy)
        return f"(?P<{self._groups[index]}>{value})" if index in self._groups else f"(?:{value})"

    def _value(self, index: int, variable: Variable, *, lazy: bool) -> str:
        after = self._after(index)[:1]
        match variable.shape:
            case Shape.WORD if not after or after in ": ":
                return r"\S+"
            case Shape.WORD:
                return rf"[^\s{re.escape(after)}]+"
            case Shape.NUMBER:
                return "[0-9]+|-"
            case Shape.DECIMAL:
                return r"[0-9]+(?:\.[0-9]+)?|-"
            case Shape.TIME:
                return r'[^\]"]{1,40}' if after in ']"' else ".{1,40}?"
            case Shape.TEXT | Shape.QUERY:
                lazy = lazy or (index > self._client and self._shares_its_end(index))
                text = (".*" if self._escape is Escape.NONE else QUOTED) + ("?" if lazy else "")
                return text if variable.shape is Shape.TEXT else rf"(?:\?{text})?"
            case _:
                assert_never(variable.shape)

    def _after(self, index: int) -> str:
        following = self._parts[index + 1] if index + 1 < len(self._parts) else ""
        return following if isinstance(following, str) else " "

    def _is_text(self, index: int) -> bool:
        part = self._parts[index]
        return isinstance(part, Variable) and part.shape in (Shape.TEXT, Shape.QUERY)

    def _ends_text(self, index: int) -> bool:
        """Whether the part holds a quote, over which no value reaches."""
        part = self._parts[index]
        return isinstance(part, str) and '"' in part and self._escape is not Escape.NONE

    def _shares_its_end(self, index: int) -> bool:
        """Whether another text follows before a quote, so that only the shortest reading is sensible."""
        following = takewhile(lambda later: not self._ends_text(later), range(index + 1, len(self._parts)))
        return any(self._is_text(later) for later in following)
