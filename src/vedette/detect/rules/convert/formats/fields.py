"""Fields of Sigma's web rules (W3C extended log format) as places of a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vedette.detect.rules.convert.examples import header
from vedette.detect.rules.convert.interface import CannotSay, Method, Place, Sample, Status, Test
from vedette.detect.rules.convert.modifiers import Value
from vedette.detect.rules.convert.texts import either
from vedette.detect.rules.rule import Field

_TARGETS: Final = {
    "cs-uri-query": Field.URI, "cs-uri": Field.URI, "c-uri": Field.URI, "c-uri-query": Field.URI,
    "cs-uri-stem": Field.PATH, "c-uri-stem": Field.PATH,
}  # fmt: skip
_AGENTS: Final = ("cs-user-agent", "c-useragent", "c-user-agent", "cs(user-agent)")
_UNNAMED: Final = {
    "cs-referer": "Referer", "c-referer": "Referer", "cs-referrer": "Referer", "cs(referer)": "Referer",
    "cs-host": "Host", "r-dns": "Host",
}  # fmt: skip
"""Headers that logs give without their names."""
_NAMED: Final = {
    "cs-cookie": "Cookie", "cs(cookie)": "Cookie", "cs-content-type": "Content-Type", "c-content-type": "Content-Type",
}  # fmt: skip
_REFUSING: Final = 400
"""Statuses from here on show no success."""


def test(field: str, values: Sequence[Value], construct: str, notes: dict[str, None]) -> Test:
    """That a field holds one of the values; of no field: that the request does. Raises CannotSay."""
    known = field.lower()
    if not known:
        return Test((Field.ANY,), either([v.pattern for v in values]), Sample(Place.URI, values[0].sample))
    if known in _TARGETS:
        return _target(_TARGETS[known], values)
    if known in _AGENTS:
        pattern = either([_within_anchors(v, "^", "$") for v in values])
        return Test((Field.USER_AGENT,), pattern, _sample("User-Agent", values[0]))
    if known in _UNNAMED:
        notes.setdefault(f"{field} is looked for in every header: logs give some without their names.")
        pattern = either([_within_anchors(v, "(?m:^)", "(?m:$)") for v in values])
        return Test((Field.HEADERS,), pattern, _sample(_UNNAMED[known], values[0]))
    if known in _NAMED:
        name = _NAMED[known]
        pattern = either([_within_anchors(v, "", "(?m:$)", unanchored=r"[^\n]*") for v in values])
        return Test((Field.HEADERS,), rf"(?m:^){name}:[ \t]*{pattern}", _sample(name, values[0]))
    raise CannotSay(construct, f"{field}: no part of a request that rules look at")


def methods(values: Sequence[object], modifiers: Sequence[str], construct: str) -> Method:
    """That the method is one of these. Raises CannotSay for parts of methods."""
    names = [str(value).upper() for value in values]
    if modifiers or not all(name.isalpha() for name in names):
        raise CannotSay(construct, "methods are named whole")
    return Method(frozenset(names))


def statuses(values: Sequence[object], modifiers: Sequence[str], construct: str) -> Status:
    """That the status is one of these. Raises CannotSay for parts of statuses, and for those that refuse."""
    codes = [str(value) for value in values]
    if modifiers or not all(code.isascii() and code.isdigit() and len(code) == 3 for code in codes):
        raise CannotSay(construct, "statuses are named whole")
    if any(int(code) >= _REFUSING for code in codes):
        raise CannotSay(construct, "waits for an answer that refuses or fails; rules recognise requests")
    return Status(frozenset(map(int, codes)))


def _target(field: Field, values: Sequence[Value]) -> Test:
    start = r"(?:^|\?)" if field is Field.URI else "^"
    pattern = either([_within_anchors(v, start, "$") for v in values])
    first = values[0]
    place = Place.PATH if field is Field.PATH or first.starts else Place.URI
    return Test((field,), pattern, Sample(place, first.sample, starts=first.starts, ends=first.ends))


def _within_anchors(value: Value, start: str, end: str, *, unanchored: str = "") -> str:
    return f"{start if value.starts else unanchored}{value.pattern}{end if value.ends else ''}"


def _sample(name: str, value: Value) -> Sample:
    return header(name, value.sample, starts=value.starts, ends=value.ends)
