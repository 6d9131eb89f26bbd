"""Step 3, activity: what was odd in what the client did, whether anything succeeded, and whether data was taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.detect.attempts import Attempt
from vedette.detect.case import Case as Judged
from vedette.detect.evidence import answered
from vedette.detect.proof import Proof
from vedette.investigate.digest import digest_of
from vedette.investigate.interface import Case, Input
from vedette.investigate.judging import judged
from vedette.investigate.oddities import Oddity, oddities
from vedette.investigate.sample import Sample, own_rows, sample_of
from vedette.investigate.taken import Taken, taken
from vedette.investigate.telling import confidence, pointer, without_client
from vedette.investigate.trail import Part, of_part, trail_of
from vedette.investigate.usual import ENOUGH_CLIENTS, ENOUGH_ROWS, Usual, usual
from vedette.model.alert import Alert, Evidence, Outcome, Severity
from vedette.model.counting import plural
from vedette.model.investigation import Finding, Question, StepRecord, StepStatus

_SHOWN: Final = 20
"""Attempts of one kind that are pointed at."""
_SUCCEEDED: Final = (Outcome.LIKELY_SUCCESSFUL, Outcome.CONFIRMED_SUCCESSFUL)
_BY_LOGINS: Final = {
    Outcome.ATTEMPTED: "logins were tried, and nothing shows that one was guessed",
    Outcome.BLOCKED: "logins were tried, and all were refused",
}
"""What an outcome means where nothing but logins was tried."""
_RANK: Final = (
    Outcome.NONE_SEEN,
    Outcome.BLOCKED,
    Outcome.ATTEMPTED,
    Outcome.LIKELY_SUCCESSFUL,
    Outcome.CONFIRMED_SUCCESSFUL,
)
"""From nothing to worst."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that the step found out."""

    alert: Alert
    visits: Sequence[Judged]
    sample: Sample
    others: Usual
    odd: Sequence[Oddity]
    taken: Taken
    sent_back: pl.DataFrame
    """Connections that something of ours opened to the client: columns of CONNECTION."""
    rows: int
    """The client's own connections to the service."""

    @property
    def outcome(self) -> Outcome:
        """The worst outcome that the traces show now."""
        return max((visit.outcome for visit in self.visits), key=_RANK.index, default=Outcome.NONE_SEEN)

    @property
    def proofs(self) -> list[Proof]:
        return [proof for visit in self.visits for proof in visit.proofs]

    @property
    def attempts(self) -> list[Attempt]:
        return [attempt for visit in self.visits for attempt in visit.attempts]


class ActivityStep:
    """Holds what the client did against what others do, and asks what came of it."""

    id = "activity"
    title = "Activity"

    def digest(self, case: Case) -> str:
        """Of the alert, the logs, the inventory and its vulnerabilities, and the lists."""
        return digest_of(case, self.id, [Input.SOURCES, Input.ASSETS, Input.ADVISORIES, Input.INTEL])

    def run(self, case: Case) -> StepRecord:
        """Look at what it did, and tell."""
        client = case.alert.client
        if client is None:
            return without_client(self.id)
        trail = case.once(trail_of)
        mine = own_rows(case, trail)
        sample = sample_of(case, trail, mine)
        others = usual(sample)
        visits = judged(case, trail, client)
        odd = oddities(mine, others)
        sent = taken(mine, case.alert.first_seen)
        back = of_part(trail.rows, [Part.SERVER])
        seen = _Seen(case.alert, visits, sample, others, odd, sent, back, mine.height)
        findings = [*_success(seen), *_commands(seen), *_data(seen), *map(_odd, odd)]
        missing = tuple(_missing(seen))
        questions = tuple(_questions(seen))
        return StepRecord(
            step=self.id,
            status=StepStatus.NEEDS_INPUT if questions else StepStatus.DONE,
            summary=_summary(seen),
            findings=tuple(sorted(findings, key=lambda finding: -finding.severity.rank)),
            questions=questions,
            checked=tuple(_checked(seen)),
            missing=missing,
            confidence=confidence(len(missing)),
            reason="what was done with the access that was had, only a person can tell"
            if questions
            else None,
        )


def _summary(seen: _Seen) -> str:
    worst = max(seen.outcome, seen.alert.outcome, key=_RANK.index)
    odd = (
        f"{plural(len(seen.odd), 'oddity', 'oddities')}, the oddest scored {seen.odd[0].score}"
        if seen.odd
        else "nothing odd"
    )
    return f"{_in_words(worst, seen)}; {_data_in_words(seen)}; {odd}"


