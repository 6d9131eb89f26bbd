"""`vedette scan`."""

import csv
import io
import json
from importlib.resources import files

import jsonschema
import pytest

from vedette.cli.columns import width
from vedette.cli.report_output import CSV_COLUMNS, OUTPUTS

SCHEMA = json.loads(files("vedette.run").joinpath("scan.schema.json").read_text("utf-8"))
HARMFUL = ("\x1b", "\u202e")


def test_the_json_is_of_the_published_schema(run, site):
    done = run("scan", *site, "-o", "json")
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert [alert["service"]["product"] for alert in report["alerts"]] == ["aiohttp"]


@pytest.mark.parametrize("until", ["2020-01-01", "2030-01-01"])
def test_the_json_is_printed_as_a_whole_would_be(run, site, until):
    text = run("scan", *site, "-o", "json", "--until", until).stdout
    report = json.loads(text)
    assert bool(report["alerts"]) is (until > "2026")
    assert text == json.dumps(report, indent=2) + "\n"


@pytest.mark.parametrize("more", [[], ["-v"], ["--all"], ["--min-severity", "critical"]])
def test_the_table_fits_100_columns_and_holds_no_escape_sequence(run, site, more):
    done = run("scan", *site, *more)
    assert done.exit_code == 0
    assert max(map(width, done.stdout.splitlines())) <= 100
    assert all(character.isprintable() or character == "\n" for character in done.stdout)


def test_an_alert_is_told_in_a_few_lines_that_end_with_its_id(run, site):
    lines = run("scan", *site).stdout.splitlines()
    first = next(n for n, line in enumerate(lines) if "203.0.113.66 → web-1 :8080" in line)
    assert lines[first].endswith("CVE-2024-23334")
    ident = lines[lines.index("", first) - 1].split()[-1]
    assert run("explain", ident, *site).exit_code == 0


@pytest.mark.parametrize("word", ["deep/", "谷/", "\x1b"])
def test_however_long_a_request_is_the_table_keeps_to_its_width(run, site, word):
    site[0].write_text(site[0].read_text().replace("etc/passwd", word * 60 + "etc/passwd"), "utf-8")
    done = run("scan", *site, "-v")
    assert "203.0.113.66 → web-1 :8080" in done.stdout
    assert max(map(width, done.stdout.splitlines())) <= 100


def test_one_alert_a_line_as_json(run, site):
    alerts = [json.loads(line) for line in run("scan", *site, "-o", "jsonl").stdout.splitlines()]
    assert [alert["client"]["ip"] for alert in alerts] == ["203.0.113.66"]


def test_one_alert_a_row_as_csv(run, site):
    rows = list(csv.DictReader(io.StringIO(run("scan", *site, "-o", "csv").stdout)))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert (rows[0]["client"], rows[0]["port"], rows[0]["connections"]) == ("203.0.113.66", "8080", "2")


def test_alerts_below_the_severity_asked_for_are_left_out_and_counted(run, site):
    site[0].write_text(site[0].read_text().splitlines()[0] + "\n")
    left = json.loads(run("scan", *site, "-o", "json", "--min-severity", "critical").stdout)
    assert (left["alerts"], left["summary"]["alerts_below"]) == ([], 1)
    assert "1 alert below --min-severity." in run("scan", *site, "--min-severity", "critical").stdout


def test_an_alert_at_the_severity_asked_for_exits_3_even_where_it_is_not_shown(run, site):
    assert run("scan", *site, "--fail-on", "low").exit_code == 3
    assert run("scan", *site, "--fail-on", "low", "--min-severity", "critical").exit_code == 3
    assert run("scan", site[0].parent / "bad.txt", *site[1:], "--fail-on", "low").exit_code == 4


@pytest.mark.parametrize(
    ("limits", "connections"),
    [
        ([], 2),
        (["--since", "2026-11-24T10:00:01"], 1),
        (["--since", "2026-11-24T12:00:01+02:00", "--until", "2026-11-24T10:00:02Z"], 1),
        (["--until", "2026-11-24T10:00:00"], 0),
        (["--since", "2026-11-25"], 0),
    ],
)
def test_only_connections_within_the_time_are_judged(run, site, limits, connections):
    report = json.loads(run("scan", *site, "-o", "json", *limits).stdout)
    assert sum(alert["connections"] for alert in report["alerts"]) == connections


