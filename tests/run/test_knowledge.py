"""What is learned is kept, and is the same when it is learned again."""

import pytest

from vedette.model.errors import InputError
from vedette.run.knowledge import Inputs, learn


def asked(inputs):
    learned = learn(inputs)
    return learned.knowledge.reputations.lookup(["192.0.2.1", "198.51.100.1"]), learned.skipped


def test_with_a_state_folder_reputation_is_compiled_once_and_the_same(tmp_path):
    lists, state = tmp_path / "lists", tmp_path / "state"
    lists.mkdir()
    state.mkdir()
    (lists / "bad.txt").write_text("192.0.2.1\n")
    (lists / "picture").write_bytes(b"\0\1")
    without = asked(Inputs(intel=[str(lists)]))
    first = asked(Inputs(intel=[str(lists)], state=state))
    (kept,) = (state / "intel" / "compiled").iterdir()
    inode = kept.stat().st_ino
    assert asked(Inputs(intel=[str(lists)], state=state)) == first == without
    assert kept.stat().st_ino == inode
    (lists / "bad.txt").write_text("198.51.100.1\n")
    changed, _ = asked(Inputs(intel=[str(lists)], state=state))
    assert [said.listed for said in changed] == [False, True]


def test_a_state_folder_that_is_not_there_is_not_made(tmp_path):
    (tmp_path / "bad.txt").write_text("192.0.2.1\n")
    learn(Inputs(intel=[str(tmp_path / "bad.txt")], state=tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_a_list_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError):
        learn(Inputs(intel=[str(tmp_path / "none.txt")], state=tmp_path))
