"""Reading the database: only the rows that a question is about."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

from vedette.model.errors import UnreadableInput
from vedette.model.products import words
from vedette.model.purl import PackageKey
from vedette.vulns.advisories.index import Record
from vedette.vulns.advisories.interface import Advisory, Lifecycle
from vedette.vulns.database.schema import ADVISORY, APPLICATION, IDS, LIFECYCLE, STATE, VERSION, SourceState

_AT_ONCE: Final = 500
"""Parameters of one query: SQLite takes 999 at least."""
_KEPT: Final = 100_000
"""Records kept after use."""


class Database:
    """The advisories of a database; fulfils `Advisories`.

    The file is never changed in place, so that an open one stays as it is while another takes its name.
    """

    def __init__(self, path: Path) -> None:
        """Raises UnreadableInput where the file is no database, or of another version."""
        self.path = path
        if not path.is_file():
            raise UnreadableInput(
                str(path), "there is no database of advisories", hint="vedette vulns update"
            )
        self._connection = sqlite3.connect(
            f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._check()
        self._records = _Records(self._connection)
        self.records: Mapping[str, Record] = self._records

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def find(self, identifier: str) -> Record | None:
        """The vulnerability of that id: a CVE, or any id that an advisory about it has."""
        row = self._connection.execute("SELECT record FROM name WHERE id = ?", (identifier,)).fetchone()
        return self.records.get(row[0] if row is not None else identifier)

    def several(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """The vulnerabilities of these ids that there are, read at once."""
        return self._records.several(ids)

    def about_package(self, key: PackageKey) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this package."""
        return self._ids("SELECT records FROM package WHERE key = ?", str(key))

    def about_product(self, name: str) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this product, whatever its vendor: the name of a CPE or in words."""
        return self._ids("SELECT records FROM product WHERE words = ?", words(name))

    def lifecycles(self, product: str) -> list[Lifecycle]:
        """The release cycles of a product, by its name at endoflife.date."""
        rows = self._connection.execute("SELECT data FROM lifecycle WHERE product = ?", (product,))
        return [LIFECYCLE.decode(data) for (data,) in rows]

    def sources(self) -> list[SourceState]:
        """What is known of each source, by name."""
        rows = self._connection.execute("SELECT state FROM source ORDER BY name")
        return [STATE.decode(state) for (state,) in rows]

    def count(self) -> int:
        """Advisories in it."""
        (number,) = self._connection.execute("SELECT count(*) FROM advisory").fetchone()
        return int(number)

    def _ids(self, query: str, key: str) -> tuple[str, ...]:
        row = self._connection.execute(query, (key,)).fetchone()
        return IDS.decode(row[0]) if row is not None else ()

    def _check(self) -> None:
        try:
            (application,) = self._connection.execute("PRAGMA application_id").fetchone()
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            self.close()
            raise UnreadableInput(str(self.path), f"is no database: {error}", hint=_HINT) from None
        if (application, version) != (APPLICATION, VERSION):
            self.close()
            reason = (
                "is no database of advisories"
                if application != APPLICATION
                else "was written by another version"
            )
            raise UnreadableInput(str(self.path), f"{reason} of Vedette", hint=_HINT)


_HINT: Final = "remove it and run: vedette vulns update"


class _Records(Mapping[str, Record]):
    """Records that are read when they are asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._kept: dict[str, Record | None] = {}

    def __getitem__(self, identifier: str) -> Record:
        record = self.several([identifier]).get(identifier)
        if record is None:
            raise KeyError(identifier)
        return record

    def several(self, ids: Iterable[str]) -> dict[str, Record]:
        """The records of those ids that there are; kept for the next question."""
        wanted = list(ids)
        missing = [i for i in wanted if i not in self._kept]
        if len(self._kept) + len(missing) > _KEPT:
            self._kept, missing = {}, wanted
        self._kept.update(dict.fromkeys(missing))
        self._kept.update((record.id, record) for record in self._some(missing))
        return {i: record for i in wanted if (record := self._kept[i]) is not None}

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._connection.execute("SELECT id FROM record ORDER BY id"))

    def __len__(self) -> int:
        (number,) = self._connection.execute("SELECT count(*) FROM record").fetchone()
        return int(number)

    def _some(self, ids: Sequence[str]) -> Iterator[Record]:
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            numbers = {
                i: array("Q", data) for i, data in self._rows("SELECT id, advisories FROM record", some)
            }
            exploited = {i for (i,) in self._rows("SELECT id FROM exploited", some)}
            scores = dict(self._rows("SELECT id, max(epss) FROM score", some, "GROUP BY id"))
            advisories = self._advisories(dict.fromkeys(n for own in numbers.values() for n in own))
            for identifier in some:
                if identifier in numbers or identifier in exploited or identifier in scores:
                    own = tuple(advisories[n] for n in numbers.get(identifier, ()))
                    listed = identifier in exploited or any(a.exploited for a in own)
                    yield Record(identifier, own, exploited=listed, epss=scores.get(identifier))

    def _rows(self, query: str, ids: Sequence[str | int], then: str = "") -> list[tuple[Any, ...]]:
        column = "number" if query.endswith("FROM advisory") else "id"
        marks = ",".join("?" * len(ids))
        return self._connection.execute(f"{query} WHERE {column} IN ({marks}) {then}", ids).fetchall()

    def _advisories(self, numbers: Iterable[int]) -> dict[int, Advisory]:
        wanted = list(numbers)
        found: dict[int, Advisory] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            rows = self._rows("SELECT number, data FROM advisory", wanted[start : start + _AT_ONCE])
            found.update((number, ADVISORY.decode(data)) for number, data in rows)
        return found