def test_a_database_whose_password_is_nowhere_is_told_before_anything_is_scanned(run, site, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(
        '[store]\nurl = "postgresql://vedette@db.example/vedette"\npassword_env = "NOT_SET_ANYWHERE"\n'
    )
    done = run("scan", *site, tmp_path / "no-such.log", "--config", config)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "NOT_SET_ANYWHERE" in done.stderr


@pytest.mark.parametrize("option", ["--intel", "--assets", "--advisories"])
def test_what_is_named_and_missing_is_an_error_in_one_line(run, site, option):
    done = run("scan", site[0], option, "/nowhere/at-all")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("vedette: /nowhere/at-all: ")
    assert done.stderr.count("\n") == 1


def test_a_path_that_is_missing_is_an_error_in_one_line(run):
    done = run("scan", "/nowhere/\x1b[2J")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "vedette: /nowhere/\\x1b[2J: there is no such file or directory\n"


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["x", "--output", "xml"],
        ["x", "--since", "yesterday"],
        ["x", "--since", "999999w"],
        ["x", "--since", "²d"],
        ["x", "--home", "us"],
        ["x", "--nothing"],
    ],
)
def test_wrong_usage_exits_2(run, wrong):
    assert run("scan", *wrong).exit_code == 2


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_source_that_cannot_be_read_is_told_the_rest_is_judged_and_the_exit_code_is_4(run, site, output):
    notes = site[0].with_name("notes\x1b[2J")
    notes.write_text("nothing that any format recognises\n")
    done = run("scan", notes, *site, "-o", output)
    assert done.exit_code == 4
    assert "203.0.113.66" in done.stdout
    assert "no format recognises it" in " ".join((done.stdout if output == "human" else done.stderr).split())
    assert not any(character in done.output for character in HARMFUL)


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_hostile_line_is_shown_escaped(run, site, output):
    done = run("scan", *site, "-v", "-o", output)
    assert not any(character in done.stdout for character in HARMFUL)
    if output == "human":
        assert "\\x1b[2J\\u202e" in done.stdout
    if output == "csv":
        cells = [cell for row in csv.reader(io.StringIO(done.stdout)) for cell in row]
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_two_runs_give_the_same_bytes(process):
    arguments = (
        "scan", "examples/web-1/nginx", "examples/web-1/aiohttp", "examples/web-1/auth.log",
        "--intel", "examples/web-1/intel", "--assets", "examples/web-1/inventory.json", "-o", "json",
    )  # fmt: skip
    first, second = process(*arguments), process(*arguments)
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == second.stdout


def test_standard_input_is_a_source(process, site):
    done = process("scan", "-", *site[1:], "-o", "json", input=site[0].read_bytes())
    assert json.loads(done.stdout)["summary"]["by_source"][0]["path"] == "-"


@pytest.mark.parametrize(
    ("ends", "demoted", "now"),
    [
        ("2026-11-24T18:00:00Z", None, True),
        ("2026-11-24T16:00:00Z", None, False),
        ("2026-11-24T10:00:00Z", "expired on 2026-11-24", False),
        ("2020-01-01T00:00:00Z", "expired on 2020-01-01", False),
    ],
)
def test_an_entry_must_hold_when_the_client_came_and_whether_it_still_does_is_told_beside(
    run, site, ends, demoted, now
):
    site[2].write_text(
        json.dumps(
            {"type": "indicator", "id": "indicator--1", "pattern_type": "stix", "valid_until": ends}
            | {"pattern": "[ipv4-addr:value = '203.0.113.66']"}
        )
    )
    done = run("scan", *site, "-o", "json", "--until", "2026-11-24T17:00:00Z")
    (alert,) = json.loads(done.stdout)["alerts"]
    reputation = alert["client"]["reputation"]
    assert [opinion["demoted"] for opinion in reputation["sources"]] == [demoted]
    assert (reputation["listed"], reputation["now"]["listed"]) == (demoted is None, now)


def test_a_client_that_the_allowlist_covers_is_no_incident_and_is_told_with_the_reason(run, site, tmp_path):
    run("allow", "add", "203.0.113.64/27", "--owner", "red team", "--reason", "a test", "--never-expires",
        "--state", tmp_path)  # fmt: skip
    (alert,) = json.loads(run("scan", *site, "-o", "json", "--state", tmp_path).stdout)["alerts"]
    reputation = alert["client"]["reputation"]
    assert (alert["kind"], reputation["listed"]) == ("exploit-finding", False)
    assert reputation["allowlisted"] == "allowlisted by red team: a test"
    assert [entry["owner"] for entry in reputation["allowlist"]] == ["red team"]


def test_a_broken_line_of_the_allowlist_allows_nobody_and_is_a_problem(run, site, tmp_path):
    (tmp_path / "allowlist.jsonl").write_text("nonsense\n")
    done = run("scan", *site, "-o", "json", "--state", tmp_path)
    assert done.exit_code == 4
    assert "allowlist.jsonl:1:" in json.loads(done.stdout)["summary"]["problems"][0]


def test_a_maker_of_a_database_is_credited_and_the_clients_place_told(run, site, tmp_path):
    database = tmp_path / "dbip-country.csv"
    database.write_text("203.0.113.0,203.0.113.255,NL\n")
    told = run("scan", *site, "--geo", database, "-v").output
    assert "IP Geolocation by DB-IP (https://db-ip.com)" in told
    assert "from  NL" in told
    report = json.loads(run("scan", *site, "--geo", database, "-o", "json").stdout)
    assert report["summary"]["credits"] == ["IP Geolocation by DB-IP (https://db-ip.com)"]
    assert report["alerts"][0]["client"]["country"] == "NL"
    assert run("scan", *site, "--geo", tmp_path / "none.mmdb").exit_code == 1
