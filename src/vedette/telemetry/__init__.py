"""Connection sources: one file a format, all yielding the table of `vedette.model.connection`.

The registry of formats, and how the format of a source is found. A format's module is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from vedette.model.errors import UnknownFormat
from vedette.telemetry.source import Source, expand

if TYPE_CHECKING:
    from vedette.telemetry.interface import Format

__all__ = ["FORMATS", "candidates", "detect_format", "expand", "format_of"]

_CLASSES: Final = {
    "combined": ("access_log", "Combined"),
    "common": ("access_log", "Common"),
    "apache_error": ("apache_error", "ApacheError"),
    "aws_alb": ("aws_load_balancer", "AwsAlb"),
    "aws_elb": ("aws_load_balancer", "AwsElb"),
    "aws_s3": ("aws_s3", "AwsS3"),
    "traefik_clf": ("traefik_clf", "TraefikClf"),
    "vpc_flow": ("vpc_flow", "VpcFlow"),
    "cloudfront": ("cloudfront", "CloudFront"),
    "haproxy": ("haproxy", "Haproxy"),
    "iis": ("iis", "Iis"),
    "mixed_syslog": ("mixed_syslog", "MixedSyslog"),
    "netfilter": ("netfilter", "Netfilter"),
    "conntrack": ("conntrack", "Conntrack"),
    "nfdump_csv": ("nfdump_csv", "NfdumpCsv"),
    "nginx_error": ("nginx_error", "NginxError"),
    "pcap": ("pcap", "Pcap"),
    "vhost_combined": ("access_log", "VhostCombined"),
    "zeek_conn": ("zeek_conn", "ZeekConn"),
    "zeek_http": ("zeek_http", "ZeekHttp"),
    "zeek_notice": ("zeek_notice", "ZeekNotice"),
    "postfix": ("postfix", "Postfix"),
    "dovecot": ("dovecot", "Dovecot"),
    "mysqld": ("mysqld", "Mysqld"),
    "postgresql": ("postgresql", "Postgresql"),
    "redis": ("redis", "Redis"),
    "vsftpd": ("vsftpd", "Vsftpd"),
    "proftpd": ("proftpd", "Proftpd"),
    "exim": ("exim", "Exim"),
    "asterisk": ("asterisk", "Asterisk"),
    "mssql": ("mssql", "Mssql"),
    "gitea": ("gitea", "Gitea"),
    "vaultwarden": ("vaultwarden", "Vaultwarden"),
    "named": ("named", "Named"),
    "pf": ("pf", "Pf"),
    "nextcloud": ("nextcloud", "Nextcloud"),
    "grafana": ("grafana", "Grafana"),
    "keycloak": ("keycloak", "Keycloak"),
    "jellyfin": ("jellyfin", "Jellyfin"),
    "pureftpd": ("pureftpd", "Pureftpd"),
    "mosquitto": ("mosquitto", "Mosquitto"),
    "wordpress": ("wordpress", "Wordpress"),
    "drupal": ("drupal", "Drupal"),
    "fail2ban": ("fail2ban", "Fail2ban"),
    "fortigate": ("fortigate", "Fortigate"),
    "pfsense_gui": ("pfsense_gui", "PfsenseGui"),
    "bitwarden": ("bitwarden", "Bitwarden"),
    "guacamole": ("guacamole", "Guacamole"),
    "sogo": ("sogo", "Sogo"),
    "znc": ("znc", "Znc"),
    "zimbra": ("zimbra", "Zimbra"),
    "pterodactyl": ("pterodactyl", "Pterodactyl"),
    "openvpn": ("openvpn", "Openvpn"),
    "squid": ("squid", "Squid"),
    "nginx_proxy_manager": ("nginx_proxy_manager", "NginxProxyManager"),
    "sshd": ("sshd", "Sshd"),
    "suricata_fast": ("suricata_fast", "SuricataFast"),
    "zeek_logs": ("zeek_logs", "ZeekLogs"),
    "zeek_json": ("zeek_json", "ZeekJson"),
    "suricata_eve": ("suricata_eve", "SuricataEve"),
    "caddy": ("caddy", "Caddy"),
    "traefik": ("traefik", "Traefik"),
    "envoy_json": ("envoy_json", "EnvoyJson"),
    "haproxy_json": ("haproxy_json", "HaproxyJson"),
    "nginx_json": ("nginx_json", "NginxJson"),
    "ecs": ("ecs", "Ecs"),
    "ocsf": ("ocsf", "Ocsf"),
    "aws_waf": ("aws_waf", "AwsWaf"),
    "gcp_flow": ("gcp_flow", "GcpFlow"),
    "azure_flow": ("azure_flow", "AzureFlow"),
    "nfdump_json": ("nfdump_json", "NfdumpJson"),
    "docker_json": ("docker_json", "DockerJson"),
    "cri": ("cri", "Cri"),
    "journald_json": ("journald_json", "JournaldJson"),
    "modsecurity": ("modsecurity", "Modsecurity"),
    "modsecurity_json": ("modsecurity_json", "ModsecurityJson"),
    "mongodb": ("mongodb", "Mongodb"),
    "cowrie": ("cowrie", "Cowrie"),
    "sftpgo": ("sftpgo", "Sftpgo"),
    "teleport": ("teleport", "Teleport"),
    "parquet": ("parquet", "Parquet"),
}
"""Module and class of every format, by its name; where two are equally sure of a source, the upper one wins."""


class _Formats(Mapping[str, "Format"]):
    """The registry as formats, each made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            module, class_name = _CLASSES[name]
            made: Format = getattr(import_module(f"vedette.telemetry.{module}"), class_name)()
            self._made[name] = made
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_CLASSES)

    def __len__(self) -> int:
        return len(_CLASSES)


FORMATS: Final[Mapping[str, Format]] = _Formats()
"""Every format by its name."""


def candidates(head: bytes, name: str) -> list[tuple[float, Format]]:
    """The formats that recognise a source that starts like this, each with its confidence, the surest first.

    head: up to HEAD_BYTES from the start, decompressed; name: as the user named the source.
    """
    sniffed = [(form.sniff(head, name), form) for form in FORMATS.values()]
    return sorted((pair for pair in sniffed if pair[0] > 0), key=lambda pair: -pair[0])


def detect_format(head: bytes, name: str) -> Format:
    """The format that is surest of a source: the first of its `candidates`. Raises UnknownFormat where there is none."""
    for _, surest in candidates(head, name):
        return surest
    raise UnknownFormat(
        name, "no format recognises it", hint="where you know its format, name it: --format NAME"
    )


def format_of(source: Source, name: str | None = None) -> Format:
    """The format of a source: the one that is asked for (`vedette.telemetry.requested`), or that recognises it.

    Raises UnknownFormat where there is none, UnreadableInput where the source cannot be read.
    """
    if name is None:
        return detect_format(source.head(), source.name)
    asked: Format = import_module("vedette.telemetry.requested").requested(name, FORMATS)
    return asked
