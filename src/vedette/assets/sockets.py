"""Listening sockets as tools of an operating system list them: addresses, ports and the processes behind them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from vedette.assets.parts import Machine, Place, claimed, host_of
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Inventory
from vedette.model.products import PORT_PROTOCOLS
from vedette.model.service import Service

PORTS_BY_NAME: Final[Mapping[str, int]] = {
    "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "bootps": 67, "bootpc": 68, "tftp": 69, "http": 80,
    "kerberos": 88, "pop3": 110, "sunrpc": 111, "ntp": 123, "netbios-ns": 137, "netbios-dgm": 138,
    "netbios-ssn": 139, "imap": 143, "imap2": 143, "snmp": 161, "snmp-trap": 162, "bgp": 179, "ldap": 389,
    "https": 443, "microsoft-ds": 445, "submissions": 465, "urd": 465, "syslog": 514, "printer": 515, "dhcpv6-client": 546,
    "submission": 587, "ipp": 631, "ldaps": 636, "rsync": 873, "imaps": 993, "pop3s": 995, "ms-sql-s": 1433,
    "openvpn": 1194, "nfs": 2049, "mysql": 3306, "ms-wbt-server": 3389, "svn": 3690, "mdns": 5353, "postgresql": 5432,
    "amqp": 5672, "sip": 5060, "xmpp-client": 5222, "redis": 6379, "http-alt": 8080, "webcache": 8080, "x11": 6000,
    "epmd": 4369, "mqtt": 1883, "zabbix-agent": 10050, "zabbix-trapper": 10051, "bacula-dir": 9101,
}  # fmt: skip
"""Ports by the names that these tools print for them (IANA's registry of service names)."""
PROCESSES: Final[Mapping[str, str]] = {
    "sshd": "OpenSSH", "httpd": "Apache HTTP Server", "apache2": "Apache HTTP Server", "named": "BIND",
    "mysqld": "MySQL", "mariadbd": "MariaDB", "postgres": "PostgreSQL", "postmaster": "PostgreSQL",
    "redis-server": "Redis", "smbd": "Samba", "nmbd": "Samba", "exim4": "Exim", "exim": "Exim", "cupsd": "CUPS",
    "mongod": "MongoDB", "beam.smp": "RabbitMQ", "ntpd": "NTP", "master": "Postfix", "slapd": "OpenLDAP",
    "php-fpm": "PHP", "dockerd": "Docker", "memcached": "Memcached", "unbound": "Unbound", "vsftpd": "vsftpd",
    "proftpd": "ProFTPD", "pure-ftpd": "Pure-FTPd", "nginx": "nginx", "haproxy": "HAProxy", "squid": "Squid",
    "dovecot": "Dovecot", "chronyd": "chrony", "dnsmasq": "dnsmasq", "rsync": "rsync", "snmpd": "Net-SNMP",
}  # fmt: skip
"""The product behind a process, where its name is that of one program alone."""


@dataclass(frozen=True, slots=True)
class Listener:
    """One listening socket."""

    transport: str
    """tcp or udp."""
    address: str | None
    """As the tool names it, canonical; `0.0.0.0` or `::` for all; null where it is a name."""
    port: int
    process: str | None
    """Name of the process; null where the tool did not see it."""


def inventory_of(listeners: Iterable[Listener], path: str, title: str, notes: tuple[str, ...]) -> Inventory:
    """The services behind the listeners of one machine; processes that share a socket are one."""
    machine = Machine(host_of(path))
    services = {
        s.id: s for listener in listeners for s in [listener_service(listener, machine, f"{title} {path}")]
    }
    return Inventory(services=tuple(services.values()), notes=notes)


def listener_service(listener: Listener, machine: Machine, source: str) -> Service:
    """The service behind one listener: named by its process, else guessed from the port."""
    if listener.process is not None:
        claim = Claim(source, Rank.PROCESS, PROCESSES.get(listener.process, listener.process), None)
    else:
        guess = PORT_PROTOCOLS.get((listener.transport, listener.port), f"port {listener.port}")
        claim = Claim(source, Rank.PORT, guess, None)
    return claimed(machine, claim, Place(listener.port, listener.transport, listener.address))


def port_of(text: str) -> int | None:
    """The port of a number or a name; null where it is neither."""
    if text.isascii() and text.isdigit():
        return int(text) if int(text) <= 65535 else None
    return PORTS_BY_NAME.get(text)


def address_of(text: str, *, ipv6: bool = False) -> str | None:
    """The address that a tool prints: `*`, `[::1]`, `127.0.0.53%lo`; null for a name."""
    bare = text.strip("[]").partition("%")[0].rstrip("]")
    if bare in {"*", ""}:
        return "::" if ipv6 else "0.0.0.0"  # noqa: S104 - what is read, not what is bound
    if bare == "localhost":
        return "::1" if ipv6 else "127.0.0.1"
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return None
