"""AWS VPC flow logs."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.errors import MalformedInput
from vedette.telemetry.flow_table import NO_ADDRESS, NO_TIME, OTHER_SHAPE
from vedette.telemetry.source import Source
from vedette.telemetry.vpc_flow import VpcFlow

FORM = VpcFlow()
RECORD = "2 123456789012 eni-0a1b2c3d 192.0.2.1 10.0.0.1 50412 443 6 12 4200 1717297445 1717297505 ACCEPT OK"
V5 = "version interface-id srcaddr dstaddr srcport dstport protocol tcp-flags pkt-srcaddr pkt-dstaddr bytes start end action"


def test_a_record_of_version_2_needs_no_header(read_row):
    assert read_row(FORM, RECORD) == {
        "time": datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "client_port": 50412,
        "server_ip": "10.0.0.1",
        "server_port": 443,
        "transport": "tcp",
        "bytes_in": 4200,
        "duration": 60.0,
    }


def test_a_refused_flow_was_dropped(read_row):
    assert read_row(FORM, RECORD.replace("ACCEPT", "REJECT"))["event"] == "dropped"


@pytest.mark.parametrize("separator", [" ", ","])
@pytest.mark.parametrize("underscores", [False, True])
def test_a_header_names_the_columns_in_any_order(read_row, separator, underscores):
    header = V5.replace("-", "_") if underscores else V5
    record = "5 eni-1 10.9.9.9 10.0.0.1 50412 443 6 2 192.0.2.1 10.0.0.7 40 1717297445 1717297446 ACCEPT"
    fields = read_row(FORM, f"{header}\n{record}".replace(" ", separator))
    assert (fields["client_ip"], fields["server_ip"], fields["bytes_in"]) == ("192.0.2.1", "10.0.0.7", 40)


def test_who_answers_is_the_server(read_row):
    record = "5 eni-1 x x 443 50412 6 18 10.0.0.7 192.0.2.1 4000 1717297445 1717297446 ACCEPT"
    fields = read_row(FORM, f"{V5}\n{record}")
    assert (fields["client_ip"], fields["client_port"]) == ("192.0.2.1", 50412)
    assert (fields["server_ip"], fields["server_port"], fields["bytes_out"]) == ("10.0.0.7", 443, 4000)
    assert "bytes_in" not in fields


def test_of_transports_without_ports_none_are_told(read_row):
    fields = read_row(FORM, RECORD.replace("50412 443 6", "0 0 1"))
    assert fields["transport"] == "icmp"
    assert not {"client_port", "server_port"} & fields.keys()


def test_records_without_data_are_ignored_and_others_that_break_the_format_counted(read_lines):
    lines = [
        RECORD,
        "2 1 eni-1 - - - - - - - 1717297445 1717297505 - NODATA",
        RECORD + " more",
        RECORD.replace("192.0.2.1", "192.0.2.999"),
        RECORD.replace("1717297445", "soon"),
    ]
    _, account = read_lines(FORM, "\n".join(lines))
    assert (account.connections, account.ignored) == (1, 1)
    assert dict(account.reasons) == {OTHER_SHAPE: 1, NO_ADDRESS: 1, NO_TIME: 1}


def test_clients_are_found_in_raw_bytes(agree):
    agree(
        FORM, "".join(RECORD.replace("192.0.2.1", client) + "\n" for client in ("192.0.2.1", "2001:db8::1"))
    )
    flags = "5 eni-1 x x 443 50412 6 {} 192.0.2.{} 198.51.100.1 4000 1717297445 1717297446 ACCEPT\n"
    text = "".join(flags.format(*pair) for pair in ((2, 1), (18, 2), (19, 3), (0, 4), (16, 5)))
    agree(FORM, f"{V5}\n{text}")


def test_a_header_that_names_a_column_twice_is_an_error(tmp_path):
    with pytest.raises(MalformedInput, match="names a column twice"):
        FORM.reader(f"{V5} start\n".encode(), Source("x", tmp_path))


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=300).map(b"\n".__add__))
def test_any_bytes_are_accounted_for(read_lines, data):
    read_lines(FORM, RECORD.encode() + data)


@pytest.mark.conformance
@pytest.mark.parametrize("version", ["v1.0.0-rc.2", "v1.1.0", "v1.5.0"])
def test_ends_and_action_are_those_that_ocsf_tells(shared_data, read_lines, version):
    folder = shared_data / "telemetry/ocsf_pairs/AWS" / version / "VPC_Flowlogs"
    truth = json.loads((folder / "vpcflowlog.ocsf").read_text())
    frame, account = read_lines(FORM, (folder / "vpcflowlog.raw").read_bytes())
    assert account.rejected == 0
    row = frame.row(0, named=True)
    ends = {(row["client_ip"], row["client_port"]), (row["server_ip"], row["server_port"])}
    named = {(truth[end]["ip"], int(truth[end]["port"])) for end in ("src_endpoint", "dst_endpoint")}
    assert ends == named
    if (
        int(truth["connection_info"].get("tcp_flags") or 0) & 18 != 18
    ):  # OCSF's source is the sender, not who asked
        assert row["client_ip"] == truth["src_endpoint"]["ip"]
