"""A request that one alternative of a rule matches, put together from a text for each of its tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from vedette.detect.rules.convert.interface import Place, Sample
from vedette.detect.rules.convert.logic import Shape


@dataclass(slots=True)
class Request:
    """A request as an example shows it."""

    method: str = "GET"
    uri: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


def request_for(shape: Shape) -> Request:
    """A request that should satisfy all tests of the alternative; the checks tell whether it does."""
    samples = sorted((test.sample for test in shape.tests), key=lambda s: s.ends - s.starts)
    path = "".join(s.text for s in samples if s.place is Place.PATH)
    tail = "".join(s.text for s in samples if s.place is Place.URI)
    query = "&".join(s.text for s in samples if s.place is Place.QUERY)
    uri = _target(path, tail, query, starts=any(s.starts for s in samples if s.place is not Place.HEADER))
    request = Request(min(shape.methods) if shape.methods else "GET", uri)
    for sample in samples:
        if sample.place is Place.HEADER:
            before = request.headers.get(sample.header)
            request.headers[sample.header] = f"{before} {sample.text}" if before else sample.text
    request.body = "\n".join(s.text for s in samples if s.place is Place.BODY)
    return request


def _target(path: str, tail: str, query: str, *, starts: bool) -> str:
    """The request's target."""
    joined = "?" if path and tail and "?" not in tail and not tail.startswith("/") else ""
    target = path + joined + tail
    if not target.startswith("/") and not (starts and target):
        target = f"/{target}"
    if not query:
        return target
    return f"{target}{'&' if '?' in target else '?'}{query}"


def header(name: str, text: str, *, starts: bool = False, ends: bool = False) -> Sample:
    """Text within a header."""
    return Sample(Place.HEADER, text, name, starts, ends)
