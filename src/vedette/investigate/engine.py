"""Carrying out an investigation: each step apart, only where its inputs changed, each record kept at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.investigate.interface import Case, Step
from vedette.model.errors import VedetteError
from vedette.model.investigation import StepRecord, StepStatus

_UNKNOWN: Final = ""
"""Digest of a step whose inputs could not be hashed: equal to that of none that is kept."""

Keep = Callable[[StepRecord, str], None]
"""Keeps a record and the digest of what it was made from."""


@dataclass(frozen=True, slots=True)
class Known:
    """A record of an earlier investigation."""

    record: StepRecord
    digest: str
    """Of what it was made from."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is behind us."""

    step: Step
    record: StepRecord
    fresh: bool
    """Whether it was carried out now; else what it was made from is unchanged, and the record stands."""


def investigate(
    case: Case, steps: Sequence[Step], known: Mapping[str, Known], keep: Keep, *, again: bool = False
) -> Iterator[Done]:
    """Carry out the steps in order. known: earlier records by step; again: whether to run steps that need not be.

    Each record is kept before the next step begins, so that whoever is interrupted goes on there. A step that failed
    is tried again.
    """
    for step in steps:
        digest = _digest(step, case)
        earlier = known.get(step.id)
        if earlier is not None and not again and digest and _stands(earlier, digest):
            yield Done(step, earlier.record, fresh=False)
            continue
        record = _in_unicode(_run(step, case))
        keep(record, digest)
        yield Done(step, record, fresh=True)


def _stands(earlier: Known, digest: str) -> bool:
    return earlier.digest == digest and earlier.record.status is not StepStatus.FAILED


def _digest(step: Step, case: Case) -> str:
    """The step's digest; where it cannot be told the step runs, and says itself what is wrong."""
    try:
        return step.digest(case)
    except Exception:  # noqa: BLE001 - a step that cannot be trusted with its digest is run each time
        return _UNKNOWN


def _run(step: Step, case: Case) -> StepRecord:
    """The step's record, also where it fails."""
    try:
        return step.run(case)
    except VedetteError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - one step must not hide what the others find
        said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        reason = f"a defect of Vedette ({said}): please report it"
    return StepRecord(
        step=step.id,
        status=StepStatus.FAILED,
        summary="could not be carried out",
        confidence=0.0,
        reason=reason,
    )


def _in_unicode(record: StepRecord) -> StepRecord:
    r"""The record with what is no Unicode, as names of files may be, as it is shown: `\udc80`."""
    text = json.dumps(msgspec.to_builtins(record), ensure_ascii=False)
    if text.isascii():
        return record
    escaped = text.encode("utf-8", "backslashreplace").replace(b"\\udc", b"\\\\udc")
    return msgspec.json.decode(escaped, type=StepRecord)
