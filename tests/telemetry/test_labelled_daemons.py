"""Lines of daemons that others have labelled with the client that attacks in them."""

import json

import pytest

from vedette.model.addresses import canonical
from vedette.telemetry import FORMATS

pytestmark = pytest.mark.conformance
LOGS = {
    "apache-auth": "apache_error",
    "apache-shellshock": "apache_error",
    "dovecot": "dovecot",
    "haproxy-http-auth": "haproxy",
    "mysqld-auth": "mysqld",
    "nginx-http-auth": "nginx_error",
    "nginx-limit-req": "nginx_error",
    "postfix": "postfix",
    "proftpd": "proftpd",
    "vsftpd": "vsftpd",
}
UNREAD = {
    # Another client's address stands in the account: two readings, so that we take neither.
    "nginx-http-auth": {"192.0.2.2"},
}


def labelled(path):
    """Each line of a log with its label."""
    label = None
    for line in path.read_text(errors="backslashreplace").split("\n"):
        if line.startswith("# failJSON:"):
            label = json.loads(line.partition(":")[2])
        elif label is not None and line and not line.startswith("#"):
            yield line, label
            label = None


@pytest.mark.parametrize(("log", "name"), LOGS.items())
def test_the_client_of_every_attack_is_read(shared_data, read_lines, log, name):
    lines = list(labelled(shared_data / "labelled/fail2ban_logs" / log))
    missed = set()
    for line, label in lines:
        frame, _ = read_lines(FORMATS[name], line + "\n")
        host = canonical(label.get("host", "")) if label["match"] else None
        assert set(frame["client_ip"]) <= {host} or not label["match"], line
        if host is not None and frame.is_empty():
            missed.add(host)
    assert missed == UNREAD.get(log, set())
