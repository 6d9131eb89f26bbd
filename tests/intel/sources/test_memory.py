"""What a source keeps from one time to the next."""

import threading

import msgspec
import pytest

from vedette.intel.sources.memory import alone, remember, remembered


class Kept(msgspec.Struct):
    number: int


def test_what_is_kept_is_found_again(tmp_path):
    remember(tmp_path / "deep" / "memory.json", Kept(3))
    assert remembered(tmp_path / "deep" / "memory.json", Kept) == Kept(3)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["memory.json"]


@pytest.mark.parametrize("data", [None, b"", b"{", b'{"number": "x"}', b"\xff", b"[" * 100_000])
def test_what_is_missing_or_damaged_is_as_if_nothing_was_kept(tmp_path, data):
    if data is not None:
        (tmp_path / "memory.json").write_bytes(data)
    assert remembered(tmp_path / "memory.json", Kept) is None


def test_a_feed_is_got_by_one_process_at_a_time(tmp_path):
    order = []

    def second():
        with alone(tmp_path):
            order.append("second")

    thread = threading.Thread(target=second)
    with alone(tmp_path):
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_what_a_killed_process_left_is_removed(tmp_path):
    (tmp_path / ".document.x7").write_bytes(b"half")
    (tmp_path / "memory.json").write_bytes(b"{}")
    with alone(tmp_path):
        assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "memory.json"]
