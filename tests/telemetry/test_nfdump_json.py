"""nfdump's flows as JSON."""

import json
from pathlib import Path

import pytest

from vedette.telemetry.nfdump_json import NfdumpJson

SAMPLE = (Path(__file__).parent / "samples/nfdump_json.json").read_text()


@pytest.mark.parametrize("text", [SAMPLE, "".join(json.dumps(flow) + "\n" for flow in json.loads(SAMPLE))])
def test_an_array_and_lines_say_the_same(read_lines, text):
    frame, account = read_lines(NfdumpJson(), text)
    tcp, icmp = frame.rows(named=True)
    assert (tcp["client_ip"], tcp["client_port"], tcp["server_ip"], tcp["server_port"]) == (
        "203.0.113.7",
        54321,
        "192.0.2.1",
        80,
    )
    assert (tcp["transport"], tcp["bytes_in"], tcp["duration"]) == ("tcp", 700, 5.5)
    assert tcp["time"].isoformat() == "2024-01-15T10:23:40+00:00"
    assert (icmp["client_ip"], icmp["transport"], icmp["server_port"]) == ("2001:db8::7", "icmp", None)
    assert (account.lines, account.rejected) == (2, 0)


def test_lines_and_offsets_are_those_of_the_document(read_lines):
    frame, _ = read_lines(NfdumpJson(), SAMPLE)
    assert frame["line"].to_list() == [2, 17]
    assert [SAMPLE[offset] for offset in frame["offset"]] == ["{", "{"]
