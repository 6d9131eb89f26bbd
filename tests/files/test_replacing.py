import pytest

from vedette.files.replacing import replace_file, replacing


def test_a_file_is_made_with_the_folders_above_it_and_replaced_as_a_whole(tmp_path):
    path = tmp_path / "a/b/file"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


def test_what_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    (tmp_path / "file").mkdir()
    (tmp_path / "file/inside").touch()
    with pytest.raises(OSError):
        replace_file(tmp_path / "file", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_file_that_was_begun_and_failed_is_gone(tmp_path):
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(ValueError, match="half way"):
        begin_and_fail(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def begin_and_fail(path):
    with replacing(path) as file:
        file.write(b"half")
        raise ValueError("half way")
