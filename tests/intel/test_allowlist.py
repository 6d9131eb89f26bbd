"""The allowlist on disk."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.allowlist import FILE, add, checked, read, remove
from vedette.model.errors import MalformedInput, UnreadableInput
from vedette.model.reputation import Allowance

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ENTRY = Allowance("192.0.2.0/28", "ops", "uptime probes", NOW, NOW + timedelta(days=90))


def test_what_is_added_is_read_again_in_its_order(tmp_path):
    other = Allowance("2001:db8::/64", "red team", "test", NOW, None)
    assert add(tmp_path, ENTRY) is None
    assert add(tmp_path, other) is None
    assert read(tmp_path).entries == (ENTRY, other)


def test_an_entry_of_the_same_network_is_replaced(tmp_path):
    add(tmp_path, ENTRY)
    assert add(tmp_path, replace(ENTRY, network="192.0.2.7/28", owner="net")) == ENTRY
    assert [entry.owner for entry in read(tmp_path).entries] == ["net"]


def test_what_is_removed_is_gone_and_must_be_named_as_it_stands(tmp_path):
    add(tmp_path, ENTRY)
    assert remove(tmp_path, "192.0.2.1") is None
    assert remove(tmp_path, "192.0.2.0/28") == ENTRY
    assert read(tmp_path).entries == ()


def test_without_a_file_nobody_is_allowed(tmp_path):
    assert read(tmp_path / "nothing").entries == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"network": "0.0.0.0/0"}, "wider than /8"),
        ({"network": "2001::/15"}, "wider than /16"),
        ({"network": "nonsense"}, "does not appear"),
        ({"owner": " "}, "owner"),
        ({"reason": "two\nlines"}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"expires": NOW}, "before it is added"),
    ],
)
def test_an_entry_that_says_too_little_or_allows_too_much_is_refused(change, said):
    with pytest.raises(ValueError, match=said):
        checked(replace(ENTRY, **change))


def test_a_broken_line_allows_nobody_is_told_and_is_never_overwritten(tmp_path):
    add(tmp_path, ENTRY)
    path = tmp_path / FILE
    path.write_text(path.read_text() + '{"network": "0.0.0.0/0", "owner": "x"\n\n' + '{"network":1}\n')
    found = read(tmp_path)
    assert found.entries == (ENTRY,)
    assert [said.rpartition(f"{FILE}:")[2].partition(":")[0] for said in found.rejected] == ["2", "4"]
    with pytest.raises(MalformedInput, match="no entries"):
        add(tmp_path, replace(ENTRY, network="192.0.2.99"))


def test_a_place_that_cannot_be_written_is_an_error_of_ours(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnreadableInput, match="cannot be changed"):
        add(tmp_path / "file", ENTRY)


def test_an_address_is_found_in_every_entry_that_covers_it_however_it_is_written(tmp_path):
    for network in ("192.0.2.0/28", "192.0.2.0/24", "198.51.100.1", "2001:db8::/64"):
        add(tmp_path, replace(ENTRY, network=network))
    found = read(tmp_path)
    assert [e.network for e in found.covering("::ffff:192.0.2.7")] == ["192.0.2.0/28", "192.0.2.0/24"]
    assert [e.network for e in found.covering("2001:db8::7")] == ["2001:db8::/64"]
    assert found.covering("203.0.113.1") == ()
    with pytest.raises(ValueError, match="nonsense"):
        found.covering("nonsense")


@given(st.binary(max_size=300))
def test_no_content_of_the_file_breaks_the_reader(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("state")
    (folder / FILE).write_bytes(content)
    with suppress(UnreadableInput):
        assert read(folder).entries == ()


def _add_some(folder, start):
    for number in range(start, start + 10):
        add(folder, replace(ENTRY, network=f"192.0.2.{number}"))


def test_two_that_add_at_once_lose_nothing(tmp_path):
    running = [threading.Thread(target=_add_some, args=(tmp_path, start)) for start in (10, 50)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert len(read(tmp_path).entries) == 20
