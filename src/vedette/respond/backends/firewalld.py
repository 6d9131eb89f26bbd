"""firewalld: a rich rule of the running configuration with a timeout (firewall-cmd(1), firewalld.richlanguage(5))."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command
from vedette.respond.interface import Order


class Firewalld:
    """A rich rule that firewalld takes away by itself."""

    id: Final = "firewalld"
    title: Final = "firewalld"
    programs: Final = frozenset({"firewall-cmd"})

    def action(self, order: Order) -> Action:
        """What to do."""
        family = "ipv6" if order.v6 else "ipv4"
        rule = (
            f'rule priority="-100" family="{family}" source address="{order.address}" '
            f'port port="{order.port}" protocol="{order.transport}" drop'
        )
        return Action(
            id="keep-out",
            does=f"Drop new connections of {order.address} to port {order.port}/{order.transport} (firewalld)",
            doing=(Command(("firewall-cmd", f"--add-rich-rule={rule}", f"--timeout={order.seconds}")),),
            risk="Live connections go on until they are cut. Whoever shares the address is kept out of this service "
            "too. It holds in the default zone; `firewall-cmd --reload` ends it early",
            expires=f"firewalld ends it by itself at {order.until:%Y-%m-%d %H:%M} UTC",
            expires_after=order.seconds,
            undo=(Command(("firewall-cmd", f"--remove-rich-rule={rule}")),),
            verify=(Check("the rule stands", Command(("firewall-cmd", f"--query-rich-rule={rule}"))),),
        )
