import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.tree import Tree


def test_an_absolute_link_stays_within_the_root(machine, tmp_path):
    tree = machine({"/etc/real": "inside"})
    (tmp_path / "etc/link").symlink_to("/etc/real")
    assert tree.text("/etc/link", 100) == "inside"


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../../../../../etc/passwd"])
def test_a_link_out_of_the_root_leads_to_nothing_of_ours(target, machine, tmp_path):
    tree = machine({"/lib/x": ""})
    (tmp_path / "lib/link").symlink_to(target)
    assert tree.read("/lib/link", 100) is None


def test_links_in_a_circle_end(machine, tmp_path):
    tree = machine({"/x": ""})
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert tree.read("/a", 1) is None


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(machine, tmp_path):
    tree = machine({})
    os.mkfifo(tmp_path / "pipe")
    assert tree.read("/pipe", 1) is None


def test_no_more_is_read_than_was_asked_for(machine):
    assert machine({"/big": "x" * 100}).read("/big", 10) == b"x" * 10


def test_a_pattern_matches_within_a_part_of_the_path(machine):
    tree = machine({"/etc/a/1.conf": "", "/etc/b/2.conf": "", "/etc/b/.hidden.conf": "", "/etc/3.conf": ""})
    assert tree.glob("/etc/*/*.conf") == ["/etc/a/1.conf", "/etc/b/2.conf"]
    assert tree.glob("/etc/3.conf") == ["/etc/3.conf"]
    assert tree.glob("/nowhere/*") == []


@given(path=st.text(max_size=40))
def test_any_path_has_an_answer(path):
    tree = Tree(Tree().root / "nonexistent-root")
    assert tree.read(path, 1) is None
    assert tree.names(path) == []
    assert tree.link(path) is None


def test_a_time_that_no_calendar_has_is_null(machine, tmp_path):
    tree = machine({"/x": ""})
    os.utime(tmp_path / "x", (1e9, 1e9))
    assert tree.written("/x") == datetime.fromtimestamp(1e9, UTC)
    try:
        os.utime(tmp_path / "x", (2**40, 2**40))
    except OSError:
        pytest.skip("this file system keeps no such time")
    assert tree.written("/x") is None or tree.written("/x").year < 10_000
    assert tree.written("/nowhere") is None
