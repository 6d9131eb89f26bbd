"""`vedette read`."""

import csv
import io
import json

import polars as pl

from vedette.model.connection import SCHEMA


def test_each_connection_is_a_line_of_json_with_every_column(run, site):
    rows = [json.loads(line) for line in run("read", site[0]).stdout.splitlines()]
    assert len(rows) == 3
    assert all(tuple(row) == tuple(SCHEMA) for row in rows)
    assert rows[1]["path"] == "/static/../../etc/passwd?\x1b[2J\u202e[red]=1+1"
    assert rows[0]["server_ip"] is None


def test_csv_has_a_header_and_no_formula(run, site):
    done = run("read", site[0], "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert tuple(rows[0]) == tuple(SCHEMA)
    assert rows[1]["user_agent"] == "'=cmd()"
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_parquet_reads_back_as_the_same_table(process, site, tmp_path):
    done = process("read", site[0], "-o", "parquet")
    (tmp_path / "connections.parquet").write_bytes(done.stdout)
    assert dict(pl.read_parquet(tmp_path / "connections.parquet").schema) == SCHEMA
    again = process("read", tmp_path / "connections.parquet")
    assert len(again.stdout.splitlines()) == 3


def test_lines_that_are_not_understood_are_told_on_standard_error(run, site):
    site[0].write_text(site[0].read_text() + "host.example - - [x] \x1b[2J\n")
    done = run("read", site[0])
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 3)
    assert "1 of 4 lines not understood" in done.stderr
    assert "line 4: " in done.stderr
    assert "\x1b" not in done.stderr


def test_a_source_of_no_known_format_exits_4_after_the_others_are_read(run, site):
    done = run("read", site[0].with_name("inventory.json"), site[0])
    assert (done.exit_code, len(done.stdout.splitlines())) == (4, 3)
    assert done.stderr.startswith("vedette: ")


def test_a_missing_path_exits_1_in_one_line(run):
    done = run("read", "/nowhere/at-all")
    assert (done.exit_code, done.stderr) == (
        1,
        "vedette: /nowhere/at-all: there is no such file or directory\n",
    )


def test_a_format_that_does_not_exist_is_told(run, site):
    done = run("read", site[0], "--format", "nosuch")
    assert done.exit_code == 2
    assert "there is no format 'nosuch'" in done.stderr
