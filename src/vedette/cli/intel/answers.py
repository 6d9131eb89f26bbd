"""Answers on addresses, for people and for programs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec

from vedette.cli.columns import fit
from vedette.cli.escape import cell, json_text, printable
from vedette.intel.geography.interface import Place
from vedette.model.reputation import Opinion, Reputation, Standing
from vedette.run.address_check import Answer, Word
from vedette.run.reputation_report import reputation_report

COLUMNS: Final = ("ip", "listed", "score", "categories", "sources", "context", "answer")
_UNSAID: Final = frozenset({Word.NOT_ASKED, Word.TOO_OLD, Word.NO_ADDRESS})
"""Words that leave open whether an address is bad."""
_MOST_KEPT: Final = 65_536
_SENTENCES: Final = {
    Word.NOT_COUNTED: "named, but does not count",
    Word.NOT_LISTED: "not listed",
    Word.NOT_ASKED: "not asked: no list of bad addresses is there",
    Word.TOO_OLD: "too old to say: every list is stale",
    Word.NO_ADDRESS: "no IP address",
}


class Writer(Protocol):
    """One form of output."""

    def lines(self, answers: Sequence[Answer]) -> Iterator[str]:
        """The lines of a block of answers."""
        ...


def row(answer: Answer, at: datetime) -> dict[str, Any]:
    """The published form, without the address: every list that names it is a source, also where a rule demotes it."""
    open_ = answer.word in _UNSAID
    if answer.word is Word.NO_ADDRESS:
        return {**dict.fromkeys(COLUMNS[1:-1]), "answer": answer.word, "error": "no IP address"}
    said = msgspec.to_builtins(reputation_report(answer.reputation, at))
    return {
        "listed": None if open_ else said["listed"],
        "score": None if open_ else said["score"],
        "categories": said["categories"],
        "sources": said["sources"],
        "context": said["context"],
        "answer": answer.word,
        "reasons": said["reasons"],
        "allowlisted": said["allowlisted"],
        "allowlist": said["allowlist"],
        "earlier": said["earlier"],
    }


class JsonLines:
    """One answer a line. What is said of many addresses alike is written once."""

    def __init__(self, at: datetime, *, width: int) -> None:
        del width
        self._at = at
        self._kept: dict[tuple[int, Word], tuple[Reputation, str]] = {}

    def lines(self, answers: Sequence[Answer]) -> Iterator[str]:
        """A JSON object for each answer."""
        return (
            f'{{"ip":{json_text(answer.ip)},{_place(answer.place)}{self._rest(answer)}' for answer in answers
        )

    def _rest(self, answer: Answer) -> str:
        key = (id(answer.reputation), answer.word)
        found = self._kept.get(key)
        if found is None or found[0] is not answer.reputation:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = (answer.reputation, json_text(row(answer, self._at))[1:])
        return found[1]


def _place(place: Place | None) -> str:
    """The members of a JSON object that tell where an address is; none where no database was asked."""
    if place is None:
        return ""
    members = {"country": place.country, "asn": place.asn, "network_owner": place.organisation}
    return f"{json_text(members)[1:-1]},"


class Csv:
    """A row for each answer. Lists within a cell are joined by blanks; an error stands in the column of sources."""

    def __init__(self, at: datetime, *, width: int) -> None:
        del width
        self._at = at
        self._written: list[str] = [",".join(COLUMNS)]

    def lines(self, answers: Sequence[Answer]) -> Iterator[str]:
        """The rows, before the first of them the header."""
        writer = csv.writer(_Lines(self._written), lineterminator="")
        for answer in answers:
            writer.writerow(
                "" if value is None else cell(printable(str(value))) for value in self._cells(answer)
            )
        written, self._written = self._written, []
        return iter(written)

    def _cells(self, answer: Answer) -> tuple[object, ...]:
        said = row(answer, self._at)
        feeds = " ".join(source["feed"] for source in said["sources"] or ()) or said.get("error", "")
        categories, context = " ".join(said["categories"] or ()), "; ".join(said["context"] or ())
        return (answer.ip, said["listed"], said["score"], categories, feeds, context, answer.word)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Takes what a CSV writer writes, a row a line."""

    lines: list[str]

    def write(self, row: str) -> None:
        self.lines.append(row)


class Human:
    """A line for each answer, and below it the reasons."""

    def __init__(self, at: datetime, *, width: int) -> None:
        del at
        self._width = width

    def lines(self, answers: Sequence[Answer]) -> Iterator[str]:
        """The lines for people."""
        for answer in answers:
            yield f"{fit(printable(answer.ip), self._width)}  {_standing(answer)}"
            indent = " " * (self._width + 2)
            yield from (f"{indent}{printable(line)}" for line in _told(answer.reputation))
            if answer.place is not None and answer.place.told:
                yield f"{indent}{printable(answer.place.told)}"


def _standing(answer: Answer) -> str:
    said = answer.reputation
    if answer.word is Word.LISTED:
        return f"listed, score {said.score}: {', '.join(said.categories)}"
    if said.allowed is not None:
        return printable(said.allowed)
    return _SENTENCES[answer.word]


def _told(said: Reputation) -> Iterator[str]:
    """What each list says, what makes the score, what is known of the network, and of the address itself."""
    yield from map(_opinion, said.opinions)
    if len(said.reasons) > 1:
        yield from (f"score: {reason}" for reason in said.reasons)
    for allowance in said.allowances:
        if allowance.told != said.allowed:
            yield f"{allowance.told}: does not count"
    if said.earlier is not None:
        came = f"{said.earlier.first_seen:%Y-%m-%d} to {said.earlier.last_seen:%Y-%m-%d}"
        times = "once" if said.earlier.times == 1 else f"{said.earlier.times:,} times"
        yield f"seen by our own runs {times}, {came}"
    if said.context:
        yield "in " + ", ".join(f"{known.name} ({known.kind})" for known in said.context)


def _opinion(opinion: Opinion) -> str:
    """`abuse: attacker, confidence 50 since 2026-10-01, 12 attacks; last seen 2026-11-20, 4 days before`."""
    parts = [f"{opinion.feed}: {opinion.category}, confidence {opinion.confidence}"]
    if opinion.listed_at:
        parts.append(f" since {opinion.listed_at:%Y-%m-%d}")
    if opinion.detail:
        parts.append(f", {opinion.detail}")
    parts.append(_age(opinion))
    if opinion.demoted:
        parts.append(f"; does not count: {opinion.demoted}")
    return "".join(parts)


def _age(opinion: Opinion) -> str:
    if opinion.standing is Standing.YOUNGER:
        return "; younger than the time asked about"
    if opinion.age is None or opinion.last_seen is None:
        return "; of unknown age"
    left = f", {opinion.left} of it left" if opinion.left != opinion.confidence else ""
    copy = opinion.data_age.days if opinion.data_age is not None else None
    when = f"{_days(opinion.age.days)} before" if opinion.age else "on the day"
    age = f"; last seen {when}{left}"
    return age if copy in {None, opinion.age.days} else f"{age}; the list is {_days(copy or 0)} old"


def _days(number: int) -> str:
    return f"{number:,} {'day' if number == 1 else 'days'}"


WRITERS: Final[dict[str, Callable[..., Writer]]] = {"human": Human, "jsonl": JsonLines, "csv": Csv}
"""The forms of output by the word that chooses them. Each takes the time asked about, and the columns of an address."""
