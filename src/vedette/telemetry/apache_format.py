r"""Apache's `LogFormat` (mod_log_config, mod_logio): its directives, and how a format is taken apart.

Values of requests and answers are escaped as `\"`, `\\` and `\xhh`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from vedette.telemetry.access_rows import is_time_format
from vedette.telemetry.directive import Directive, Part, Shape, Variable, compile_directive

_DIRECTIVES: Final = {
    "a": Variable("client", Shape.WORD),
    "h": Variable("client", Shape.WORD, rank=1),
    "{c}a": Variable("peer", Shape.WORD),
    "{c}h": Variable("peer", Shape.WORD, rank=1),
    "A": Variable("server_ip", Shape.WORD),
    "l": Variable(None, Shape.WORD),
    "u": Variable("user", Shape.TEXT),
    "t": Variable("when", Shape.TIME, time="clf"),
    "r": Variable("request", Shape.TEXT),
    "m": Variable("method", Shape.WORD),
    "U": Variable("path", Shape.TEXT),
    "q": Variable("query", Shape.QUERY),
    "H": Variable(None, Shape.WORD),
    "s": Variable("status", Shape.NUMBER),
    "b": Variable("bytes_out", Shape.NUMBER),
    "B": Variable("bytes_out", Shape.NUMBER),
    "O": Variable("bytes_out", Shape.NUMBER, rank=1),
    "I": Variable("bytes_in", Shape.NUMBER),
    "D": Variable("microseconds", Shape.NUMBER),
    "T": Variable("seconds", Shape.DECIMAL, rank=1),
    "{s}T": Variable("seconds", Shape.DECIMAL),
    "{ms}T": Variable("milliseconds", Shape.NUMBER),
    "{us}T": Variable("microseconds", Shape.NUMBER),
    "v": Variable("server_name", Shape.WORD),
    "V": Variable("host", Shape.WORD, rank=1),
    "p": Variable("server_port", Shape.NUMBER, rank=1),
    "{canonical}p": Variable("server_port", Shape.NUMBER, rank=1),
    "{local}p": Variable("server_port", Shape.NUMBER),
    "{remote}p": Variable("client_port", Shape.NUMBER),
    "L": Variable("uid", Shape.WORD),
    "P": Variable(None, Shape.NUMBER),
    "k": Variable(None, Shape.NUMBER),
    "X": Variable(None, Shape.WORD),
    "S": Variable(None, Shape.NUMBER),
}
_HEADERS: Final = {
    "host": Variable("host", Shape.TEXT),
    "referer": Variable("referer", Shape.TEXT),
    "user-agent": Variable("user_agent", Shape.TEXT),
    "x-forwarded-for": Variable("forwarded", Shape.TEXT),
}
"""Request headers that have a column of their own, in small letters."""
_NAMED_TIMES: Final = {"sec": "seconds", "msec": "milliseconds", "usec": "microseconds"}
_ONE: Final = re.compile(r"%[!0-9,]*[<>]?(?:\{([^}]*)\})?(%|\^F[BU]|\^t[io]|[A-Za-z])")
_NO_NAME: Final = re.compile("[^a-z0-9]+")


def apache(text: str) -> Directive:
    """A format as it stands in `LogFormat`, its quotes removed. Raises ValueError where it names no client, or writes the
    time as nothing can read it.
    """
    parts: list[Part] = []
    end = 0
    for found in _ONE.finditer(text):
        parts += [text[end : found.start()], *_parts(found[1], found[2])]
        end = found.end()
    return compile_directive([*parts, text[end:]])


def _parts(argument: str | None, letter: str) -> list[Part]:
    """What a directive stands for, text around its value included."""
    if letter == "%":
        return ["%"]
    if letter == "t" and argument is None:
        return ["[", _DIRECTIVES["t"], "]"]
    if letter == "t":
        return [_time(argument or "")]
    if letter in ("i", "o") and argument:
        return [_header(argument, letter)]
    named = letter if argument is None else f"{{{argument}}}{letter}"
    return [_DIRECTIVES.get(named, Variable(None, Shape.TEXT))]


def _time(argument: str) -> Variable:
    written = argument.removeprefix("begin:")
    if written.startswith("end:") or written.endswith("_frac"):
        return Variable(None, Shape.WORD)
    if written in _NAMED_TIMES:
        return Variable("when", Shape.NUMBER, rank=1, time=_NAMED_TIMES[written])
    if not is_time_format(written):
        raise ValueError(f"{written!r} is no format of times")
    return Variable("when", Shape.TIME, rank=1, time=written)


def _header(name: str, letter: str) -> Variable:
    known = _HEADERS.get(name.lower()) if letter == "i" else None
    if known:
        return replace(known)
    group = "header_" if letter == "i" else "response_header_"
    return Variable(group + _NO_NAME.sub("_", name.lower()), Shape.TEXT, header=name)
