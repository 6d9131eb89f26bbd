"""The ways to keep a client out and to cut its connections, one file each, and which one a situation calls for.

A new back end is a file here and a line in `KEEPERS`, `CUTTERS` or `SEVERERS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.respond.backends.apache_deny import ApacheDeny
from vedette.respond.backends.cloud import Cloud
from vedette.respond.backends.conntrack import Conntrack
from vedette.respond.backends.docker_user import DockerUser
from vedette.respond.backends.firewalld import Firewalld
from vedette.respond.backends.iptables import Iptables
from vedette.respond.backends.nft_hosts import NftHosts
from vedette.respond.backends.nftables import Nftables
from vedette.respond.backends.nginx_deny import NginxDeny
from vedette.respond.backends.ss import Ss
from vedette.respond.backends.ss_hosts import SsHosts
from vedette.respond.backends.ufw import Ufw
from vedette.respond.backends.upstream import Upstream
from vedette.respond.interface import Backend, HostFacts

KEEPERS: Final[Mapping[str, Backend]] = {
    "nftables": Nftables(),
    "firewalld": Firewalld(),
    "ufw": Ufw(),
    "iptables": Iptables(),
    "docker_user": DockerUser(),
    "nginx_deny": NginxDeny(),
    "apache_deny": ApacheDeny(),
    "upstream": Upstream(),
    "cloud": Cloud(),
}
"""Ways to keep a client out."""
CUTTERS: Final[Mapping[str, Backend]] = {"ss": Ss(), "conntrack": Conntrack()}
"""Ways to end its live connections, in the order in which they are used."""
SEVERERS: Final[Mapping[str, Backend]] = {"nft_hosts": NftHosts(), "ss_hosts": SsHosts()}
"""Ways to cut a host off in both directions, in the order in which they are used."""
PACKET_FILTERS: Final = ("nftables", "firewalld", "iptables", "ufw")
"""Those that the machine itself offers, the best first: nftables stops live connections and ends by itself whatever
writes the other rules."""
PROGRAMS: Final = frozenset(
    program
    for backend in (*KEEPERS.values(), *CUTTERS.values(), *SEVERERS.values())
    for program in backend.programs
)
"""All programs that back ends need."""


def packet_filter(host: HostFacts) -> Backend:
    """The packet filter for a machine: the first whose programs it has; nftables where nobody could look."""
    usable = (KEEPERS[name] for name in PACKET_FILTERS if KEEPERS[name].programs <= host.programs)
    return next(usable, KEEPERS["nftables"])
