"""Which advisories services are held against: those that are given, else the database's, else the starter set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vedette.vulns.advisories.index import Advisories
from vedette.vulns.advisories.layers import Layered
from vedette.vulns.database import Database
from vedette.vulns.starter import EDITION, read_starter_set


@dataclass(frozen=True, slots=True)
class Holdings:
    """The advisories, and where they are from."""

    advisories: Advisories
    origin: str
    """In a few words, with a date where they have one."""
    problems: tuple[str, ...] = ()
    """What of them is broken, and why."""


def advisories_at_hand(paths: Sequence[str | Path], database: Path | None) -> Holdings:
    """The advisories of the paths; without any those of the database, filled up by the starter set.

    database: its file, which need not be there; null for none. Raises InputError.
    """
    if paths:
        from vedette.vulns.advisories.load import load  # noqa: PLC0415  all formats: slow to import, seldom needed

        index = load(paths)
        broken = tuple(sample for account in index.accounts for sample in account.samples)
        return Holdings(index, "the advisories that were given", broken)
    if database is None or not database.is_file():
        return Holdings(
            read_starter_set(), f"the starter set of {EDITION:%Y-%m-%d}, which knows the most attacked only"
        )
    opened = Database(database)
    sources = opened.sources()
    newest = max((source.fetched for source in sources), default=None)
    troubles = tuple(f"{source.title}: {source.trouble}" for source in sources if source.trouble)
    when = f" of {newest:%Y-%m-%d}" if newest is not None else ""
    return Holdings(Layered(opened, read_starter_set()), f"the database{when}", troubles)
