"""Google Cloud's VPC flow logs."""

from pathlib import Path

from vedette.telemetry.gcp_flow import GcpFlow

TCP, ICMP = (Path(__file__).parent / "samples/gcp_flow.log").read_text().splitlines()


def test_a_flow_is_read(read_row):
    row = read_row(GcpFlow(), TCP)
    assert (row["client_ip"], row["client_port"], row["server_ip"], row["server_port"]) == (
        "203.0.113.7",
        54321,
        "192.0.2.1",
        443,
    )
    assert (row["transport"], row["bytes_in"], row["duration"], row["server_name"]) == (
        "tcp",
        4200,
        5.5,
        "web-1",
    )
    assert row["time"].isoformat() == "2024-01-15T10:23:40+00:00"


def test_a_flow_without_ports_is_read(read_row):
    row = read_row(GcpFlow(), ICMP)
    assert (row["transport"], row["duration"]) == ("icmp", 0.0)
    assert {"client_port", "server_port"}.isdisjoint(row)


def test_an_array_as_gcloud_prints_it_is_read(read_lines):
    frame, _ = read_lines(GcpFlow(), f"[\n  {TCP},\n  {ICMP}\n]")
    assert frame["line"].to_list() == [2, 3]
