"""Vedette's own Parquet."""

import contextlib
import gzip
import io
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.address_set import AddressSet
from vedette.model.connection import SCHEMA, conform
from vedette.model.errors import InputError, MalformedInput, UnreadableInput
from vedette.telemetry import format_of, parquet
from vedette.telemetry.interface import Account, Screen
from vedette.telemetry.parquet import Parquet, writer
from vedette.telemetry.screening import screen_frame
from vedette.telemetry.source import Source


class Evil:
    """Finds `evil`."""

    def offsets(self, data):
        data = bytes(data)
        found, at = [], data.find(b"evil")
        while at >= 0:
            found.append(at + 4)
            at = data.find(b"evil", at + 1)
        return np.array(found, np.int64)


SCREEN = Screen(
    home=AddressSet.of(["10.0.0.0/8"]),
    known=AddressSet.of(["192.0.2.0/24", "2001:db8::/32"]),
    literals=Evil(),
    events=frozenset({"probe"}),
)


def connections(height):
    clients = ["192.0.2.1", "203.0.113.5", "10.1.2.3", "2001:db8::5", "2001:db9::1", None, "198.51.100.7"]
    return conform(
        pl.DataFrame(
            {
                "client_ip": [clients[i % 7] for i in range(height)],
                "path": [["/", "/evil", None][i % 3] for i in range(height)],
                "event": [["probe", None, None, "login-failed"][i % 4] for i in range(height)],
                "time": [datetime(2024, 1, 1, second=i % 60, tzinfo=UTC) for i in range(height)],
                "status": [i % 600 for i in range(height)],
                "line": range(1, height + 1),
                "source": ["access.log"] * height,
            },
            strict=False,
        )
    )


def read(path, screen=None):
    account, frames = Account(), []
    for batch in Parquet().read(Source("x.parquet", path), screen):
        account.add(batch.account)
        frames.append(batch.frame)
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA), account


def write(path, *frames):
    with path.open("wb") as file, writer(file) as add:
        for frame in frames:
            add(frame)


@pytest.mark.parametrize("part_bytes", [1, 10_000, parquet.PART_BYTES])
def test_what_is_written_is_read_again(tmp_path, monkeypatch, part_bytes):
    monkeypatch.setattr(parquet, "PART_BYTES", part_bytes)
    frame = connections(500)
    write(tmp_path / "x", *frame.iter_slices(130))
    assert format_of(Source("x", tmp_path / "x")).name == "parquet"
    again, account = read(tmp_path / "x")
    assert again.equals(frame)
    assert account == Account(lines=500, connections=500)


@pytest.mark.parametrize("rows", [1, 7, 100, 32_768])
def test_slices_of_any_size_are_screened_as_a_frame_is(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(parquet, "SLICE_ROWS", rows)
    frame = connections(300)
    write(tmp_path / "x", frame)
    selected, external = screen_frame(frame, SCREEN)
    again, account = read(tmp_path / "x", SCREEN)
    assert again.equals(selected)
    assert 0 < selected.height < 300
    assert account == Account(lines=300, connections=300, external=external)


def test_no_connections_make_a_file_that_is_read_again(tmp_path):
    write(tmp_path / "x")
    again, account = read(tmp_path / "x", SCREEN)
    assert again.schema == SCHEMA
    assert account == Account()


def test_a_subset_of_columns_is_enough_and_others_are_not_read(tmp_path):
    frame = connections(20).select("client_ip", "status").cast({"status": pl.Int64})
    frame.with_columns(other=1).write_parquet(tmp_path / "x")
    again, account = read(tmp_path / "x", SCREEN)
    assert again.schema == SCHEMA
    assert again["client_ip"].to_list() == [
        c for c in frame["client_ip"] if c in ("192.0.2.1", "2001:db8::5")
    ]
    assert set(again["source"]) == {"x.parquet"}
    assert account.lines == 20


def test_a_file_can_be_written_into_a_pipe():
    read_end, write_end = os.pipe()
    got = io.BytesIO()

    def drain():
        with os.fdopen(read_end, "rb") as pipe:
            got.write(pipe.read())

    reader = threading.Thread(target=drain)
    reader.start()
    with os.fdopen(write_end, "wb") as pipe, writer(pipe) as add:
        add(connections(1000))
    reader.join()
    assert pl.read_parquet(got.getvalue()).equals(connections(1000))


def test_nothing_is_written_where_reading_failed(tmp_path):
    stream = io.BytesIO()

    def fail():
        with writer(stream) as add:
            add(connections(10))
            raise MalformedInput("x", "damaged")

    with pytest.raises(MalformedInput):
        fail()
    assert not stream.getvalue()


def test_other_parquet_is_malformed(tmp_path):
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "a")
    with pytest.raises(MalformedInput, match="no column client_ip"):
        read(tmp_path / "a")
    pl.DataFrame({"client_ip": [1]}).write_parquet(tmp_path / "b")
    with pytest.raises(MalformedInput, match="column client_ip is Int64, not String"):
        read(tmp_path / "b")


def test_packed_parquet_is_to_be_unpacked(tmp_path):
    write(tmp_path / "x", connections(5))
    (tmp_path / "x.gz").write_bytes(gzip.compress((tmp_path / "x").read_bytes()))
    with pytest.raises(MalformedInput, match="unpack it"):
        read(tmp_path / "x.gz")


def test_a_file_that_is_gone_is_unreadable(tmp_path):
    with pytest.raises(UnreadableInput, match="No such file"):
        read(tmp_path / "gone")


HOLD = """
import os, sys
from pathlib import Path
from vedette.model.address_set import AddressSet
from vedette.telemetry import parquet
from vedette.telemetry.interface import Screen
from vedette.telemetry.source import Source

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20

parquet.SLICE_ROWS = 2000
screen = Screen(AddressSet.of(["10.0.0.0/8"]), AddressSet.of(["192.0.2.0/24"]), None, frozenset())
batches = parquet.Parquet().read(Source("x", Path(sys.argv[1])), screen)
held = [next(batches).frame]
before = resident()
held += [batch.frame for batch in batches]
print(sum(frame.height for frame in held), resident() - before)
"""


def test_rows_that_are_kept_do_not_keep_those_around_them(tmp_path):
    rng = np.random.default_rng(1)
    frame = pl.DataFrame(
        {
            "client_ip": ["192.0.2.1" if i % 200 == 0 else "203.0.113.5" for i in range(60_000)],
            "path": [rng.bytes(750).hex() for _ in range(60_000)],
        }
    )
    frame.write_parquet(tmp_path / "x", row_group_size=2000)
    done = subprocess.run(
        [sys.executable, "-c", HOLD, tmp_path / "x"], capture_output=True, text=True, check=True
    )
    rows, mebibytes = map(int, done.stdout.split())
    assert rows == 300
    assert mebibytes < 40  # of 90 in the file


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("parquet") / "x"
    write(path, connections(50))
    return path, path.read_bytes()


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_damaged_file_is_malformed_and_never_more(written, data):
    path, whole = written
    at = data.draw(st.integers(4, len(whole) - 1))
    length = data.draw(st.integers(0, 8))
    damaged = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + length :]
    damaged = damaged[: data.draw(st.integers(4, len(damaged)))] if data.draw(st.booleans()) else damaged
    (path.parent / "damaged").write_bytes(damaged)
    with contextlib.suppress(InputError):
        read(path.parent / "damaged", SCREEN)
