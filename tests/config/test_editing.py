"""Changing the configuration."""

import stat

import pytest

from vedette.config.editing import disable_feed, enable_feed
from vedette.config.loading import load
from vedette.model.errors import ConfigError

TEXT = """# ours, do not touch
[gate]
most_mib = 8  # small machine

[[feed]] # the first
name = "one"
url = "https://one.example.org/"   # by hand
confidence = 40

[[feed]]
name = "two"
url = "https://two.example.org/"
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(TEXT)
    file.chmod(0o640)
    return file


def test_what_is_disabled_and_enabled_again_leaves_the_file_as_it_was(path):
    disable_feed(path, "one")
    assert [feed.enabled for feed in load(path).settings.feed] == [False, True]
    assert "# by hand" in path.read_text()
    enable_feed(path, "one", catalog=None)
    assert path.read_text() == TEXT


def test_a_feed_of_the_catalogue_is_added_behind_the_others(path):
    enable_feed(path, "tor", catalog="tor-exits")
    assert path.read_text() == f'{TEXT}\n[[feed]]\nname = "tor"\ncatalog = "tor-exits"\n'
    feed = load(path).settings.feed[-1]
    assert (feed.name, feed.catalog, feed.enabled) == ("tor", "tor-exits", True)


def test_the_mode_of_the_file_is_kept(path):
    disable_feed(path, "one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [file.name for file in path.parent.iterdir()] == ["config.toml"]


def test_a_new_file_is_for_its_owner_alone(tmp_path):
    enable_feed(tmp_path / "etc" / "config.toml", "tor", catalog="tor-exits")
    assert stat.S_IMODE((tmp_path / "etc/config.toml").stat().st_mode) == 0o600
    assert [feed.name for feed in load(tmp_path / "etc/config.toml").settings.feed] == ["tor"]


def test_a_link_is_followed_and_stays(path, tmp_path):
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    disable_feed(link, "one")
    assert link.is_symlink()
    assert "enabled = false" in path.read_text()


def test_what_cannot_be_edited_safely_is_left(path):
    inline = 'feed = [{ name = "one", url = "https://one.example.org/" }]\n'
    path.write_text(inline)
    for edit in (lambda: enable_feed(path, "two", catalog="two"), lambda: disable_feed(path, "one")):
        with pytest.raises(ConfigError, match="not edited"):
            edit()
    assert path.read_text() == inline
    path.write_text("[gate\n")
    with pytest.raises(ConfigError, match="no TOML"):
        disable_feed(path, "one")
