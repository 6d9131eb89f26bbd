"""`vedette intel export`."""

import csv
import json
import shutil
import subprocess

import pytest


@pytest.fixture
def lists(tmp_path):
    (tmp_path / "bad.txt").write_text(
        "45.83.1.0/28\n45.83.1.16\n45.83.1.17\n8.8.8.8\n2a01:4f8::/64\n10.0.0.1\n"
    )
    (tmp_path / "=more.txt").write_text("45.83.1.3\n")
    return tmp_path


def test_plain_is_the_fewest_prefixes_after_every_rule(run, lists):
    done = run("intel", "export", "--intel", lists)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1:] == ["45.83.1.0/28", "45.83.1.16/31", "2a01:4f8::/64"]


def test_json_and_csv_have_scores_and_sources(run, lists):
    document = json.loads(run("intel", "export", "--intel", lists, "-o", "json").stdout)
    rows = {row["prefix"]: row for row in document["prefixes"]}
    assert rows["45.83.1.3"]["sources"] == ["=more", "bad"]
    assert rows["45.83.1.3"]["score"] > rows["45.83.1.2"]["score"] == rows["2a01:4f8::/64"]["score"]
    read = list(csv.DictReader(run("intel", "export", "--intel", lists, "-o", "csv").stdout.splitlines()))
    assert {row["prefix"]: int(row["score"]) for row in read} == {p: row["score"] for p, row in rows.items()}
    assert next(row["sources"] for row in read if row["prefix"] == "45.83.1.3") == "'=more bad"


def test_nft_has_a_set_for_each_family_and_an_empty_one_has_no_elements(run, lists):
    text = run("intel", "export", "--intel", lists / "bad.txt", "-o", "nft").stdout
    assert (
        "  set listed_v4 {\n    type ipv4_addr\n    flags interval\n    elements = {\n      45.83.1.0/28,\n"
        in text
    )
    (lists / "bad.txt").write_text("45.83.1.1\n")
    text = run("intel", "export", "--intel", lists / "bad.txt", "-o", "nft").stdout
    assert "  set listed_v6 {\n    type ipv6_addr\n    flags interval\n  }\n}\n" in text


def test_nft_itself_takes_it(run, lists, tmp_path):
    if shutil.which("nft") is None:
        pytest.skip("nft is not installed")
    (tmp_path / "listed.nft").write_text(
        run("intel", "export", "--intel", lists / "bad.txt", "-o", "nft").stdout
    )
    done = subprocess.run(
        ["nft", "-c", "-f", tmp_path / "listed.nft"], capture_output=True, text=True, check=False
    )
    if "Operation not permitted" in done.stderr:
        pytest.skip("nft may not be asked by this user")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_score_can_be_asked_for(run, lists):
    done = run("intel", "export", "--intel", lists, "--min-score", 60)
    assert done.stdout.splitlines()[1:] == ["45.83.1.3"]


def test_an_empty_export_is_still_a_document(run, lists):
    done = run("intel", "export", "--intel", lists, "--min-score", 100, "-o", "json")
    assert json.loads(done.stdout)["prefixes"] == []


def test_without_paths_the_configured_feeds_are_exported(run, kept):
    done = run("intel", "export")
    assert done.stdout.splitlines()[1:4] == ["45.83.1.1", "45.83.1.2/31", "45.83.1.4/30"]
    assert done.stdout.splitlines()[-1] == "45.84.0.0/24"


def test_without_lists_and_feeds_nothing_is_exported(run, places):
    done = run("intel", "export")
    assert done.exit_code == 2
    assert "no lists" in done.stderr
