"""Published ports of containers: packets are forwarded, not received, and DOCKER-USER is the chain that Docker leaves alone.

The port is the one that the client asked for, before it was translated: `--ctorigdstport`
(docs.docker.com/engine/network/packet-filtering-firewalls).
"""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command
from vedette.respond.backends.iptables import lapsing, program
from vedette.respond.interface import Order


class DockerUser:
    """A rule before all others of DOCKER-USER."""

    id: Final = "docker_user"
    title: Final = "Docker's own chain for users"
    programs: Final = frozenset({"iptables", "ip6tables"})

    def action(self, order: Order) -> Action:
        """What to do."""
        rule = (
            "-s", order.address, "-p", order.transport,
            "-m", "conntrack", "--ctorigdstport", str(order.port), "--ctdir", "ORIGINAL", *lapsing(order),
        )  # fmt: skip
        tool = program(order)
        return Action(
            id="keep-out",
            does=f"Drop every packet of {order.address} to the published port {order.port}/{order.transport} where it "
            "is forwarded to the container: rules of INPUT never see it (chain DOCKER-USER)",
            doing=(Command((tool, "-w", "-I", "DOCKER-USER", "1", *rule)),),
            risk="Whoever shares the address is kept out of this container too. Docker that is set to use nftables has "
            "no such chain, and the command then fails without effect",
            expires=f"The rule matches no more from {order.until:%Y-%m-%d %H:%M} UTC on; undo it then, for tidiness",
            expires_after=order.seconds,
            undo=(Command((tool, "-w", "-D", "DOCKER-USER", *rule)),),
            verify=(Check("the rule stands", Command((tool, "-w", "-C", "DOCKER-USER", *rule))),),
        )
