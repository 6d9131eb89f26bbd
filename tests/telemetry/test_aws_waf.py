"""AWS WAF's log."""

from pathlib import Path

from vedette.telemetry.aws_waf import AwsWaf

BLOCKED, ALLOWED = (Path(__file__).parent / "samples/aws_waf.log").read_text().splitlines()


def test_a_blocked_request_names_its_rule(read_row):
    row = read_row(AwsWaf(), BLOCKED)
    assert (row["client_ip"], row["method"], row["path"]) == ("203.0.113.7", "GET", "/a?id=1%27--")
    assert (row["host"], row["user_agent"]) == ("shop.example", "curl/8.0")
    assert (row["event"], row["notice"], row["server_name"]) == ("dropped", "SQLi", "app/shop/1")
    assert row["headers"] == "Host: shop.example\nUser-Agent: curl/8.0"
    assert row["time"].isoformat() == "2024-01-15T10:23:45.123000+00:00"


def test_an_allowed_one_is_no_finding(read_row):
    row = read_row(AwsWaf(), ALLOWED)
    assert (row["client_ip"], row["path"]) == ("2001:db8::7", "/")
    assert {"event", "notice", "headers"}.isdisjoint(row)
