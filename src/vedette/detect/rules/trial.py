"""Requests as JSON lines, tried against a rule set: `{"id","method","uri","version","headers","body"}` a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

import msgspec
import polars as pl

from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import COLUMNS, request_of
from vedette.model.errors import MalformedInput

_BATCH: Final = 4096
"""Requests that are matched as one table."""
_SCHEMA: Final = dict.fromkeys(("method", *COLUMNS), pl.String)

Answer = dict[str, Any]
"""`id` of the request and its `matches`: rule, class, cve (null for a class of attacks), confidence."""


class TriedRequest(msgspec.Struct, frozen=True):
    """One request; what a line names beyond this is ignored."""

    id: str
    uri: str = "/"
    method: str = "GET"
    headers: dict[str, str] = {}
    body: str | None = None


def answers(rules: RuleSet, lines: Iterable[bytes], source: str) -> Iterator[Answer | MalformedInput]:
    """An answer for each line, in order; for a line that is no request why it is none. Blank lines are passed over."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if not line.isspace())
    while batch := list(islice(numbered, _BATCH)):
        read = [_read(line, number, source) for number, line in batch]
        requests = [r for r in read if isinstance(r, TriedRequest)]
        rows = [request_of(r.method, r.uri, r.headers, r.body or "") for r in requests]
        matched = iter(rules.match(pl.DataFrame(rows, schema=_SCHEMA)).to_list())
        for entry in read:
            yield entry if isinstance(entry, MalformedInput) else _answer(rules, entry.id, next(matched))


def _read(line: bytes, number: int, source: str) -> TriedRequest | MalformedInput:
    try:
        return msgspec.json.decode(line, type=TriedRequest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return MalformedInput(source, str(error), line=number)


def _answer(rules: RuleSet, ident: str, matched: list[str]) -> Answer:
    found = [rules.rules[name] for name in matched]
    return {
        "id": ident,
        "matches": [
            {
                "rule": rule.id,
                "class": str(rule.attack_class),
                "cve": rule.cves[0] if rule.cves else None,
                "confidence": rule.confidence,
            }
            for rule in found
        ],
    }
