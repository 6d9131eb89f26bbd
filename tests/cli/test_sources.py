"""`vedette sources`."""

import json

import pytest

from vedette.cli.columns import width
from vedette.cli.sources_table import _percent


@pytest.fixture
def folder(tmp_path, site):
    """A log in part understood, an empty one, and what is none."""
    log = site[0]
    log.write_text(log.read_text() + "host.example - - [x] \x1b[2J" + "y" * 300 + "\n")
    (tmp_path / "logs").mkdir()
    log.rename(tmp_path / "logs/access.log")
    (tmp_path / "logs/empty.log").write_text("")
    (tmp_path / ("logs/" + "long" * 50)).write_text("installed \x1b[2J\u202e package\n")
    return tmp_path


def test_each_file_is_a_block_of_at_most_100_columns(run, folder):
    done = run(
        "sources", folder / "logs", "--intel", folder / "bad.txt", "--assets", folder / "inventory.json"
    )
    blocks = done.stdout.split("\n\n")
    assert (done.exit_code, len(blocks)) == (0, 6)
    assert blocks[0].startswith(str(folder / "logs/access.log")) or blocks[0].startswith("…")
    assert "combined: Apache/nginx combined access log" in blocks[0]
    assert "75 % understood" in blocks[0]
    assert "line 4: " in blocks[0]
    assert "the file is empty" in blocks[1]
    assert "no address stands" in blocks[2]
    assert "2 entries" in blocks[3]
    assert "1 service" in blocks[4]
    assert blocks[5] == "5 files · 2 read · 1 read in part · 1 empty · 1 not recognised\n"
    assert max(map(width, done.stdout.splitlines())) <= 100


def test_nothing_of_a_file_reaches_the_terminal_as_a_command(run, folder):
    for output in ("human", "json"):
        printed = run("sources", folder / "logs", "-o", output).stdout
        assert "\x1b" not in printed
        assert "\u202e" not in printed


def test_json_has_every_field_of_every_file(run, folder):
    done = run("sources", folder / "logs", "--intel", folder / "bad.txt", "-o", "json")
    survey = json.loads(done.stdout)
    assert survey["schema_version"] == "1"
    log, empty, unknown, intel = survey["files"]
    assert {tuple(file) for file in survey["files"]} == {tuple(log)}
    assert (log["role"], log["format"], log["rejected"]) == ("connections", "combined", 1)
    assert "\x1b[2J" in log["samples"][0]["excerpt"]
    assert (empty["format"], unknown["problem"], intel["entries"]) == (None, False, 2)


def test_the_same_files_give_the_same_bytes(run, folder):
    assert run("sources", folder).stdout == run("sources", folder).stdout


def test_a_file_that_was_named_itself_and_is_nothing_exits_4_after_all_others(run, folder):
    (folder / "what").write_text("hello\n")
    done = run("sources", folder / "what", folder / "logs")
    assert (done.exit_code, done.stdout.count("\n\n")) == (4, 4)


def test_to_name_nothing_is_wrong_usage(run):
    assert run("sources").exit_code == 2


def test_a_path_that_leads_nowhere_is_told_in_one_line(run):
    done = run("sources", "/nowhere")
    assert (done.exit_code, done.stderr) == (1, "vedette: /nowhere: there is no such file or directory\n")


@pytest.mark.parametrize(
    ("share", "shown"), [(1, "100 %"), (0, "0 %"), (0.99999, "99.9 %"), (0.00001, "0.1 %"), (0.5, "50 %")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, shown):
    assert _percent(share) == shown
