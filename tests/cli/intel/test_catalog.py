"""`vedette intel catalog`, `enable` and `disable`."""

import json

import pytest

from vedette.intel.catalog import catalog

pytestmark = pytest.mark.usefixtures("places")


def test_all_feeds_are_listed_and_none_is_enabled(run):
    done = run("intel", "catalog")
    assert done.exit_code == 0
    assert [name for name in catalog() if f"  {name} " not in done.stdout] == []
    assert "* " not in done.stdout.partition("*: enabled")[0]


def test_programs_read_all_that_is_known(run):
    rows = json.loads(run("intel", "catalog", "-o", "json").stdout)
    assert [row["name"] for row in rows] == list(catalog())
    tor = next(row for row in rows if row["name"] == "tor-exits")
    assert (tor["category"], tor["interval"], tor["enabled"]) == ("anonymiser", "2h", False)


def test_what_is_known_of_one_is_told_whole(run):
    done = run("intel", "catalog", "abuseipdb")
    assert "wants" not in done.stderr
    assert "free key of abuseipdb.com" in done.stdout
    assert run("intel", "catalog", "tor-exit").stderr == (
        "vedette: tor-exit: no feed of the catalogue (did you mean 'tor-exits'?)\n"
    )


def test_a_feed_is_enabled_disabled_and_enabled_again(run, places):
    done = run("intel", "enable", "tor-exits", "abuseipdb")
    assert done.exit_code == 0
    assert "wants a key: A free key" in done.stdout
    text = (places / "config.toml").read_text()
    assert "* tor-exits" in run("intel", "catalog").stdout
    assert "disabled in" in run("intel", "disable", "tor-exits").stdout
    assert "disabled already" in run("intel", "disable", "tor-exits").stdout
    assert "* tor-exits" not in run("intel", "catalog").stdout
    assert run("intel", "enable", "tor-exits").exit_code == 0
    assert (places / "config.toml").read_text() == text
    assert "enabled already" in run("intel", "enable", "tor-exits").stdout


def test_a_feed_is_edited_in_the_file_in_which_it_stands(run, places):
    further = places / "conf.d/10-tor.toml"
    further.parent.mkdir()
    further.write_text('[[feed]]\nname = "tor"\ncatalog = "tor-exits"  # ours\n')
    run("intel", "disable", "tor")
    assert further.read_text() == '[[feed]]\nname = "tor"\ncatalog = "tor-exits"  # ours\nenabled = false\n'
    assert not (places / "config.toml").exists()


@pytest.mark.parametrize("command", ["enable", "disable"])
def test_a_feed_that_is_none_changes_nothing(run, places, command):
    done = run("intel", command, "nonsense\x1b[2J")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "\x1b" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (places / "config.toml").exists()
