"""Records of several lines, folded into one each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry import transactions
from vedette.telemetry.by_pattern import ByPattern
from vedette.telemetry.source import Source
from vedette.telemetry.transactions import FOLD, read_transactions

OPENS = re.compile(rb"(?m)^(<[a-z]>)A$")
FORM = ByPattern(f"^<.>A{FOLD}(?P<client_ip>[0-9.]+)")


@pytest.fixture
def read(tmp_path):
    """Rows and account of a text."""

    def made(data):
        path = tmp_path / "log"
        path.write_bytes(data)
        source = Source("log", path)
        batches = list(read_transactions(FORM.reader(b"", source), source, None, OPENS, b"Z"))
        rows = [row for batch in batches for row in batch.frame.rows(named=True)]
        return rows, [batch.account for batch in batches]

    return made


def record(mark, client, body=b""):
    return b"<%s>A\n%s\n%s<%s>Z\n" % (mark, client, body, mark)


def test_a_record_is_one_row_with_the_line_and_place_of_its_start(read):
    data = record(b"a", b"192.0.2.1", b"x\n") + b"\n" + record(b"b", b"192.0.2.2")
    rows, accounts = read(data)
    assert [(row["client_ip"], row["line"]) for row in rows] == [("192.0.2.1", 1), ("192.0.2.2", 6)]
    assert [data[row["offset"] :][:4] for row in rows] == [b"<a>A", b"<b>A"]
    assert rows[0]["raw"] == "<a>A\n192.0.2.1\nx\n<a>Z"
    assert sum(account.lines for account in accounts) == 3


def test_a_record_within_a_record_is_a_part_of_it(read):
    rows, _ = read(record(b"a", b"192.0.2.1", record(b"b", b"198.51.100.9")))
    assert [row["client_ip"] for row in rows] == ["192.0.2.1"]


@pytest.mark.parametrize("size", [20, 33, 64])
def test_records_are_the_same_however_the_source_is_cut(read, monkeypatch, size):
    data = b"".join(
        record(bytes([97 + number % 26]), b"192.0.2.%d" % number, b"body\n" * (number % 4)) + b"\n"
        for number in range(40)
    )
    whole, _ = read(data)
    cut = transactions.cut
    monkeypatch.setattr(transactions, "cut", lambda stream, name: cut(stream, name, size))
    assert read(data)[0] == whole
    assert len(whole) == 40


def test_a_record_without_an_end_is_left_as_lines_and_hides_none_behind_it(read, monkeypatch):
    monkeypatch.setattr(transactions, "LARGEST_RECORD", 30)
    rows, accounts = read(b"<a>A\n192.0.2.1\n" + record(b"b", b"192.0.2.2"))
    assert [(row["client_ip"], row["line"]) for row in rows] == [("192.0.2.2", 3)]
    assert sum(account.rejected for account in accounts) == 2


@given(st.lists(st.sampled_from([b"<a>A", b"<a>Z", b"<b>A", b"<b>Z", b"192.0.2.1", b"", b"x"]), max_size=30))
def test_every_byte_stays_in_its_place(lines):
    data = b"".join(line + b"\n" for line in lines)
    folded = transactions._fold(data, OPENS, b"Z")
    assert folded.replace(FOLD.encode(), b"\n") == data[: len(folded)]
