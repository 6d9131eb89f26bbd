r"""A search for the lines that a rule could match at all, over raw bytes, whatever the log's format.

Two passes keep this fast. The first seeks literals alone, in all bytes: needless escapes, which could hide anything, so
that their lines are candidates at once; signs of injection; and traces, what a line holds if a decoded form of it holds
a literal of the rules, or one that an expression of theirs requires (`raw`). The few lines with a sign or a trace are
decoded once, in bulk, and searched for the literals themselves: those of the rules decide, at those that an expression
requires the expression does.

What is lost: nothing that a rule matches, as long as one of its literals stands in the decoded request or one of its
expressions is found there (`checking` holds the rule's examples to this). What is found beside: lines that hold a
literal and are harmless all the same, which the rules then judge.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import itemgetter
from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.detect.rules import raw
from vedette.detect.rules.forms import Form, parts
from vedette.detect.rules.patterns import LinePattern, compile_for_lines
from vedette.detect.rules.required import required
from vedette.detect.rules.search import LiteralSearch

Offsets = npt.NDArray[np.int64]

NAMED_VULNERABILITIES: Final = ("cve-1", "cve-2", "cve_1", "cve_2")
"""How a sensor names what it saw an exploit of, in whatever field: such lines are candidates at once."""

_AT_ONCE: Final = raw.without_longer([*raw.NEEDLESS, *NAMED_VULNERABILITIES])
_SIGNS: Final = raw.without_longer(raw.SIGNS)
_AROUND: Final = 4096
"""Bytes before and after a sign or trace that are looked at in a line; common lines are shorter."""

_BYTES_FOR_EACH_SIGN: Final = 64
_BYTES_FOR_EACH_LITERAL: Final = 4
_ALLOWED: Final = 4096
"""Data with more signs or literals than one for so many bytes, and than this, is not told apart."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Part of a line that the second pass looks at."""

    start: int
    end: int
    has_sign: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Expression:
    """What decides where one of its literals stands."""

    pattern: LinePattern | None
    """Null for a literal that decides alone."""
    needs_sign: bool


@dataclass(frozen=True, slots=True)
class Literals:
    """A compiled search; may be used by many threads at once."""

    _first: LiteralSearch
    """Of what decides at once, of signs, and of traces, in this order."""
    _second: LiteralSearch
    _expressions: tuple[tuple[_Expression, ...], ...]
    """What decides, for each literal of the second search."""
    _beside: LiteralSearch
    """Of further literals that decide at once."""

    @classmethod
    def of(
        cls, literals: Iterable[str], expressions: Iterable[str] = (), sign_expressions: Iterable[str] = ()
    ) -> Literals:
        """As rules have them. Raises PatternRefused for a bad expression."""
        deciding: defaultdict[str, list[_Expression]] = defaultdict(list)
        alone = _Expression(None, needs_sign=False)
        for literal in literals:
            deciding[literal.lower()] = [alone]
        for expression in dict.fromkeys(expressions):
            compiled = _Expression(compile_for_lines(expression), needs_sign=False)
            for literal in required(expression):
                deciding[literal].append(compiled)
        traces = chain.from_iterable(map(raw.traces, deciding))
        first = raw.without_longer(traces, [*_AT_ONCE, *_SIGNS])
        for expression in dict.fromkeys([*sign_expressions, *raw.HIDING]):
            compiled = _Expression(compile_for_lines(expression), needs_sign=True)
            for literal in required(expression):
                deciding[literal].append(compiled)
        second = LiteralSearch(literal.encode() for literal in deciding)
        return cls(LiteralSearch(first), second, tuple(map(tuple, deciding.values())), LiteralSearch(()))

    def beside(self, literals: Iterable[str], expressions: Iterable[str] = ()) -> Literals:
        """This search, with further literals that decide at once; the signs in them are sought as they are."""
        sought = [
            *(literal.lower() for literal in literals),
            *chain.from_iterable(map(required, expressions)),
        ]
        traces = chain.from_iterable(raw.traces(literal) or {literal} for literal in sought)
        return replace(self, _beside=LiteralSearch(raw.without_longer(traces)))

    def offsets(self, data: bytes | memoryview) -> Offsets:
        """Where in the data something decisive ends: unsorted, may repeat, at least one in each line that has any.

        Data so full of signs that telling them apart would cost more than decoding is answered with every line end.
        """
        whole = bytes(data)

        def line(position: int) -> tuple[int, int]:
            end = whole.find(b"\n", position)
            return whole.rfind(b"\n", 0, position) + 1, len(whole) if end < 0 else end

        found = self._found(whole, line)
        if found is not None:
            return np.array(found, np.int64)
        lines = np.flatnonzero(np.frombuffer(whole, np.uint8) == ord("\n"))
        return np.append(lines, len(whole)).astype(np.int64)

    def offsets_in_rows(self, data: bytes, ends: Offsets) -> Offsets:
        """As `offsets`, for data whose rows are not lines. ends: position after each row, ascending."""
        bounds = [0, *ends.tolist()]

        def row(position: int) -> tuple[int, int]:
            number = bisect_right(bounds, position)
            return bounds[number - 1], bounds[number]

        found = self._found(data, row)
        return ends if found is None else np.array(found, np.int64)

    def _found(self, data: bytes, row: Callable[[int], tuple[int, int]]) -> list[int] | None:
        """Where what is decisive ends; null where there is too much to tell. row: start and end of the one at a place."""
        limit = _limit(data, _BYTES_FOR_EACH_SIGN)
        first, further = self._first.matches(data, limit), self._beside.matches(data, limit)
        if first is None or further is None:
            return None
        at_once = [end for number, end in first if number < len(_AT_ONCE)]
        others = [
            (end, number - len(_AT_ONCE) < len(_SIGNS)) for number, end in first if number >= len(_AT_ONCE)
        ]
        decided = self._decided(data, list(_parts(others, row))) if others else []
        return None if decided is None else [*at_once, *(end for _, end in further), *decided]

    def _decided(self, data: bytes, looked_at: list[_Part]) -> list[int] | None:
        """Where in parts of the data something decisive ends; null where there is too much to tell."""
        shown, form, bounds = _all_forms(data, looked_at)
        plain = Form(form.text, np.arange(len(form.text))).plain()
        matches = self._second.matches(plain.text, _limit(plain.text, _BYTES_FOR_EACH_LITERAL))
        if matches is None:
            return None
        found: dict[int, int] = {}
        for number, hits in groupby(_first_of_each(matches, plain.origin, bounds), itemgetter(0)):
            part = shown[number]
            if part.start not in found:
                text = form.text[bounds[number] : bounds[number + 1]]
                last = self._decisive(text, hits, has_sign=part.has_sign)
                if last is not None:
                    found[part.start] = int(form.origin[last]) + 1
        return list(found.values())

    def _decisive(self, text: bytes, hits: Iterable[tuple[int, int, int]], *, has_sign: bool) -> int | None:
        """Where the last byte of what is decisive stands, of the literals in a text; null where none is."""
        tried: set[_Expression] = set()
        for _, literal, last in hits:
            for expression in self._expressions[literal]:
                if expression not in tried and (has_sign or not expression.needs_sign):
                    tried.add(expression)
                    if expression.pattern is None or expression.pattern.search(text):
                        return last
        return None


