"""What listens for the whole world and should not."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from vedette.assets.live.reachability import reach
from vedette.investigate.posture.benchmarks import CONTROLS
from vedette.investigate.posture.facts.listening import INVENTORY, Listening
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked, Weakness
from vedette.model.alert import Severity
from vedette.model.investigation import Finding
from vedette.model.running import Reach

WORLD: Final = Weakness(
    "listens-to-world",
    "a service that is not made for the Internet listens for everyone",
    Severity.HIGH,
    "whoever reaches it may use it",
    f"{CONTROLS} 4.4 (a firewall on servers) and 12.2 (network architecture); NIST SC-7, CM-7; OWASP A05",
)
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - what is told where nobody says to which address it is bound
_BINDINGS: Final = {
    "redis": "in redis.conf: bind 127.0.0.1 -::1",
    "postgresql": "in postgresql.conf: listen_addresses = 'localhost'",
    "mysql": "in mysqld's section of my.cnf: bind-address = 127.0.0.1",
    "mariadb": "in mysqld's section of my.cnf: bind-address = 127.0.0.1",
    "mongodb": "in mongod.conf: net.bindIp: 127.0.0.1",
    "memcached": "in memcached.conf: -l 127.0.0.1",
    "elasticsearch": "in elasticsearch.yml: network.host: 127.0.0.1",
    "vite": "start vite without --host (server.host: 'localhost'), and serve what `vite build` makes",
    "docker": "take -H tcp:// from dockerd's command; the socket is enough",
}
"""What binds a product to its own machine."""


class ListeningChecks:
    """Listeners against the products that are not made for strangers."""

    id = "listening"
    title = "Listening on the world"
    weaknesses = (WORLD,)

    def run(self, ground: Ground) -> Checked:
        """Those that a rule refuses to strangers count as closed."""
        listening = ground.listening
        if not listening:
            return Checked(missing=("what listens: neither the kernel's tables nor the inventory say",))
        missing = []
        if all(each.evidence.source == INVENTORY for each in listening):
            missing.append("the kernel's tables of sockets: what listens is known from the inventory alone")
        found = {f.subject: f for each in listening for f in _exposed(each, ground)}
        return Checked(tuple(found.values()), (f"{len(listening)} listeners",), tuple(missing))


def _exposed(each: Listening, ground: Ground) -> Iterator[Finding]:
    product = each.product
    if product is None or product.internet or each.local:
        return
    reached, why = _reach(each, ground)
    if reached not in {Reach.OPEN, Reach.UNKNOWN}:
        return
    name = f"{product.title}{', by its port,' if each.assumed else ''}"
    if reached is Reach.UNKNOWN:
        why = f"bound to {each.address or 'every address'}, and whether a firewall keeps strangers out is not known"
    says = f"{name} listens for everyone: {why}"
    severity = Severity.HIGH if reached is Reach.OPEN and not each.assumed else Severity.MEDIUM
    rule = f"nft add rule inet filter input {each.transport} dport {each.port} drop"
    fix = f"{_BINDINGS.get(product.id, f'bind {product.title} to 127.0.0.1')}; until then {rule}"
    subject = f"{each.transport}/{each.port}"
    finding = WORLD.found(subject, says, each.evidence, fix=fix, severity=severity)
    yield finding


def _reach(each: Listening, ground: Ground) -> tuple[Reach, str]:
    """Who reaches it, by the inventory where it says so, else by the firewall's rules."""
    if each.reach is not None:
        return each.reach
    address = each.address if each.address and _is_address(each.address) else _EVERYWHERE
    return reach(address, each.transport, each.port, ground.firewall.rules)


def _is_address(text: str) -> bool:
    """Inventories may have a name, or `*`."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
