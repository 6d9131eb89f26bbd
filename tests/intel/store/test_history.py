"""The record of decisions."""

import pytest

from vedette.intel.gate.decision import Decision, Verdict
from vedette.intel.store import history
from vedette.intel.store.history import History
from vedette.model.errors import MalformedInput


@pytest.fixture
def record(tmp_path):
    return History(tmp_path / "history.jsonl")


def decision(day, n):
    return Decision(feed="mine", verdict=Verdict.UNCHANGED, at=day(n), version=1)


def test_decisions_come_back_in_their_order(record, day):
    assert record.read() == []
    for n in range(3):
        record.append(decision(day, n))
    assert record.read() == [decision(day, n) for n in range(3)]


def test_a_line_that_was_never_finished_does_not_count_and_is_cut_off(record, day, tmp_path):
    record.append(decision(day, 0))
    with (tmp_path / "history.jsonl").open("ab") as file:
        file.write(b'{"feed":"mi')
    assert record.read() == [decision(day, 0)]
    record.mend()
    record.append(decision(day, 1))
    assert record.read() == [decision(day, 0), decision(day, 1)]


def test_of_a_long_history_the_newest_part_is_read(record, day, monkeypatch):
    for n in range(9):
        record.append(decision(day, n))
    monkeypatch.setattr(history, "_MOST_BYTES", 300)
    read = record.read()
    assert 1 <= len(read) <= 5
    assert read == [decision(day, n) for n in range(9 - len(read), 9)]


def test_a_line_that_is_no_decision_is_told(record, tmp_path):
    (tmp_path / "history.jsonl").write_text('{"feed": 1}\n')
    with pytest.raises(MalformedInput, match="a line is no decision"):
        record.read()
