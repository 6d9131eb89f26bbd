import pytest

from vedette.files.replacing import replace_file


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
