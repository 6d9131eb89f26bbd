"""Clients worth a look for what they do, picked from raw lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.address_set import AddressSet
from vedette.telemetry import blocks, engine, format_of
from vedette.telemetry.interface import Screen
from vedette.telemetry.refusals import UNKNOWN_TIME, crowds, refused, repeated
from vedette.telemetry.source import Source

SCREEN = Screen(
    home=AddressSet.of(["10.0.0.0/8"]),
    known=AddressSet.of([]),
    literals=None,
    events=frozenset(),
    refusals=5,
    crowd=60,
)
START = datetime(2026, 11, 20, tzinfo=UTC)


def line(client: str, second: float, path: str, status: int) -> str:
    time = START + timedelta(seconds=second)
    return (
        f'{client} - - [{time:%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" {status} 10 "-" "Mozilla/5.0"'
    )


def picked(tmp_path: Path, lines: list[str]) -> pl.DataFrame:
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines) + "\n")
    source = Source(str(path), path)
    batches = list(format_of(source, "combined").read(source, SCREEN))
    assert sum(batch.account.lines for batch in batches) == len(lines)
    assert sum(batch.account.external for batch in batches) == sum(
        not text.startswith("10.") for text in lines
    )
    return pl.concat([batch.frame for batch in batches])


def test_all_lines_of_a_client_that_is_refused_often_are_read(tmp_path: Path) -> None:
    busy = [line("203.0.113.9", n, f"/{n}", 404 if n % 2 else 200) for n in range(10)]
    others = [line("203.0.113.8", n, f"/{n}", 404 if n < 4 else 200) for n in range(10)]
    frame = picked(tmp_path, [text for pair in zip(busy, others, strict=True) for text in pair])
    assert frame["client_ip"].to_list() == ["203.0.113.9"] * 10
    assert frame["line"].to_list() == list(range(1, 20, 2))


def test_whoever_was_mostly_refused_is_followed_until_it_gets_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = 4096
    monkeypatch.setattr(engine, "cut", lambda stream, name: blocks.cut(stream, name, small))
    guesser = [line("203.0.113.9", n, f"/{n}", 401) for n in range(60)]
    others = [line(f"198.51.100.{n % 250}", 100 + n, "/", 200) for n in range(400)]
    frame = picked(tmp_path, [*guesser, *others, line("203.0.113.9", 600, "/in", 200), *others])
    assert frame["path"].to_list() == [*(f"/{n}" for n in range(60)), "/in"]


def test_a_crawler_that_is_refused_now_and_then_is_left_alone(tmp_path: Path) -> None:
    asked = [line("203.0.113.9", n * 9, f"/{n}", 200 if n % 12 else 404) for n in range(120)]
    assert picked(tmp_path, asked).is_empty()


def test_a_client_of_our_own_networks_is_left_alone(tmp_path: Path) -> None:
    assert picked(tmp_path, [line("10.0.0.1", n, f"/{n}", 404) for n in range(50)]).is_empty()


def test_clients_of_ipv6_are_counted_too(tmp_path: Path) -> None:
    frame = picked(tmp_path, [line("2001:db8::1", n, f"/{n}", 404) for n in range(6)])
    assert len(frame) == 6


def test_a_crowd_of_lines_within_a_minute_is_read(tmp_path: Path) -> None:
    slow = [line("203.0.113.8", 10 * n, "/", 200) for n in range(200)]
    fast = [line("203.0.113.9", 900 + n / 4, "/", 200) for n in range(100)]
    frame = picked(tmp_path, [*slow[:90], *fast, *slow[90:]])
    assert frame["client_ip"].unique().to_list() == ["203.0.113.9"]
    assert len(frame) >= 60


def test_a_crowd_is_read_in_part_only(tmp_path: Path) -> None:
    lines = [line("203.0.113.9", 10 * n, "/", 200) for n in range(500)]
    lines[200:200] = [line("203.0.113.9", 2000, "/", 200) for _ in range(70)]
    assert 60 <= len(picked(tmp_path, lines)) <= 240


def test_rows_that_tell_of_a_refusal_are_told_by_status_state_and_event() -> None:
    rows = pl.DataFrame(
        {
            "status": [404, 200, None, None, None, None],
            "state": [None, None, "S0", "SF", None, None],
            "event": [None, None, None, None, "probe", "connected"],
        }
    )
    assert refused(rows).to_list() == [True, False, True, False, True, False]


def test_a_port_of_which_nothing_else_is_said_counts_once() -> None:
    rows = pl.DataFrame(
        {
            "client_ip": ["a"] * 4,
            "server_ip": ["b"] * 4,
            "server_port": [22, 22, 23, 50000],
            "protocol": [None] * 4,
        }
    )
    assert refused(rows).to_list() == [True, False, True, False]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=80), st.integers(1, 6))
def test_repeated_rows_are_those_of_clients_told_often_enough(
    rows: list[tuple[int, bool]], least: int
) -> None:
    clients = np.array([client for client, _ in rows], np.int64)
    told = np.array([is_told for _, is_told in rows], np.bool_)
    every = {c: [is_told for client, is_told in rows if client == c] for c in range(6)}
    often = {c for c, answers in every.items() if sum(answers) >= least and sum(answers) * 8 >= len(answers)}
    assert repeated(clients, told, least).tolist() == [client in often for client, _ in rows]


@given(st.lists(st.integers(0, 3000), max_size=200), st.integers(2, 30))
def test_no_crowd_is_missed(seconds: list[int], least: int) -> None:
    times = np.sort(np.array(seconds, np.int64)) * 1_000_000
    found: set[int] = set()
    for rows in crowds(np.zeros(len(times), np.int64), least, lambda rows: times[rows]):
        found.update(rows.tolist())
    for start in range(len(times) - least + 1):
        if times[start + least - 1] - times[start] < 60_000_000:
            assert set(range(start, start + least)) <= found


def test_lines_without_a_time_are_no_crowd() -> None:
    clients = np.zeros(100, np.int64)
    assert list(crowds(clients, 10, lambda rows: np.full(len(rows), UNKNOWN_TIME))) == []
