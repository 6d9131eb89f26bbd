"""Matching of requests against all rules, one at a time or by the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from vedette.detect.rules.callbacks import named_hosts
from vedette.detect.rules.decoding import MAX_TEXT, unescape, valid, variants
from vedette.detect.rules.literals import Literals
from vedette.detect.rules.patterns import PatternSet, compile_pattern
from vedette.detect.rules.request import COLUMNS, Request, texts
from vedette.detect.rules.rule import Alternative, Condition, Field, Rule, read_rules

MAX_WINDOWS: Final = 4
"""Places of a text too long to be decoded whole that are looked at, beside its start."""
REMEMBERED_REQUESTS: Final = 4096
"""Requests whose answer is kept: tools send the same ones from many addresses."""
_ASKED: Final = ("method", *COLUMNS)
"""Columns of a request, in order."""
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
_Places = dict[tuple[int, Field], tuple[str, str]]
"""As `_Found`, with the column before the form."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """An alternative of a rule, its conditions by their numbers."""

    all: tuple[int, ...]
    none: tuple[int, ...]
    methods: tuple[str, ...]

    @classmethod
    def of(cls, alternative: Alternative, numbers: Mapping[Condition, int]) -> _Shape:
        """numbers: of all conditions of the rule set."""
        return cls(
            tuple(numbers[condition] for condition in alternative.conditions),
            tuple(numbers[condition] for condition in alternative.none),
            alternative.methods,
        )


class RuleSet:
    """All rules, compiled; immutable, may be used by many threads at once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
        """By id, in order."""
        self._conditions = list(dict.fromkeys(_conditions(self.rules.values())))
        numbers = {condition: number for number, condition in enumerate(self._conditions)}
        self._shapes = {
            rule.id: [_Shape.of(shape, numbers) for shape in rule.request] for rule in self.rules.values()
        }
        self._rules_with: defaultdict[int, set[str]] = defaultdict(set)
        for name, shapes in self._shapes.items():
            for number in chain.from_iterable(shape.all for shape in shapes):
                self._rules_with[number].add(name)
        self._patterns = PatternSet([condition.matches for condition in self._conditions])
        self._sought: dict[tuple[tuple[Field, ...], bool], frozenset[int]] = {}
        self._remembered = lru_cache(REMEMBERED_REQUESTS)(self._answer)

    @cached_property
    def screen(self) -> Literals:
        """Finds in raw bytes what could match, but for what no alert is told of alone (`Rule.told_beside_others`)."""
        attacks = [rule for rule in self.rules.values() if not rule.told_beside_others]
        return Literals.of(
            (literal for rule in attacks for literal in rule.literals),
            (expression for rule in attacks for expression in rule.expressions),
            (expression for rule in self.rules.values() for expression in rule.sign_expressions),
        )

    @cached_property
    def literals(self) -> Literals:
        """Finds in raw bytes what could match any rule."""
        others = [rule for rule in self.rules.values() if rule.told_beside_others]
        return self.screen.beside(
            (literal for rule in others for literal in rule.literals),
            (expression for rule in others for expression in rule.expressions),
        )

    @classmethod
    def load(cls, folder: Path | None = None) -> RuleSet:
        """The rules in a folder's TOML files; by default those that come with Vedette. Raises RuleError."""
        return cls(read_rules(folder))

    def prepare(self) -> RuleSet:
        """This rule set, of which all that finds lines in raw bytes is being compiled."""
        _ = self.literals
        return self

    def match(self, frame: pl.DataFrame) -> pl.Series:
        """Ids of the rules that each row matches, sorted: List(String), of the frame's height.

        frame: connections; of its columns `method` and those of `request.COLUMNS` are read, absent ones are null.
        Requests that are the same are matched once, and only those that hold a literal or a suspicious escape.
        """
        columns = [name for name in _ASKED if name in frame.columns]
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
        return self._remembered(tuple(request.get(column) for column in _ASKED))

    def _answer(self, values: tuple[str | None, ...]) -> tuple[Match, ...]:
        """What the request of these values matches, in the order of _ASKED."""
        return tuple(self._matches(dict(zip(_ASKED, values, strict=True)), {}))

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
        places: _Places = {}
        for column in COLUMNS:
            value = request.get(column)
            if value:
                found = memo.get((column, value))
                if found is None:
                    found = memo[column, value] = self._search(column, value)
                for place, form in found.items():
                    places.setdefault(place, (column, form))
        method = (request.get("method") or "").upper()
        for name in sorted(set().union(*(self._rules_with[number] for number, _ in places))):
            match = self._judge(self.rules[name], method, places)
            if match is not None:
                yield match

    def _search(self, column: str, value: str) -> _Found:
        """Every condition that holds in a column's value, of whatever rule."""
        found: _Found = {}
        for text, fields in texts(column, value):
            for window in self._windows(text):
                for form in variants(window):
                    for number in self._patterns.find(
                        form, self._conditions_in(fields, as_sent=form == window)
                    ):
                        for field in fields:
                            found.setdefault((number, field), form)
        return found

    def _conditions_in(self, fields: tuple[Field, ...], *, as_sent: bool) -> frozenset[int]:
        """Numbers of the conditions that look into one of the fields; some look only at what was sent."""
        key = fields, as_sent
        if key not in self._sought:
            self._sought[key] = frozenset(
                number
                for number, condition in enumerate(self._conditions)
                if not {*condition.fields}.isdisjoint(fields) and (condition.decoded or as_sent)
            )
        return self._sought[key]

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

    def _judge(self, rule: Rule, method: str, places: _Places) -> Match | None:
        """The rule's match, where one of its alternatives holds."""
        for shape in self._shapes[rule.id]:
            if method and shape.methods and method not in shape.methods:
                continue
            found = self._found(shape.all, places)
            if len(found) == len(shape.all) and not self._found(shape.none, places):
                return _shown(rule, found)
        return None

    def _found(self, numbers: Iterable[int], places: _Places) -> list[tuple[Condition, tuple[str, str]]]:
        """Those of the conditions that hold, each with the column and form in which it does."""
        held = ((self._conditions[n], _held(n, self._conditions[n].fields, places)) for n in numbers)
        return [(condition, place) for condition, place in held if place]


def _held(number: int, fields: Iterable[Field], places: _Places) -> tuple[str, str] | None:
    """Column and form in which a condition holds."""
    return next((places[number, field] for field in fields if (number, field) in places), None)


def _conditions(rules: Iterable[Rule]) -> Iterator[Condition]:
    for rule in rules:
        for alternative in rule.request:
            yield from alternative.conditions
            yield from alternative.none


def _shown(rule: Rule, held: list[tuple[Condition, tuple[str, str]]]) -> Match:
    """The match as evidence: of the first condition, with the target that any of them names."""
    found = [(column, compile_pattern(c.matches).search(form)) for c, (column, form) in held]
    targets = [place.groupdict().get("target") for _, place in found if place]
    target = next((unescape(target) for target in targets if target), rule.success.reads)
    column, place = found[0]
    return Match(rule, column, (place.group() if place else "") or "", place.start() if place else 0, target)
