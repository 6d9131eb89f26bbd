"""Matching of requests against all rules, one at a time or by the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from vedette.detect.rules.callbacks import named_hosts
from vedette.detect.rules.decoding import MAX_TEXT, unescape, valid, variants
from vedette.detect.rules.literals import Literals
from vedette.detect.rules.patterns import PatternSet, compile_pattern
from vedette.detect.rules.request import COLUMNS, Request, texts
from vedette.detect.rules.rule import Condition, Field, Rule, read_rules

MAX_WINDOWS: Final = 4
"""Places of a text too long to be decoded whole that are looked at, beside its start."""
_BEFORE: Final = 1024
_SEPARATOR: Final = "\n"


@dataclass(frozen=True, slots=True)
class Match:
    """One rule that a request matches, and what shows it."""

    rule: Rule
    field: str
    """Column of the connection in which it was found."""
    text: str
    """What the pattern matched, in the form that matched."""
    start: int
    """Where it starts in that form, in characters; the form as sent comes first."""
    target: str | None
    """What the request asks for, where the rule says: a file, a host, a command."""


_Found = dict[tuple[int, Field], str]
"""The form in which a condition was found, by its number and the field of the request that it was found in."""


class RuleSet:
    """All rules, compiled; immutable, may be used by many threads at once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
        """By id, in order."""
        known = self.rules.values()
        self.literals = Literals(
            (literal for rule in known for literal in rule.literals),
            (expression for rule in known for expression in rule.expressions),
            (expression for rule in known for expression in rule.sign_expressions),
        )
        """Finds what could match in raw bytes."""
        self._conditions = list(dict.fromkeys(_conditions(self.rules.values())))
        self._numbers = {condition: number for number, condition in enumerate(self._conditions)}
        self._decoded = _Conditions(self._conditions, decoded=True)
        self._as_sent = _Conditions(self._conditions, decoded=False)

    @classmethod
    def load(cls, folder: Path | None = None) -> RuleSet:
        """The rules in a folder's TOML files; by default those that come with Vedette. Raises RuleError."""
        return cls(read_rules(folder))

    def match(self, frame: pl.DataFrame) -> pl.Series:
        """Ids of the rules that each row matches, sorted: List(String), of the frame's height.

        frame: connections; of its columns `method` and those of `request.COLUMNS` are read, absent ones are null.
        Requests that are the same are matched once, and only those that hold a literal or a suspicious escape.
        """
        columns = [name for name in ("method", *COLUMNS) if name in frame.columns]
        candidates = self._candidates(frame.select(columns).cast(pl.String))
        if candidates.height == 0:
            return pl.Series("rules", [[]] * frame.height, pl.List(pl.String))
        requests = candidates.select(columns).unique(maintain_order=True)
        memo: dict[tuple[str, str], _Found] = {}
        answers = [
            [match.rule.id for match in self._matches(request, memo)] for request in requests.to_dicts()
        ]
        answered = requests.with_columns(pl.Series("rules", answers, pl.List(pl.String)))
        matched = candidates.join(answered, on=columns, how="left", nulls_equal=True).select("row", "rules")
        rows = pl.DataFrame({"row": pl.int_range(frame.height, dtype=pl.UInt32, eager=True)})
        return rows.join(matched, on="row", how="left", maintain_order="left")["rules"].fill_null([])

    def match_request(self, request: Request) -> tuple[Match, ...]:
        """What one request matches, by rule id; found without the prefilter, with the same result as `match`."""
        return tuple(self._matches(request, {}))

    @staticmethod
    def named_hosts(text: str) -> tuple[tuple[str, int | None], ...]:
        """As `vedette.detect.rules.callbacks.named_hosts`."""
        return named_hosts(text)

    def _candidates(self, texts_asked: pl.DataFrame) -> pl.DataFrame:
        """The rows that hold a literal or a suspicious escape, with their number as `row`."""
        numbered = texts_asked.with_row_index("row")
        if not texts_asked.columns or numbered.height == 0:
            return numbered.clear()
        joined = numbered.select(text=pl.concat_str(texts_asked.columns, separator=" ", ignore_nulls=True))[
            "text"
        ]
        escaped = joined.str.replace_all('"', r"\"", literal=True)
        ends = (escaped.str.len_bytes().cast(pl.Int64) + len(_SEPARATOR)).cum_sum().to_numpy()
        found = self.literals.offsets_in_rows(
            (escaped.str.join(_SEPARATOR).item() + _SEPARATOR).encode(), ends
        )
        return numbered[np.unique(np.searchsorted(ends, found, side="left"))]

    def _matches(self, request: Request, memo: dict[tuple[str, str], _Found]) -> Iterator[Match]:
        """What a request matches, by rule id. memo: what was found in texts seen before."""
        places: dict[tuple[int, Field], tuple[str, str]] = {}
        for column in COLUMNS:
            value = request.get(column)
            if value:
                found = memo.get((column, value))
                if found is None:
                    found = memo[column, value] = self._search(column, value)
                for place, form in found.items():
                    places.setdefault(place, (column, form))
        if places:
            method = (request.get("method") or "").upper()
            for rule in self.rules.values():
                match = self._judge(rule, method, places)
                if match is not None:
                    yield match

    def _search(self, column: str, value: str) -> _Found:
        """Every condition that holds in a column's value, of whatever rule."""
        found: _Found = {}
        for text, fields in texts(column, value):
            for window in self._windows(text):
                for number in self._as_sent.find(window):
                    found.update(
                        {(number, field): window for field in fields if (number, field) not in found}
                    )
                for form in variants(window):
                    for number in self._decoded.find(form):
                        found.update(
                            {(number, field): form for field in fields if (number, field) not in found}
                        )
        return found

    def _windows(self, text: str) -> Iterator[str]:
        """The text, or of one that is too long its start and the surroundings of the first literals after it."""
        yield valid(text[:MAX_TEXT])
        if len(text) <= MAX_TEXT:
            return
        data = text.encode("utf-8", "replace")
        end = MAX_TEXT
        offsets = np.unique(self.literals.offsets(data))
        for _ in range(MAX_WINDOWS):
            offsets = offsets[offsets > end]
            if len(offsets) == 0:
                return
            start = max(end, int(offsets[0]) - _BEFORE)
            end = start + MAX_TEXT // MAX_WINDOWS
            yield data[start:end].decode("utf-8", "replace")

    def _judge(
        self, rule: Rule, method: str, places: Mapping[tuple[int, Field], tuple[str, str]]
    ) -> Match | None:
        """The rule's match, where one of its alternatives holds."""
        for alternative in rule.request:
            if method and alternative.methods and method not in alternative.methods:
                continue
            held = [self._held(condition, places) for condition in alternative.conditions]
            if None not in held:
                return _shown(rule, [(c, h) for c, h in zip(alternative.conditions, held, strict=True) if h])
        return None

    def _held(
        self, condition: Condition, places: Mapping[tuple[int, Field], tuple[str, str]]
    ) -> tuple[str, str] | None:
        """Column and form in which a condition holds."""
        number = self._numbers[condition]
        return next((places[number, field] for field in condition.fields if (number, field) in places), None)


class _Conditions:
    """The conditions of one kind, searched together."""

    def __init__(self, conditions: list[Condition], *, decoded: bool) -> None:
        self._numbers = [number for number, c in enumerate(conditions) if c.decoded is decoded]
        self._patterns = PatternSet([conditions[number].matches for number in self._numbers])

    def find(self, text: str) -> list[int]:
        """Numbers of the conditions whose pattern is found in the text."""
        return [self._numbers[index] for index in self._patterns.find(text)]


def _conditions(rules: Iterable[Rule]) -> Iterator[Condition]:
    for rule in rules:
        for alternative in rule.request:
            yield from alternative.conditions


def _shown(rule: Rule, held: list[tuple[Condition, tuple[str, str]]]) -> Match:
    """The match as evidence: of the first condition, with the target that any of them names."""
    found = [(column, compile_pattern(c.matches).search(form)) for c, (column, form) in held]
    targets = [place.groupdict().get("target") for _, place in found if place]
    target = next((unescape(target) for target in targets if target), rule.success.reads)
    column, place = found[0]
    return Match(rule, column, (place.group() if place else "") or "", place.start() if place else 0, target)
