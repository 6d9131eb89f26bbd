"""When a set is built, and when it is mapped."""

import pytest

from vedette.intel.compiled import Terms, building
from vedette.intel.compiled import compiled as compiled_under
from vedette.model.errors import InputError


@pytest.fixture
def builds(monkeypatch):
    """Counts how often lists are read."""
    counted = []
    read = building.load_feeds
    monkeypatch.setattr(building, "load_feeds", lambda paths: counted.append(paths) or read(paths))
    return counted


def compiled(folder, paths, home=()):
    return compiled_under(folder, paths, Terms(home=home))


def listed(found, ip="192.0.2.1"):
    return found.reputations.lookup([ip])[0].listed


def test_a_set_is_built_once_and_again_when_an_input_changes(tmp_path, builds):
    path, folder = tmp_path / "list.txt", tmp_path / "state"
    path.write_text("192.0.2.1\n")
    assert listed(compiled(folder, [str(path)]))
    assert listed(compiled(folder, [str(path)]))
    assert len(builds) == 1
    path.write_text("198.51.100.1\n")
    assert not listed(compiled(folder, [str(path)]))
    compiled(folder, [str(path)], ["198.51.100.0/24"])
    assert len(builds) == 3
    assert listed(compiled(folder, [str(path)]), "198.51.100.1")
    assert len(builds) == 3


def test_notes_are_told_again(tmp_path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "list.txt").write_text("192.0.2.1\n")
    (tmp_path / "lists" / "picture.png").write_bytes(b"\x89PNG\0")
    told = [compiled(tmp_path / "state", [str(tmp_path / "lists")]).notes for _ in range(2)]
    assert told[0] == told[1]
    assert "picture.png" in told[0][0]


def test_a_damaged_set_is_built_again(tmp_path, builds):
    path, folder = tmp_path / "list.txt", tmp_path / "state"
    path.write_text("192.0.2.1\n")
    compiled(folder, [str(path)])
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:-100])
    assert listed(compiled(folder, [str(path)]))
    assert listed(compiled(folder, [str(path)]))
    assert len(builds) == 2


def test_only_the_latest_sets_are_kept(tmp_path):
    path, folder = tmp_path / "list.txt", tmp_path / "state"
    for number in range(10):
        path.write_text(f"192.0.2.{number}\n")
        compiled(folder, [str(path)])
    assert len(list(folder.iterdir())) == building.KEPT


def test_without_a_folder_or_where_it_cannot_be_written_to_nothing_is_kept(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("192.0.2.1\n")
    assert listed(compiled(None, [str(path)]))
    assert listed(compiled(path / "no folder", [str(path)]))


def test_a_list_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError):
        compiled(tmp_path, [str(tmp_path / "none.txt")])
