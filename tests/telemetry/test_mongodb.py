"""MongoDB's log."""

from pathlib import Path

from vedette.telemetry.mongodb import Mongodb

SAMPLE = (Path(__file__).parent / "samples/mongodb.log").read_text()


def test_logins_and_connections_tell_client_and_account(read_lines):
    frame, account = read_lines(Mongodb(), SAMPLE)
    assert frame.select("client_ip", "client_port", "event", "user").rows() == [
        ("192.0.2.1", 50412, "connected", None),
        ("192.0.2.1", 50412, None, None),
        ("192.0.2.1", 50412, "login-failed", "root"),
        ("2001:db8::1", 50414, "user-invalid", "eve"),
        ("192.0.2.2", 50416, "login-accepted", "bob"),
    ]
    assert (account.ignored, set(frame["protocol"])) == (1, {"mongodb"})
    assert frame["time"][0].isoformat() == "2024-06-02T03:04:05.903000+00:00"
