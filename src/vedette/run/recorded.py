"""Our own records as a history that reputations are told with: who came in the last runs, and who attacked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from vedette.model.addresses import canonical
from vedette.model.reputation import Earlier
from vedette.run.clients import records
from vedette.store.places import Store, database_file


class RecordedClients:
    """A `vedette.model.reputation.History` of the clients of the last runs, and of the alerts that were kept."""

    def __init__(self, state: Path, store: Store | None = None) -> None:
        """store: where alerts are kept; in the state folder where it is null. Raises UnreadableInput and StoreError."""
        self._records = records(state)
        self._attacks = _attacks(store or state)

    def __bool__(self) -> bool:
        return not self._records.is_empty()

    def earlier(self, ips: Sequence[str], before: Sequence[datetime | None]) -> Sequence[Earlier | None]:
        """What is recorded of each address before the day of each time; null where nothing is. A null time is now."""
        names = [canonical(ip) if ":" in ip else ip for ip in ips]
        asked = pl.Series(names, dtype=pl.String)
        known = self._records.filter(pl.col("client").is_in(asked.drop_nulls().unique().implode()))
        found = {
            client: Earlier(first, last, count, self._attacks[client])
            for client, first, last, count in known.iter_rows()
        }
        return [_before(found.get(name), time) for name, time in zip(names, before, strict=True)]


def _attacks(store: Store) -> Counter[str]:
    """Kept alerts of attacks, by the client's address; none where no alert was ever kept."""
    if isinstance(store, Path) and not database_file(store).exists():
        return Counter()
    from vedette.store.alerts import attacks  # noqa: PLC0415 - a quarter of a second that few checks need
    from vedette.store.database import opened  # noqa: PLC0415 - likewise

    with opened(store) as connection:
        return attacks(connection)


def _before(record: Earlier | None, time: datetime | None) -> Earlier | None:
    """The record, where it began before the day of a time."""
    if record is None or time is None:
        return record
    return record if record.first_seen.date() < time.astimezone(record.first_seen.tzinfo).date() else None
