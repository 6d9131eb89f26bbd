"""The clients of the last runs."""

import ipaddress
import stat
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.addresses import from_texts
from vedette.model.errors import UnreadableInput
from vedette.run import clients as module
from vedette.run.clients import KEPT, Tally, recent_clients, remember

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def table(state):
    return pl.read_parquet(state / "clients.parquet").sort("client").rows()


@settings(max_examples=30)
@given(st.lists(st.lists(st.ip_addresses().map(str), max_size=9), max_size=6))
def test_a_run_is_told_each_of_its_clients_once(blocks):
    tally = Tally()
    for block in blocks:
        addresses = from_texts(block)
        tally.add(addresses, np.ones(len(addresses), np.bool_))
    mapped = {ipaddress.ip_address(ip) for block in blocks for ip in block}
    expected = {getattr(ip, "ipv4_mapped", None) or ip for ip in mapped}
    told = tally.texts().to_list()
    assert {ipaddress.ip_address(text) for text in told} == expected
    assert len(told) == len(expected)


def test_only_wanted_addresses_are_taken_and_many_blocks_are_merged(monkeypatch):
    monkeypatch.setattr(module, "_FEW", 2)
    tally = Tally()
    for n in range(9):
        tally.add(from_texts([f"20.0.0.{n}", "10.0.0.1", f"2001:db8::{n}"]), np.array([True, False, True]))
    assert len(tally.texts()) == 18


def test_no_more_clients_are_taken_than_are_remembered(monkeypatch):
    monkeypatch.setattr(module, "_FEW", 2)
    monkeypatch.setattr(module, "MOST", 5)
    tally = Tally()
    for n in range(9):
        tally.add(from_texts([f"20.0.{n}.{k}" for k in range(9)]), np.ones(9, np.bool_))
    assert len(tally.texts()) == 5


def test_a_client_keeps_its_first_run_its_last_and_their_number(tmp_path):
    state = tmp_path / "new"
    assert recent_clients(state) is None
    remember(state, pl.Series(["192.0.2.1", "2001:db8::1"]), NOW)
    remember(state, pl.Series(["192.0.2.1"]), NOW + timedelta(hours=1))
    assert table(state) == [
        ("192.0.2.1", NOW, NOW + timedelta(hours=1), 2),
        ("2001:db8::1", NOW, NOW, 1),
    ]
    assert len(recent_clients(state)) == 2


def test_after_a_week_a_client_is_forgotten(tmp_path):
    remember(tmp_path, pl.Series(["192.0.2.1"]), NOW)
    remember(tmp_path, pl.Series(["192.0.2.2"]), NOW + KEPT)
    assert [row[0] for row in table(tmp_path)] == ["192.0.2.2"]


def test_of_too_many_the_newest_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    for n in range(4):
        remember(tmp_path, pl.Series([f"192.0.2.{n}"]), NOW + timedelta(hours=n))
    assert [row[0] for row in table(tmp_path)] == ["192.0.2.2", "192.0.2.3"]


def test_a_damaged_file_is_told_and_only_its_owner_may_read_it(tmp_path):
    remember(tmp_path, pl.Series(["192.0.2.1"]), NOW)
    path = tmp_path / "clients.parquet"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"PAR1")
    with pytest.raises(UnreadableInput, match=r"clients\.parquet.*remove it"):
        recent_clients(tmp_path)
