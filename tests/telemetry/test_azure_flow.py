"""Azure's flow logs."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.model.errors import MalformedInput
from vedette.telemetry.azure_flow import NOT_A_FLOW, AzureFlow

SAMPLE = json.loads((Path(__file__).parent / "samples/azure_flow.json").read_text())


def nsg(*tuples):
    flows = [{"rule": "r", "flows": [{"mac": "m", "flowTuples": list(tuples)}]}]
    return json.dumps(
        {"records": [{"category": "NetworkSecurityGroupFlowEvent", "properties": {"flows": flows}}]}
    )


@pytest.mark.parametrize("indent", [None, 2])
def test_flows_of_all_rules_are_read_with_the_place_of_their_record(read_lines, indent):
    frame, account = read_lines(AzureFlow(), json.dumps(SAMPLE, indent=indent))
    denied, allowed = frame.rows(named=True)
    assert (denied["client_ip"], denied["client_port"], denied["server_ip"], denied["server_port"]) == (
        "203.0.113.7",
        54321,
        "192.0.2.1",
        22,
    )
    assert (denied["event"], denied["transport"], denied["bytes_in"]) == ("dropped", "tcp", None)
    assert (allowed["event"], allowed["bytes_in"], allowed["bytes_out"], allowed["state"]) == (
        None,
        700,
        4200,
        None,
    )
    assert denied["time"].isoformat() == "2024-01-15T10:23:45+00:00"
    assert denied["line"] == allowed["line"] == (3 if indent else 1)
    assert account.lines == 2


def test_flows_of_the_first_version_are_read(read_lines):
    frame, _ = read_lines(AzureFlow(), nsg("1705314225,203.0.113.7,192.0.2.1,54321,53,U,I,A"))
    assert frame.select("transport", "server_port", "bytes_in").rows() == [("udp", 53, None)]


def test_flows_of_virtual_networks_are_read(read_lines):
    groups = [
        {
            "rule": "r",
            "flowTuples": [
                "1705314225000,203.0.113.7,192.0.2.1,54321,443,6,I,E,NX,6,700,5,4200",
                "1705314225000,203.0.113.8,192.0.2.1,1,22,6,I,D,NX,0,0,0,0",
            ],
        }
    ]
    record = {
        "category": "FlowLogFlowEvent",
        "flowRecords": {"flows": [{"aclID": "a", "flowGroups": groups}]},
    }
    text = json.dumps({"records": [record]})
    assert AzureFlow().sniff(text.encode(), "x") == 1
    frame, _ = read_lines(AzureFlow(), text)
    assert frame.select("client_ip", "transport", "bytes_in", "bytes_out", "event").rows() == [
        ("203.0.113.7", "tcp", 700, 4200, None),
        ("203.0.113.8", "tcp", 0, 0, "dropped"),
    ]
    assert frame["time"][0].isoformat() == "2024-01-15T10:23:45+00:00"


@pytest.mark.parametrize("text", ["", "x", "1,2,3", "1705314225,host,192.0.2.1,1,2,T,I,A"])
def test_what_is_no_flow_is_counted(read_lines, text):
    _, account = read_lines(AzureFlow(), nsg("1705314225,203.0.113.7,192.0.2.1,1,2,T,I,A", text))
    assert (account.connections, account.ignored + account.rejected) == (1, 1)
    assert set(account.reasons) <= {NOT_A_FLOW}


def test_a_record_that_is_built_otherwise_is_counted(read_lines):
    _, account = read_lines(AzureFlow(), '{"records":[{"properties":{"flows":5}},{}]}')
    assert (account.connections, account.rejected) == (0, 1)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=20)), st.binary(max_size=40))
def test_every_flow_is_accounted_for_whatever_it_says(read_lines, tuples, junk):
    read_lines(AzureFlow(), nsg(*tuples))
    with contextlib.suppress(MalformedInput):
        read_lines(AzureFlow(), b'{"records":[' + junk)


def test_clients_in_the_raw_bytes_of_flows_are_those_that_parsing_finds(agree):
    flows = [
        "1705314225,203.0.113.7,192.0.2.1,54321,22,T,I,D,B,,,,",
        "1705314225,2001:db8::1,192.0.2.1,54321,22,T,I,A",
        "1705314225,203.0.113.8,192.0.2.1,54321",
        "no flow",
    ]
    agree(AzureFlow(), nsg(*flows))


def test_a_record_that_is_no_text_breaks_nothing(read_lines):
    record = nsg("1705314225,203.0.113.7,192.0.2.1,54321,22,T,I,D,B,,,,").encode()
    with contextlib.suppress(MalformedInput):
        read_lines(AzureFlow(), record.replace(b'"r"', b'"\x8c"'))
