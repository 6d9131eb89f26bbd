"""OCSF network activity."""

import json
from pathlib import Path

import pytest

from vedette.telemetry.ocsf import Ocsf
from vedette.telemetry.source import Source
from vedette.telemetry.zeek_json import ZeekJson

SAMPLE = (Path(__file__).parent / "samples/ocsf.json").read_text()


@pytest.mark.parametrize("text", [SAMPLE, "".join(json.dumps(event) + "\n" for event in json.loads(SAMPLE))])
def test_an_array_and_lines_say_the_same(read_lines, text):
    frame, _ = read_lines(Ocsf(), text)
    http, blocked = frame.rows(named=True)
    assert (http["client_ip"], http["client_port"], http["server_ip"], http["server_name"]) == (
        "203.0.113.7",
        54321,
        "192.0.2.1",
        "web-1",
    )
    assert (http["method"], http["path"], http["host"], http["status"]) == (
        "GET",
        "/a?b=c",
        "shop.example",
        200,
    )
    assert (http["bytes_in"], http["bytes_out"], http["duration"]) == (700, 4200, 0.25)
    assert (http["forwarded"], http["headers"]) == ("198.51.100.1, 10.0.0.1", "Accept: */*")
    assert (http["transport"], http["protocol"], http["uid"], http["event"]) == ("tcp", "http", "C1", None)
    assert (blocked["event"], blocked["protocol"], blocked["client_ip"]) == ("dropped", None, "2001:db8::7")


def test_events_of_other_categories_are_not_claimed():
    assert Ocsf().sniff(b'{"class_uid":2004,"src_endpoint":{"ip":"192.0.2.1"}}', "x") == 0


def rows(form, path):
    return [row for batch in form.read(Source(str(path), path), None) for row in batch.frame.rows(named=True)]


@pytest.mark.conformance
@pytest.mark.parametrize(
    "pair",
    [
        "v1.3.0/http_log/http_log",
        "v1.3.0/rdp_log/rdp_log",
        "v1.3.0/ssh_log/ssh_log",
        "v1.4.0/conn_log/conn_log",
    ],
)
def test_what_others_made_of_zeeks_logs_says_the_same_as_the_logs(shared_data, pair):
    path = shared_data / "telemetry/ocsf_pairs/Zeek" / pair
    ours, theirs = rows(Ocsf(), path.with_suffix(".ocsf")), rows(ZeekJson(), path.with_suffix(".raw"))
    assert len(ours) >= 1
    for event, record in zip(ours, theirs, strict=False):
        for column in (
            "client_ip",
            "client_port",
            "server_ip",
            "server_port",
            "method",
            "host",
            "path",
            "status",
            "protocol",
        ):
            assert event[column] == record[column] or event[column] is None or record[column] is None
        assert event["client_ip"] is not None


@pytest.mark.conformance
def test_amazons_flows_are_read(shared_data):
    found = [
        row
        for path in sorted((shared_data / "telemetry/ocsf_pairs/AWS").rglob("vpcflowlog.ocsf"))
        for row in rows(Ocsf(), path)
    ]
    assert [
        (row["client_ip"], row["client_port"], row["server_ip"], row["server_port"], row["event"])
        for row in found
    ] == [
        ("1.2.3.4", 56858, "172.31.2.52", 39938, "dropped"),
        ("1.2.3.4", 56858, "172.31.2.52", 39938, "dropped"),
        ("1.2.3.4", 8080, "1.2.3.5", 8864, None),
    ]
