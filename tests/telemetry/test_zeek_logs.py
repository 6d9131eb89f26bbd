"""Zeek's further logs."""

from pathlib import Path

import pytest

from vedette.telemetry.source import Source
from vedette.telemetry.zeek_conn import ZeekConn
from vedette.telemetry.zeek_http import ZeekHttp
from vedette.telemetry.zeek_logs import LOGS, ZeekLogs
from vedette.telemetry.zeek_notice import ZeekNotice

HEAD = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t%s\n#fields\t%s\n"
TUPLE = {"id.orig_h": "203.0.113.7", "id.orig_p": "1", "id.resp_h": "192.0.2.1", "id.resp_p": "2"}


@pytest.fixture
def one(read_row, read_lines):
    def read(log, **fields):
        record = TUPLE | {name.replace("__", "."): value for name, value in fields.items()}
        frame, account = read_lines(
            ZeekLogs(), HEAD % (log, "\t".join(record)) + "\t".join(record.values()) + "\n"
        )
        assert account.rejected == 0, account.samples
        (row,) = frame.rows(named=True)
        return {key: value for key, value in row.items() if value is not None}

    return read


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        (
            "ssh",
            {"auth_success": "T", "client": "SSH-2.0-x"},
            {"event": "login-accepted", "body": "SSH-2.0-x"},
        ),
        ("ssh", {"auth_success": "F"}, {"event": "login-failed", "protocol": "ssh", "transport": "tcp"}),
        ("ssl", {"server_name": "shop.example"}, {"host": "shop.example"}),
        ("dns", {"proto": "udp", "query": "x.example"}, {"host": "x.example", "transport": "udp"}),
        ("mysql", {"cmd": "login", "arg": "root", "success": "F"}, {"event": "login-failed", "user": "root"}),
        ("mysql", {"cmd": "query", "arg": "select 1", "success": "T"}, {"body": "query select 1"}),
        (
            "postgresql",
            {"user": "a", "frontend": "startup", "backend": "auth_ok"},
            {"event": "login-accepted"},
        ),
        (
            "postgresql",
            {"frontend": "password", "backend": "error", "backend_arg": "SeverityLocalized=FATAL,Code=28P01"},
            {"event": "login-failed"},
        ),
        (
            "redis",
            {"cmd__name": "AUTH", "cmd__key": "x", "success": "F"},
            {"event": "login-failed", "body": "AUTH x"},
        ),
        (
            "ftp",
            {"user": "bob", "command": "PASS", "arg": "x", "reply_code": "530"},
            {"event": "login-failed"},
        ),
        ("ftp", {"command": "RETR", "arg": "/etc/passwd"}, {"body": "RETR /etc/passwd"}),
        ("smtp", {"helo": "h", "mailfrom": "a@b"}, {"user": "a@b", "body": "h"}),
        ("rdp", {"cookie": "admin", "result": "encrypted"}, {"user": "admin", "message": "encrypted"}),
        ("smb_files", {"path": "\\\\\\\\h\\\\s", "name": "f"}, {"path": "\\\\h\\s\\f"}),
        ("modbus", {"func": "READ_COILS"}, {"message": "READ_COILS", "protocol": "modbus"}),
        (
            "ldap",
            {"opcode": "bind simple", "object": "cn=a", "result": "success"},
            {"event": "login-accepted"},
        ),
        ("ldap", {"opcode": "unbind", "object": "cn=a"}, {"protocol": "ldap"}),
        (
            "intel",
            {"seen__indicator": "evil.example", "seen__where": "DNS::IN_REQUEST", "sources": "a,b"},
            {"notice": "a,b", "message": "evil.example DNS::IN_REQUEST"},
        ),
        ("weird", {"name": "bad_HTTP_request", "addl": "x"}, {"notice": "bad_HTTP_request", "message": "x"}),
        ("dpd", {"proto": "tcp", "analyzer": "SSL"}, {"server_port": 2}),
    ],
)
def test_each_log_tells_what_it_can(one, path, fields, expected):
    row = one(path, **fields)
    assert row["client_ip"] == "203.0.113.7"
    assert {key: row.get(key) for key in expected} == expected
    if "event" not in expected:
        assert "event" not in row


def test_software_names_a_client_only_where_clients_run_it(read_lines):
    head = HEAD % ("software", "ts\thost\thost_p\tsoftware_type\tname\tunparsed_version")
    text = (
        head
        + "1.0\t203.0.113.7\t-\tHTTP::BROWSER\tcurl\tcurl/8.0\n1.0\t192.0.2.1\t80\tHTTP::SERVER\tnginx\tnginx/1\n"
    )
    frame, account = read_lines(ZeekLogs(), text)
    assert frame.select("client_ip", "user_agent").rows() == [("203.0.113.7", "curl/8.0")]
    assert account.rejected == 0


def test_the_table_repeats_no_log_that_has_a_format_of_its_own():
    assert {ZeekConn.path, ZeekHttp.path, ZeekNotice.path}.isdisjoint(LOGS)


@pytest.mark.parametrize("path", LOGS)
def test_a_log_of_which_only_the_connection_is_there_is_read(one, path):
    if path != "software":
        assert one(path)["server_ip"] == "192.0.2.1"


def read(path: Path):
    rows = []
    for batch in ZeekLogs().read(Source(str(path), path), None):
        assert batch.account.rejected == 0, (path, batch.account.samples)
        rows += batch.frame.rows(named=True)
    return rows


@pytest.mark.conformance
def test_every_row_of_zeeks_own_logs_is_read(shared_data):
    events, logs = [], 0
    for path in sorted((shared_data / "telemetry/zeek/expected").rglob("*.log")):
        if ZeekLogs().sniff(path.read_bytes()[:65536], path.name) < 0.9:
            continue  # another log, or a test's own cut of one without header
        lines = path.read_text("utf-8", "replace").split("\n")
        rows = read(path)
        told = [line for line in lines if line and not line.startswith("#")]
        assert path.stem in ("software", "ntlm", "weird") or len(rows) == len(told), path
        assert all(row["client_ip"] in lines[row["line"] - 1] for row in rows)
        events += [row["event"] for row in rows if row["event"]]
        logs += 1
    assert logs > 50
    assert {"login-accepted", "login-failed"} == set(events)
