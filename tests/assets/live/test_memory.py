import struct

from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live import memory
from vedette.assets.live.memory import _paths, remembered_paths
from vedette.assets.live.tree import Tree

PATH = b"/srv/venv/lib/python3.11/site-packages/idna/core.py"


def held(tmp_path, content, permissions="rw-p", place=""):
    (tmp_path / "proc/42").mkdir(parents=True, exist_ok=True)
    (tmp_path / "proc/42/mem").write_bytes(bytes(4096) + content)
    (tmp_path / "proc/42/maps").write_text(
        f"1000-{0x1000 + len(content):x} {permissions} 00000000 00:00 0 {place}\n"
    )
    return remembered_paths(Tree(tmp_path), 42, b"-packages/").paths


def test_a_path_is_found_among_other_bytes(tmp_path):
    content = struct.pack("<QQ", 3, len(PATH)) + PATH + b"\0rubbish"
    assert held(tmp_path, content) == {PATH.decode()}


def test_a_path_across_two_blocks_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_BLOCK", 4096)
    assert held(tmp_path, bytes(4096 - 20) + PATH + bytes(9000)) == {PATH.decode()}


def test_a_url_is_found_as_a_path(tmp_path):
    assert held(tmp_path, b"\0file://" + PATH + b"\0") == {PATH.decode()}


def test_memory_of_files_is_not_searched(tmp_path):
    assert held(tmp_path, PATH, place="/usr/lib/x.so") == set()
    assert held(tmp_path, PATH, permissions="r--p") == set()


def test_memory_that_may_not_be_read_is_null(tmp_path):
    (tmp_path / "proc/42").mkdir(parents=True)
    (tmp_path / "proc/42/maps").write_text("")
    assert remembered_paths(Tree(tmp_path), 42, b"x") is None


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_whatever_stands_around_it_a_path_is_absolute_and_plain(before, after):
    for path in _paths(before + b"/a/site-packages/" + after, b"-packages/"):
        assert path.startswith(b"/")
        assert path.isascii()
        assert b"\0" not in path


def test_memory_beyond_the_bound_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "MOST_MEMORY", 1 << 20)
    held(tmp_path, bytes(1 << 21))
    assert "beyond 1 MiB" in remembered_paths(Tree(tmp_path), 42, b"x").not_seen


def test_a_table_that_the_kernel_would_not_write_is_passed_over(tmp_path):
    held(tmp_path, PATH)
    (tmp_path / "proc/42/maps").write_text("zz-1 rw-p 0 0 0\n1000 rw-p 0 0 0\n-5-9 rw-p 0 0 0\n\n")
    assert remembered_paths(Tree(tmp_path), 42, b"x").paths == frozenset()
