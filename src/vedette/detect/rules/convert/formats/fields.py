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
_ALONE: Final = {
    **dict.fromkeys(("cs-user-agent", "c-useragent", "c-user-agent", "cs(user-agent)"), (Field.USER_AGENT, "User-Agent")),
    **dict.fromkeys(("cs-referer", "c-referer", "cs-referrer", "cs(referer)"), (Field.REFERER, "Referer")),
    **dict.fromkeys(("cs-host", "r-dns"), (Field.HOST, "Host")),
}  # fmt: skip
"""Headers that are fields of their own."""
_NAMED: Final = {
    "cs-cookie": "Cookie", "cs(cookie)": "Cookie", "cs-content-type": "Content-Type", "c-content-type": "Content-Type",
}  # fmt: skip


def test(field: str, values: Sequence[Value], construct: str) -> Test:
    """That a field holds one of the values; of no field: that the request does. Raises CannotSay."""
    known = field.lower()
    if not known:
        return Test((Field.ANY,), either([v.pattern for v in values]), Sample(Place.URI, values[0].sample))
    if known in _TARGETS:
        return _target(_TARGETS[known], values)
    if known in _ALONE:
        part, name = _ALONE[known]
        pattern = either([_within_anchors(v, "^", "$") for v in values])
        return Test((part,), pattern, _sample(name, values[0]))
    if known in _NAMED:
        name = _NAMED[known]
        pattern = either([_within_anchors(v, "", "(?m:$)", unanchored=r"[^\n]*") for v in values])
        return Test((Field.HEADERS,), rf"(?m:^){name}:[ \t]*{pattern}", _sample(name, values[0]))
    raise CannotSay(construct, f"{field}: no part of a request that rules look at")


def presence(field: str, construct: str) -> Test:
    """That a field holds anything. Raises CannotSay for one that always does, and for no part of a request."""
    known = field.lower()
    if known in _ALONE:
        part, name = _ALONE[known]
        return Test((part,), "(?s:.)", header(name, "a"))
    if known in _NAMED:
        return Test((Field.HEADERS,), rf"(?m:^){_NAMED[known]}:[ \t]*\S", header(_NAMED[known], "a"))
    if known.endswith("uri-query"):
        return Test((Field.QUERY,), "(?s:.)", Sample(Place.QUERY, "a=1"))
    raise CannotSay(construct, f"{field or 'a keyword'}: nothing that a request may lack")


def methods(values: Sequence[object], modifiers: Sequence[str], construct: str) -> Method:
    """That the method is one of these. Raises CannotSay for parts of methods."""
    names = [str(value).upper() for value in values]
    if modifiers or not all(name.isalpha() for name in names):
        raise CannotSay(construct, "methods are named whole")
    return Method(frozenset(names))


def statuses(values: Sequence[object], modifiers: Sequence[str], construct: str) -> Status:
    """That the status is one of these. Raises CannotSay for parts of statuses."""
    codes = [str(value) for value in values]
    if modifiers or not all(code.isascii() and code.isdigit() and len(code) == 3 for code in codes):
        raise CannotSay(construct, "statuses are named whole")
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
