"""What a path on the command line stands for."""

import pytest

from vedette.files.naming import named_files
from vedette.model.errors import UnreadableInput


def found(*names):
    return [(named.path.name, named.direct) for named in named_files(names)]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "a.txt", "deep/c.txt"):
        (tmp_path / name).touch()
    return tmp_path


def test_a_file_is_named_itself(folder):
    assert found(folder / "a.txt") == [("a.txt", True)]


def test_a_directory_stands_for_all_below_it_in_order(folder):
    assert found(folder) == [("a.txt", False), ("b.txt", False), ("c.txt", False)]


def test_a_pattern_stands_for_what_it_matches(folder):
    assert found(f"{folder}/*.txt") == [("a.txt", False), ("b.txt", False)]


def test_a_file_that_is_named_twice_is_read_once(folder):
    assert found(folder / "a.txt", folder, folder / "deep" / ".." / "a.txt")[0] == ("a.txt", True)
    assert len(found(folder / "a.txt", folder)) == 3


def test_a_name_that_leads_nowhere_is_an_error_that_says_so(folder):
    with pytest.raises(UnreadableInput, match="no such file"):
        found(folder / "missing")