def _in_words(outcome: Outcome, seen: _Seen) -> str:
    if not seen.attempts and outcome in _BY_LOGINS:
        return _BY_LOGINS[outcome]
    return {
        Outcome.NONE_SEEN: "no attack was seen",
        Outcome.ATTEMPTED: "it attacked, and nothing shows that it worked, or that it was refused",
        Outcome.BLOCKED: "every attack was refused",
        Outcome.LIKELY_SUCCESSFUL: "an attack likely succeeded",
        Outcome.CONFIRMED_SUCCESSFUL: "an attack succeeded",
    }[outcome]


def _success(seen: _Seen) -> Iterator[Finding]:
    """Whether anything succeeded: each proof, or that there is none."""
    alike: dict[object, list[Proof]] = {}
    for proof in seen.proofs:
        alike.setdefault(proof.evidence.called or (proof.says, proof.evidence), []).append(proof)
    for proofs in alike.values():
        sure = any(proof.confirmed for proof in proofs)
        first = max(proofs, key=lambda proof: (proof.confirmed, len(proof.says)))
        evidence = dict.fromkeys((first.evidence, *(proof.evidence for proof in proofs)))
        yield Finding(
            "succeeded" if sure else "likely-succeeded",
            first.evidence.place,
            first.says,
            Severity.CRITICAL if sure else Severity.HIGH,
            tuple(evidence),
            tuple(dict.fromkeys(proof.attempt.title for proof in proofs if proof.attempt)),
        )
    if not seen.proofs and seen.alert.outcome in _SUCCEEDED:
        says = f"the scan held this for {seen.alert.outcome}, and the traces that are there now do not show it any more"
        yield Finding("proof-gone", seen.alert.id, says, Severity.HIGH, seen.alert.evidence[:1])
    elif not seen.proofs:
        yield Finding("no-success-seen", seen.alert.service.id, _in_words(seen.outcome, seen), Severity.INFO)


def _commands(seen: _Seen) -> Iterator[Finding]:
    """What was tried, each kind once with all its places."""
    kinds: dict[str, list[Attempt]] = {}
    for attempt in seen.attempts:
        kinds.setdefault(attempt.title, []).append(attempt)
    for title, tried in kinds.items():
        refused = sum(attempt.refused for attempt in tried)
        looks = all(attempt.only_looks for attempt in tried)
        score = round(100 * max(attempt.confidence for attempt in tried))
        yield Finding(
            "looked" if looks else "attacked",
            title,
            _times(len(tried), refused),
            Severity.LOW if looks or refused == len(tried) else Severity.MEDIUM,
            tuple(_pointed(attempt) for attempt in tried[:_SHOWN]),
            (f"scored {score}: {', '.join(tried[0].cves) or 'recognised by rule, of no one vulnerability'}",),
        )


def _times(tried: int, refused: int) -> str:
    """`once, refused`, `5 times, 2 of them refused`."""
    if tried == 1:
        return "once, refused" if refused else "once, not refused"
    share = {0: "never refused", tried: "always refused"}.get(refused, f"{refused:,} of them refused")
    return f"{tried:,} times, {share}"


def _pointed(attempt: Attempt) -> Evidence:
    at = attempt.pointer
    return Evidence(at.source, at.line, at.offset, at.time, at.excerpt, f"{at.shows}{answered(attempt)}")


def _odd(oddity: Oddity) -> Finding:
    if oddity.score >= 70:
        severity = Severity.MEDIUM
    else:
        severity = Severity.LOW if oddity.score >= 40 else Severity.INFO
    reason = f"scored {oddity.score}: {oddity.reason}"
    return Finding(oddity.id, oddity.evidence[0].place, oddity.says, severity, oddity.evidence, (reason,))


def _data(seen: _Seen) -> Iterator[Finding]:
    """Whether data was taken: by proof, by amount, or not as far as is seen."""
    objects = _stolen(seen)
    for proof in objects:
        sure = proof.confirmed
        name = proof.attempt.target if proof.attempt and proof.attempt.target else "what it asked for"
        size = _size(proof.attempt.bytes_out if proof.attempt else None)
        yield Finding(
            "data-taken" if sure else "data-likely-taken",
            name,
            f"was {'' if sure else 'likely '}sent to the client{size}",
            Severity.CRITICAL if sure else Severity.HIGH,
            (proof.evidence,),
        )
    yield from _sent_back(seen)
    figures = tuple(_amounts(seen))
    if seen.taken.unusual(seen.others):
        yield Finding(
            "bytes-out-unusual", seen.taken.source or "", _sent(seen), Severity.MEDIUM, reasons=figures
        )
    elif seen.taken.bytes_out is not None:
        yield Finding("bytes-out", seen.taken.source or "", _sent(seen), Severity.INFO, reasons=figures)


