"""Reading made short: what tests of formats of text lines share."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from vedette.model.address_set import AddressSet
from vedette.model.connection import SCHEMA
from vedette.telemetry.interface import Account, Format, Screen
from vedette.telemetry.source import Source

CHANGED = datetime(2024, 6, 30, 12, tzinfo=UTC)
"""When every file that is read was last written to."""
EVIDENCE = ("source", "line", "offset", "raw")

Read = Callable[..., tuple[pl.DataFrame, Account]]


@pytest.fixture(scope="session")
def read_lines(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Reads a text, or bytes, by a format: all connections and the account."""
    path = tmp_path_factory.mktemp("lines") / "some.log"

    def read(form: Format, text: str | bytes, screen: Screen | None = None) -> tuple[pl.DataFrame, Account]:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        os.utime(path, (CHANGED.timestamp(), CHANGED.timestamp()))
        account, frames = Account(), [pl.DataFrame(schema=SCHEMA)]
        for batch in form.read(Source("some.log", path), screen):
            account.add(batch.account)
            frames.append(batch.frame)
        assert account.lines == account.connections + account.ignored + account.rejected
        return pl.concat(frames), account

    return read


@pytest.fixture(scope="session")
def read_row(read_lines: Read) -> Callable[[Format, str], dict[str, Any]]:
    """Reads one line by a format: what it tells, without evidence and nulls."""

    def row(form: Format, line: str) -> dict[str, Any]:
        frame, account = read_lines(form, line + "\n")
        assert account.rejected == 0, account.samples
        (only,) = frame.rows(named=True)
        return {key: value for key, value in only.items() if value is not None and key not in EVIDENCE}

    return row


@pytest.fixture(scope="session")
def agree(read_lines: Read) -> Callable[[Format, str], None]:
    """Asserts that the clients found in raw bytes are those that parsing finds: a screen that knows them all selects
    what is read without one, and one that knows none selects nothing and counts the same.
    """

    def check(form: Format, text: str) -> None:
        whole, account = read_lines(form, text)
        clients = whole["client_ip"].drop_nulls().unique().to_list()
        screen = Screen(AddressSet.of([]), AddressSet.of(clients), None, frozenset())
        frame, screened = read_lines(form, text, screen)
        assert frame.equals(whole)
        assert screened.connections == account.connections
        none = Screen(AddressSet.of([]), AddressSet.of(["192.0.2.255"]), None, frozenset())
        frame, screened = read_lines(form, text, none)
        assert frame.is_empty()
        assert (screened.connections, screened.external) == (account.connections, whole.height)

    return check
