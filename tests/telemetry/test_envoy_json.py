"""Envoy's access log as JSON."""

from pathlib import Path

from vedette.telemetry.envoy_json import EnvoyJson

FIRST, SECOND = (Path(__file__).parent / "samples/envoy_json.log").read_text().splitlines()


def test_a_request_by_istios_names_is_read(read_row):
    row = read_row(EnvoyJson(), FIRST)
    assert (row["client_ip"], row["client_port"], row["peer_ip"]) == ("203.0.113.7", 41342, "10.0.0.2")
    assert (row["server_ip"], row["server_port"], row["host"]) == ("192.0.2.1", 8080, "shop.example")
    assert (row["method"], row["path"], row["status"]) == ("GET", "/a?b=c", 200)
    assert (row["bytes_in"], row["bytes_out"], row["uid"]) == (0, 1234, "r1")
    assert row["duration"] == 0.007


def test_a_request_by_the_names_of_headers_is_read(read_row):
    row = read_row(EnvoyJson(), SECOND)
    assert (row["client_ip"], row["path"], row["status"], row["host"]) == (
        "2001:db8::7",
        "/admin",
        404,
        "app.internal",
    )
    assert row["user_agent"] == "zgrab/0.x"
    assert "peer_ip" not in row