def _parts(marks: Iterable[tuple[int, bool]], row: Callable[[int], tuple[int, int]]) -> Iterator[_Part]:
    """Rows with marks, or what is around these in long rows; ascending, none overlapping another.

    marks: where each ends, ascending, and whether it is a sign.
    """
    start = stop = limit = -1
    has_sign = False
    for end, is_sign in marks:
        if end > limit or end - _AROUND > stop:
            if stop >= 0:
                yield _Part(start, stop, has_sign)
            begin, limit = row(end - 1) if end > limit else (start, limit)
            start, has_sign = max(begin, end - _AROUND), False
        stop = min(limit, end + _AROUND)
        has_sign = has_sign or is_sign
    if stop >= 0:
        yield _Part(start, stop, has_sign)


def _all_forms(data: bytes, looked_at: list[_Part]) -> tuple[list[_Part], Form, list[int]]:
    """The parts as sent; with escapes undone; and with `+` as a space as well, all one after the other.

    Each form but the first holds the parts alone that it changes. Also returned: the parts in this order, and where
    in the text each begins, and the last ends.
    """
    texts = [data[part.start : part.end] for part in looked_at]
    escaped = [part for part, text in zip(looked_at, texts, strict=True) if b"%" in text or b"\\" in text]
    joined = [part for part, text in zip(looked_at, texts, strict=True) if _has_plus(text)]
    bounds: list[int] = []
    size = 0
    forms = []
    for shown, change in ((looked_at, None), (escaped, Form.decoded), (joined, Form.spaced)):
        if shown:
            form = parts(data, [(part.start, part.end) for part in shown])
            form = form if change is None else change(form)
            begins = np.searchsorted(form.origin, [part.start for part in shown])
            bounds += (begins + size).tolist()
            size += len(form.text)
            forms.append(form)
    text = b"".join([form.text for form in forms])
    return (
        [*looked_at, *escaped, *joined],
        Form(text, np.concatenate([form.origin for form in forms])),
        [*bounds, size],
    )


def _has_plus(text: bytes) -> bool:
    """Whether a plus, encoded or not, joins words; in a time zone it stands after a space."""
    return text.count(b"+") > text.count(b" +") or b"%2b" in text or b"%2B" in text


def _first_of_each(
    matches: list[tuple[int, int]], origin: Offsets, bounds: list[int]
) -> Iterator[tuple[int, int, int]]:
    """For each part and literal found in it: number of the part and of the literal, and where its last byte stands."""
    if not matches:
        return
    literals, ends = np.array(matches).T
    last = origin[ends - 1]
    numbers = np.searchsorted(bounds, last, side="right") - 1
    _, first = np.unique(numbers << 32 | literals, return_index=True)
    yield from zip(numbers[first].tolist(), literals[first].tolist(), last[first].tolist(), strict=True)


def _limit(data: bytes, bytes_for_each: int) -> int:
    return max(_ALLOWED, len(data) // bytes_for_each)
