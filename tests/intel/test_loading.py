"""From paths to feeds."""

import gzip

import pytest

from vedette.intel import loading
from vedette.intel.loading import load
from vedette.model.errors import MalformedInput, UnknownFormat, UnreadableInput


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text("192.0.2.1\n")
    (tmp_path / "LICENSE").write_text("Do what you like.\n")
    (tmp_path / "a.txt.sha256").write_text("00 a.txt\n")
    (tmp_path / "source_ips.txt").write_text("192.0.2.3\n")
    below = tmp_path / "below"
    below.mkdir()
    (below / "b.txt").write_bytes(gzip.compress(b"192.0.2.2\n"))
    (below / "prose.txt").write_text("All that is said here is said in sentences.\n")
    return tmp_path


def test_a_directory_is_read_with_all_below_it_and_what_is_no_list_is_told(folder):
    loaded = load([folder])
    assert [feed.name for feed in loaded.feeds] == ["a", "b", "source_ips"]
    assert [(s.path, s.reason) for s in loaded.skipped] == [(str(folder / "below/prose.txt"), "not a list")]


def test_a_file_named_directly_must_be_a_list(folder):
    with pytest.raises(UnknownFormat, match="LICENSE: not a list"):
        load([folder / "LICENSE"])


def test_a_pattern_means_the_files_that_match(folder):
    assert [feed.name for feed in load([f"{folder}/*.txt"]).feeds] == ["a", "source_ips"]
    assert [feed.name for feed in load([f"{folder}/bel*"]).feeds] == ["b"]


def test_a_file_named_twice_is_read_once(folder):
    assert len(load([folder / "a.txt", folder, folder / "below" / ".." / "a.txt"]).feeds) == 3


def test_a_path_that_leads_nowhere_is_an_error(tmp_path):
    with pytest.raises(UnreadableInput, match="no such file"):
        load([tmp_path / "nothing"])


def test_a_broken_file_is_an_error_where_it_is_named_and_told_where_it_merely_stands(tmp_path):
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"192.0.2.1\n" * 100)[:-9])
    with pytest.raises(UnreadableInput):
        load([broken])
    assert [skipped.path for skipped in load([tmp_path]).skipped] == [str(broken)]


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "MOST_MIB", 1)
    bomb = tmp_path / "bomb.txt.gz"
    bomb.write_bytes(gzip.compress(b"\n" * (1 << 21)))
    with pytest.raises(UnreadableInput, match="larger than 1 MiB"):
        load([bomb])


def test_a_list_of_too_many_entries_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "MOST_ENTRIES", 2)
    (tmp_path / "many.txt").write_text("192.0.2.1\n192.0.2.2\n192.0.2.3\n")
    with pytest.raises(MalformedInput, match="more than 2 entries"):
        load([tmp_path / "many.txt"])
