"""Every decision on a feed, a line of JSON each, in the order in which they were made; only ever appended to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from vedette.intel.gate.decision import Decision, Verdict
from vedette.intel.store import disk
from vedette.model.errors import MalformedInput, UnreadableInput

_MOST_BYTES: Final = 16 << 20
"""Bytes from the end that are read: some ten thousand decisions, years of hourly updates."""
_DECISION: Final = msgspec.json.Decoder(Decision)
_ENCODER: Final = msgspec.json.Encoder()


class History:
    """The history of one feed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Decision]:
        """The decisions, oldest first. Raises UnreadableInput, MalformedInput."""
        return [self._decision(line) for line in self._lines()]

    def append(self, decision: Decision) -> None:
        """Add a decision."""
        disk.append(self._path, _ENCODER.encode(decision) + b"\n")

    def mend(self) -> None:
        """Cut off a last line that was never finished."""
        data = self._tail()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            disk.truncate(self._path, self._path.stat().st_size - (len(data) - whole))

    def _lines(self) -> Iterator[bytes]:
        data = self._tail()
        first = data.find(b"\n") + 1 if len(data) == _MOST_BYTES else 0
        yield from data[first : data.rfind(b"\n") + 1].splitlines()

    def _tail(self) -> bytes:
        try:
            with self._path.open("rb") as file:
                file.seek(max(0, file.seek(0, 2) - _MOST_BYTES))
                return file.read(_MOST_BYTES)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise UnreadableInput(str(self._path), error.strerror or str(error)) from error

    def _decision(self, line: bytes) -> Decision:
        try:
            return _DECISION.decode(line)
        except msgspec.DecodeError as error:
            raise MalformedInput(str(self._path), f"a line is no decision: {error}") from error


def withdrawn(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """Documents that were rolled back and not taken since, by their hash, with the decision that withdrew them."""
    found: dict[str, Decision] = {}
    for decision in decisions:
        if decision.withdrawn is not None:
            found[decision.withdrawn] = decision
        if decision.verdict is Verdict.ACCEPTED and decision.sha256 is not None:
            found.pop(decision.sha256, None)
    return found


def confirmed(decisions: Sequence[Decision], version: int) -> Decision | None:
    """The newest decision by which the feed itself said what the version says; null where it is no more told."""
    confirming = (Verdict.ACCEPTED, Verdict.UNCHANGED)
    return next((d for d in reversed(decisions) if d.version == version and d.verdict in confirming), None)
