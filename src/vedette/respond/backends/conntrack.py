"""conntrack: forget the tracked connections, so that no rule takes them for established (conntrack(8))."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects
from vedette.respond.interface import Order


class Conntrack:
    """The kernel's table of tracked connections, TCP and UDP."""

    id: Final = "conntrack"
    title: Final = "tracked connections"
    programs: Final = frozenset({"conntrack"})

    def action(self, order: Order) -> Action:
        """What to do."""
        port = "--orig-port-dst"
        source = ("-s", str(order.network.network_address))
        mask = ("--mask-src", str(order.network.netmask)) if order.v6 else ()
        chosen = (
            "-f", "ipv6" if order.v6 else "ipv4", *source, *mask, "-p", order.transport, port, str(order.port)
        )  # fmt: skip
        return Action(
            id="forget-connections",
            does=f"Make the kernel forget the tracked connections of {order.address} to port "
            f"{order.port}/{order.transport}, translated ones too, so that they are new to every rule",
            doing=(Command(("conntrack", "-D", *chosen), fine=(0, 1)),),
            risk="Only together with keeping the client out: a connection that is let in is tracked anew at once",
            expires="At once: nothing stays in force",
            verify=(
                Check(
                    "no connection of the client is tracked as established",
                    Command(("conntrack", "-L", *chosen)),
                    Expects.NOTHING,
                ),
            ),
        )
