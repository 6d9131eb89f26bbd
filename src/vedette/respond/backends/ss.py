"""ss: close the sockets of live connections, both TCP and UDP (`ss -K`, ss(8)); the kernel must be built to allow it."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects
from vedette.respond.interface import Order


class Ss:
    """The machine's own ends of the client's connections."""

    id: Final = "ss"
    title: Final = "sockets"
    programs: Final = frozenset({"ss"})

    def action(self, order: Order) -> Action:
        """What to do. Of UDP only sockets that are connected to the client are there to be closed."""
        kind = "-u" if order.transport == "udp" else "-t"
        within = ("nsenter", "-t", str(order.pid), "-n") if order.pid is not None else ()
        chosen = ("state", "connected", "dst", order.address, "and", "sport", "=", f":{order.port}")
        listed = Command((*within, "ss", "-H", "-n", kind, *chosen))
        return Action(
            id="close-sockets",
            does=f"Close the live connections of {order.address} to port {order.port}/{order.transport}: the "
            "application sees an error on each",
            doing=(Command((*within, "ss", "-K", "-H", "-n", kind, *chosen)),),
            risk="Work in progress on these connections is lost. A kernel without CONFIG_INET_DIAG_DESTROY does "
            "nothing and says nothing: the check tells",
            expires="At once: nothing stays in force",
            verify=(Check("no connection of the client is left", listed, Expects.NOTHING),),
        )
