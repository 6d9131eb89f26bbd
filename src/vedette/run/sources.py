"""Sources read one after the other, each with its account: one bad source stops no run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from vedette.model.errors import InputError, ReaderDefect, UnknownFormat
from vedette.telemetry import format_of
from vedette.telemetry.interface import Account, Batch, Screen
from vedette.telemetry.source import Source


@dataclass(slots=True)
class SourceOutcome:
    """What became of one source."""

    source: Source
    format: str | None = None
    """Null where no reader recognised it."""
    account: Account = field(default_factory=Account)
    error: InputError | None = None
    """Why the source, or the rest of it, could not be read."""

    @property
    def passed_over(self) -> bool:
        """Whether it merely stands in a directory that was named, and is nothing that Vedette reads."""
        return isinstance(self.error, UnknownFormat) and not self.source.direct

    @property
    def problem(self) -> InputError | None:
        """The error, unless the source was only passed over."""
        return None if self.passed_over else self.error


def batches(outcome: SourceOutcome, name: str | None, screen: Screen | None) -> Iterator[Batch]:
    """The batches of one source; its account and its error are kept in the outcome.

    name: of a telemetry format, or how to read the lines; null to recognise the source by its content.
    """
    try:
        if not outcome.source.head():
            return  # an empty log, as rotation leaves it, is no problem
        reader = format_of(outcome.source, name)
        outcome.format = reader.name
        for batch in reader.read(outcome.source, screen):
            outcome.account.add(batch.account)
            yield batch
    except InputError as error:
        outcome.error = error
    except Exception as error:  # noqa: BLE001 - a defect in one reader must not hide what the others found
        outcome.error = ReaderDefect(outcome.source.name, error)
