"""Where things stand."""

from pathlib import Path

import pytest

from vedette.config import places


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in ("VEDETTE_STATE", "VEDETTE_CONFIG", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setattr("os.geteuid", lambda: 1000)


def test_what_is_given_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("VEDETTE_STATE", "/env/state")
    monkeypatch.setenv("VEDETTE_CONFIG", "/env/config.toml")
    assert places.state_folder(Path("/given")) == Path("/given")
    assert places.config_file(Path("/given.toml")) == Path("/given.toml")
    assert places.state_folder() == Path("/env/state")
    assert places.config_file() == Path("/env/config.toml")


def test_root_has_the_places_of_the_system(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert places.state_folder() == Path("/var/lib/vedette")
    assert places.config_file() == Path("/etc/vedette/config.toml")


def test_others_have_their_own(monkeypatch):
    assert places.state_folder() == Path("/home/ann/.local/state/vedette")
    assert places.config_file() == Path("/home/ann/.config/vedette/config.toml")
    monkeypatch.setenv("XDG_STATE_HOME", "/xdg/state")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/xdg/config")
    assert places.state_folder() == Path("/xdg/state/vedette")
    assert places.config_file() == Path("/xdg/config/vedette/config.toml")


@pytest.mark.parametrize("value", ["", "relative/folder"])
def test_a_base_directory_that_is_not_absolute_is_ignored(monkeypatch, value):
    monkeypatch.setenv("XDG_STATE_HOME", value)
    assert places.state_folder() == Path("/home/ann/.local/state/vedette")
