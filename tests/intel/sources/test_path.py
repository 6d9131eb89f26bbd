"""A file on this machine."""

import os

import pytest

from vedette.intel.sources.registry import SOURCES
from vedette.intel.sources.session import Session
from vedette.model.errors import UnreadableInput


@pytest.fixture
def read(configured, client, tmp_path):
    def read(path):
        (feed,) = configured(f'[[feed]]\nname = "x"\npath = "{path}"\n')
        return SOURCES[feed.kind].get(Session(client, feed, tmp_path / "kept", None, 1 << 10), None, None)

    return read


def test_a_file_beside_the_configuration_is_got_as_it_stands(read, tmp_path):
    (tmp_path / "own.txt").write_text("192.0.2.1\n")
    found = read("own.txt")
    assert found.document.read_text() == "192.0.2.1\n"
    assert found.provenance.url == str(tmp_path / "own.txt")


def test_what_is_no_file_is_told_and_never_waited_for(read, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(bytes(2000))
    for name, reason in (
        ("pipe", "no file"),
        ("nowhere", "no such file"),
        ("large", "larger than"),
        ("/", "no file"),
    ):
        with pytest.raises(UnreadableInput, match=reason):
            read(name)
