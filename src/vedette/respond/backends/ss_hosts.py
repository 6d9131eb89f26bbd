"""ss: close every socket that is connected to a host, whoever opened it (`ss -K`, ss(8))."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects
from vedette.respond.interface import Order


class SsHosts:
    """All connections with a host."""

    id: Final = "ss_hosts"
    title: Final = "sockets, both ways"
    programs: Final = frozenset({"ss"})

    def action(self, order: Order) -> Action:
        """What to do; the order's port and transport do not matter."""
        within = ("nsenter", "-t", str(order.pid), "-n") if order.pid is not None else ()
        chosen = ("-H", "-n", "-t", "-u", "state", "connected", "dst", order.address)
        return Action(
            id=f"close-all-{order.network.network_address}",
            does=f"Close every connection with {order.address}, whoever opened it",
            doing=(Command((*within, "ss", "-K", *chosen)),),
            risk="A shell that calls back ends, and with it what it could still have told: look first, if you must "
            "know what runs in it. A kernel without CONFIG_INET_DIAG_DESTROY does nothing: the check tells",
            expires="At once: nothing stays in force",
            verify=(
                Check(
                    "no connection with the host is left",
                    Command((*within, "ss", *chosen)),
                    Expects.NOTHING,
                ),
            ),
        )
