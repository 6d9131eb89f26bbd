"""Logs of many programs that others have labelled, line by line, with the client that their own parsers find."""

import re

import pytest

from vedette.model.addresses import canonical
from vedette.telemetry import format_of
from vedette.telemetry.source import Source

pytestmark = pytest.mark.conformance
LABEL = re.compile(r'Evt\.Meta\["source_ip"\] == "([^"]+)"')
LOGS = {
    "aws-alb-logs/aws-alb-logs.log": ("aws_alb", 14),
    "aws-cloudfront-logs/aws-cloudfront-logs.log": ("cloudfront", 2),
    "dovecot-slow-bf-user-enum/*.log": ("dovecot", 4),
    "dovecot-spam/dovecot-spam.log": ("dovecot", 12),
    "dovecot-time-based-bf/*.log": ("dovecot", 4),
    "haproxy-nextcloud-whitelist/haproxy-logs.log": ("haproxy", 1),
    "iptables-logs/iptables-logs.log": ("netfilter", 3),
    "iptables-scan-multi-port/*.log": ("netfilter", 49),
    "modsecurity-logs-nginx/modsecurity-logs-nginx.log": ("nginx_error", 8),
    "mysql-bf/*.log": ("mysqld", 7),
    "mysql-logs/mysql-logs.log": ("mysqld", 4),
    "nginx_req_limit_exceeded/nginx_req_limit_exceeded.log": ("nginx_error", 9),
    "pfsense-rfc5424-nginx/*.log": ("nginx_error", 1),
    "pgsql-user-enum/pgsql-user-enum.log": ("postgresql", 6),
    "postfix-helo/*.log": ("postfix", 2),
    "postfix-non-smtp/*.log": ("postfix", 1),
    "postfix-relay/*.log": ("postfix", 2),
    "postfix-sasl-bf/*.log": ("postfix", 3),
    "proftpd-bf/*.log": ("proftpd", 6),
    "proftpd-logs/proftpd-logs.log": ("proftpd", 5),
    "proxmox-iptables-logs/proxmox-iptables.log": ("netfilter", 9),
    "traefik_clf/traefik_clf.log": ("traefik_clf", 7),
    "vsftpd-bf/*.log": ("vsftpd", 6),
    "vsftpd-logs/vsftpd-logs.log": ("vsftpd", 5),
}
"""By the log the format that must recognise it, and how many of its lines tell of a client."""


@pytest.mark.parametrize("log", LOGS)
def test_the_log_is_recognised_and_every_labelled_client_read(shared_data, log):
    (path,) = (shared_data / "labelled/crowdsec_tests").glob(log)
    form = format_of(Source(log, path))
    batches = list(form.read(Source(log, path), None))
    told = (form.name, sum(batch.account.connections for batch in batches))
    assert told == LOGS[log]
    assert sum(batch.account.rejected for batch in batches) == 0
    truth = path.parent / "parser.assert"
    labelled = LABEL.findall(truth.read_text()) if truth.exists() else []
    clients = {client for batch in batches for client in batch.frame["client_ip"]}
    assert {canonical(address) for address in labelled} <= clients
