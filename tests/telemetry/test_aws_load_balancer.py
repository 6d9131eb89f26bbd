"""Access logs of Amazon's load balancers and buckets, and of Traefik."""

from pathlib import Path

import pytest

from vedette.telemetry import FORMATS

SAMPLES = Path(__file__).parent / "samples"


def lines(name):
    return (SAMPLES / f"{name}.log").read_text().splitlines()


def test_host_and_path_come_from_the_absolute_target(read_row):
    fields = read_row(FORMATS["aws_alb"], lines("aws_alb")[0])
    assert (fields["host"], fields["path"], fields["method"]) == ("www.example.org", "/x?y=1", "GET")
    assert (fields["client_ip"], fields["client_port"], fields["status"]) == ("192.0.2.1", 44740, 200)
    assert (fields["bytes_in"], fields["bytes_out"], fields["duration"]) == (34, 366, 0.001)


def test_a_request_that_reached_no_target_has_no_duration(read_row):
    fields = read_row(FORMATS["aws_alb"], lines("aws_alb")[1])
    assert (fields["client_ip"], fields["status"], fields["server_name"]) == (
        "2001:db8::1",
        403,
        "www.example.org",
    )
    assert "duration" not in fields


def test_quotes_in_a_user_agent_are_escaped(read_row):
    line = lines("aws_elb")[0].replace("curl/8.5.0", r"a\" 198.51.100.9:1 \"b")
    fields = read_row(FORMATS["aws_elb"], line)
    assert (fields["client_ip"], fields["user_agent"]) == ("192.0.2.1", 'a" 198.51.100.9:1 "b')


def test_a_bucket_is_the_server(read_row):
    fields = read_row(FORMATS["aws_s3"], lines("aws_s3")[0])
    assert (fields["server_name"], fields["client_ip"], fields["status"]) == ("bucket-one", "192.0.2.1", 403)
    assert fields["path"] == "/bucket-one/x.txt"


@pytest.mark.parametrize("name", ["aws_alb", "aws_elb", "aws_s3", "traefik_clf"])
def test_clients_are_found_in_raw_bytes(agree, name):
    agree(FORMATS[name], "\n".join(lines(name)) + "\n")
