"""Zeek's logs as JSON."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vedette.telemetry import detect_format
from vedette.telemetry.source import Source
from vedette.telemetry.zeek_json import ZeekJson
from vedette.telemetry.zeek_logs import ZeekLogs

SAMPLE = Path(__file__).parent / "samples/zeek_json.log"
CONN, HTTP, SSH, FILES = SAMPLE.read_text().splitlines()
TUPLE = {"id.orig_h": "203.0.113.7", "id.orig_p": 1, "id.resp_h": "192.0.2.1", "id.resp_p": 2}


def test_records_of_several_logs_are_each_read_as_their_log(read_lines):
    frame, account = read_lines(ZeekJson(), SAMPLE.read_bytes())
    conn, http, ssh = frame.rows(named=True)
    assert (conn["state"], conn["bytes_in"], conn["bytes_out"], conn["duration"]) == ("SF", 100, 2000, 0.5)
    assert conn["time"] == datetime(2024, 1, 15, 10, 23, 45, 123456, tzinfo=UTC)
    assert (http["path"], http["user_agent"], http["status"]) == ("/a?b=%22c%22", 'curl/8.0 "x"', 200)
    assert (http["forwarded"], http["response_headers"]) == (
        "198.51.100.1, 10.0.0.1",
        "Content-Type: text/html",
    )
    assert http["notice"] is None
    assert (ssh["event"], ssh["body"], ssh["client_ip"]) == ("login-failed", "SSH-2.0-Go", "2001:db8::7")
    assert account.ignored == 1


@pytest.mark.parametrize(
    ("record", "column", "value"),
    [
        (TUPLE | {"query": "x.example", "qtype": 1}, "host", "x.example"),
        (TUPLE | {"cmd": "login", "arg": "root", "success": False}, "event", "login-failed"),
        (TUPLE | {"name": "bad", "notice": False, "peer": "zeek"}, "notice", "bad"),
        (TUPLE | {"something": "else"}, "server_port", 2),
        ({"note": "Scan::Port_Scan", "msg": "m", "src": "203.0.113.7"}, "notice", "Scan::Port_Scan"),
    ],
)
def test_a_log_that_is_not_named_is_told_by_its_fields(read_row, record, column, value):
    line = json.dumps({"ts": 1.5} | record)
    assert ZeekJson().sniff(line.encode(), "x") >= 0.9
    row = read_row(ZeekJson(), line)
    assert (row["client_ip"], row[column]) == ("203.0.113.7", value)


def test_a_log_is_told_by_its_files_name(tmp_path):
    path = tmp_path / "smb_files.00-01.log"
    path.write_text(json.dumps({"ts": 1.5, "name": "a", "path": "\\\\h\\s"} | TUPLE))
    (batch,) = ZeekJson().read(Source(str(path), path), None)
    assert batch.frame["path"].to_list() == ["\\\\h\\s\\a"]


def test_a_client_that_is_no_address_is_rejected(read_lines):
    _, account = read_lines(ZeekJson(), CONN + "\n" + CONN.replace("203.0.113.7", "host"))
    assert dict(account.reasons) == {"client is no address": 1}


def read(path, form):
    rows = []
    for batch in form.read(Source(str(path), path), None):
        assert batch.account.rejected == 0, batch.account.samples
        rows += batch.frame.rows(named=True)
    return rows


@pytest.mark.conformance
def test_every_record_with_a_connection_in_zeeks_logs_is_read_as_it_says(shared_data):
    total = 0
    for path in sorted((shared_data / "telemetry/ocsf_zeek_raw").glob("*.log*")):
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        records = [json.loads(line) for line in text.splitlines()]
        told = [record for record in records if "id.orig_h" in record]
        if not told:
            continue
        assert detect_format(text.encode()[:65536], path.name).name == "zeek_json"
        rows = read(path, ZeekJson())
        assert [
            (row["client_ip"], row["client_port"], row["server_ip"], row["server_port"]) for row in rows
        ] == [
            tuple(record[f"id.{name}"] for name in ("orig_h", "orig_p", "resp_h", "resp_p"))
            for record in told
        ]
        assert [row["uid"] for row in rows] == [record.get("uid") for record in told]
        assert all(
            abs(row["time"].timestamp() - record["ts"]) < 1e-5 for row, record in zip(rows, told, strict=True)
        )
        total += len(rows)
    assert total == 7_016


@pytest.mark.conformance
def test_pretty_printed_records_are_read(shared_data):
    rows = [
        row
        for path in sorted((shared_data / "telemetry/ocsf_pairs/Zeek").rglob("*.raw"))
        for row in read(path, ZeekJson())
    ]
    assert {row["protocol"] for row in rows} >= {"ssh", "rdp", "dns", "http"}
    assert {row["event"] for row in rows} == {None, "login-accepted"}


@pytest.mark.conformance
def test_logs_of_tabs_say_the_same_as_json(shared_data, read_lines, tmp_path):
    compared = 0
    for path in sorted((shared_data / "telemetry/zeek/expected").rglob("*.log")):
        lines = path.read_text("utf-8", "replace").split("\n")
        fields = next((line.split("\t")[1:] for line in lines if line.startswith("#fields")), None)
        if fields is None or path.stem not in ("ssh", "ssl", "mysql", "redis", "ftp", "dns", "smtp", "weird"):
            continue
        records = [
            dict(zip(fields, line.split("\t"), strict=True)) for line in lines if line and line[0] != "#"
        ]
        if any("\\" in value for record in records for value in record.values()):
            continue
        empty = {"-": None, "(empty)": None}
        told = [{key: value for key, value in record.items() if value not in empty} for record in records]
        copy = tmp_path / path.name
        copy.write_text("".join(json.dumps(record) + "\n" for record in told))
        strange = {"source", "line", "offset", "raw", "time"}
        ours = [
            {key: value for key, value in row.items() if key not in strange} for row in read(copy, ZeekJson())
        ]
        theirs = [
            {key: value or None for key, value in row.items() if key not in strange}
            for row in read(path, ZeekLogs())
        ]
        assert [{key: value or None for key, value in row.items()} for row in ours] == theirs, path
        compared += len(ours)
    assert compared > 150