def _sent_back(seen: _Seen) -> Iterator[Finding]:
    """What went out over connections that were opened to the client: shells and uploads leave no answer in a log."""
    told = seen.sent_back.drop_nulls("bytes_in")
    total = int(told["bytes_in"].sum())
    if total:
        yield Finding(
            "sent-back",
            seen.alert.client.ip if seen.alert.client else "",
            f"{total:,} bytes were sent to it over {plural(told.height, 'connection')} that our side opened",
            Severity.HIGH,
            tuple(pointer(row, "our side sends") for row in told.head(_SHOWN).iter_rows(named=True)),
            ("whatever a shell prints or a script uploads goes this way",),
        )


def _stolen(seen: _Seen) -> list[Proof]:
    """Proofs that content was sent, the largest answer of each object."""
    best: dict[str | None, Proof] = {}
    for proof in seen.proofs:
        attempt = proof.attempt
        if attempt is None or attempt.success is None or not attempt.bytes_out or _called(proof):
            continue
        known = best.get(attempt.target)
        if known is None or _weight(proof) > _weight(known):
            best[attempt.target] = proof
    return list(best.values())


def _called(proof: Proof) -> bool:
    """Whether it proves a call-back, of which the answer's size says nothing."""
    attempt = proof.attempt
    return proof.evidence.called is not None or (
        attempt is not None and proof.evidence.place != attempt.pointer.place
    )


def _weight(proof: Proof) -> tuple[bool, int]:
    return (proof.confirmed, (proof.attempt.bytes_out or 0) if proof.attempt else 0)


def _size(size: int | None) -> str:
    return "" if size is None else f", {size:,} bytes"


def _sent(seen: _Seen) -> str:
    return f"{seen.taken.bytes_out or 0:,} bytes were sent to it in {plural(seen.taken.answers, 'answer')}"


def _amounts(seen: _Seen) -> Iterator[str]:
    """The amount beside others' and its own, and what it went for."""
    if seen.others.taken_most is not None:
        yield f"99 of 100 other clients were sent {seen.others.taken_most:,} bytes at most"
    if seen.taken.before is not None:
        yield f"on no earlier day was it sent more than {seen.taken.before:,} bytes"
    for thing in seen.taken.objects:
        yield f"{thing.name[:100]}: {thing.bytes_out:,} bytes, {plural(thing.times, 'time')}"


def _data_in_words(seen: _Seen) -> str:
    stolen = _stolen(seen)
    if stolen:
        sure = "was taken" if any(proof.confirmed for proof in stolen) else "was likely taken"
        total = sum(proof.attempt.bytes_out or 0 for proof in stolen if proof.attempt)
        names = ", ".join(p.attempt.target or "a file" for p in stolen[:3] if p.attempt)
        return f"data {sure}: {names} ({total:,} bytes)"
    if seen.outcome is Outcome.CONFIRMED_SUCCESSFUL:
        return "what it read or changed by that, no log tells"
    if seen.taken.unusual(seen.others):
        return f"more data than usual went out ({seen.taken.bytes_out or 0:,} bytes)"
    if seen.taken.bytes_out is None:
        return "how much data went out is not known"
    return f"no sign that data was taken ({seen.taken.bytes_out:,} bytes went out)"


def _questions(seen: _Seen) -> Iterator[Question]:
    """What logs cannot tell."""
    if seen.outcome is Outcome.CONFIRMED_SUCCESSFUL and not _stolen(seen):
        service = f"{seen.alert.service.product} on {seen.alert.service.host}"
        yield Question(
            "what-could-it-read",
            f"what could the account of {service} read and change, and which of it is about people or secret?",
            "code or a login was had, and no log tells what was done with it: whom to tell depends on it",
        )


def _missing(seen: _Seen) -> Iterator[str]:
    """What the answer lacks."""
    if not seen.rows:
        yield "no trace of this client at the service: what it did there cannot be looked at again"
    if seen.rows and not seen.others.tells:
        yield (
            f"too few visits of others to call anything unusual: {plural(seen.others.rows, 'connection')} of "
            f"{plural(seen.others.clients, 'client')}, where {ENOUGH_ROWS} of {ENOUGH_CLIENTS} are needed"
        )
    if seen.rows and seen.taken.bytes_out is None:
        yield "no log tells how many bytes were sent: whether data was taken cannot be told by amount"
    if any(a.response is None and not (a.refused or a.only_looks) for a in seen.attempts):
        yield "the content of some answers was not recorded: size and status alone speak for them"
    yield from seen.sample.problems


def _checked(seen: _Seen) -> Iterator[str]:
    yield f"{plural(seen.rows, 'connection')} of the client to {seen.alert.service.product}"
    extent = "all" if seen.sample.whole else "a sample"
    yield f"{plural(seen.others.rows, 'connection')} of {plural(seen.others.clients, 'other client')} ({extent})"
    yield f"{plural(len(seen.attempts), 'attempt')} by the rules"
