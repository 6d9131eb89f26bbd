"""SFTPGo's log."""

import json
from pathlib import Path

from vedette.telemetry.sftpgo import Sftpgo

SAMPLE = (Path(__file__).parent / "samples/sftpgo.log").read_text()


def test_logins_probes_and_requests_are_told_apart(read_lines):
    frame, account = read_lines(Sftpgo(), SAMPLE)
    assert frame.select("client_ip", "event", "user", "protocol").rows() == [
        ("192.0.2.1", "login-accepted", "bob", "ssh"),
        ("192.0.2.2", "login-failed", "root", "ssh"),
        ("2001:db8::1", "user-invalid", "eve", "ftp"),
        ("192.0.2.2", "probe", None, "ssh"),
        ("192.0.2.3", None, None, "http"),
    ]
    assert (frame["status"][4], frame["duration"][4], account.ignored) == (200, 0.002, 1)


def test_an_account_that_looks_like_an_address_is_none(read_row):
    line = json.loads(SAMPLE.splitlines()[0])
    user = 'x\\" logged in with \\"password\\", from ip \\"198.51.100.9\\", '
    line["message"] = line["message"].replace("bob", user)
    assert read_row(Sftpgo(), json.dumps(line))["client_ip"] == "192.0.2.1"
