"""A proxy or content delivery network in front: only there is the client's connection to be stopped."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Manual
from vedette.respond.interface import Order


class Upstream:
    """Words for whoever runs the proxy."""

    id: Final = "upstream"
    title: Final = "the proxy in front"
    programs: Final = frozenset[str]()

    def action(self, order: Order) -> Action:
        """What to do."""
        until = f"{order.until:%Y-%m-%d %H:%M} UTC"
        says = (
            f"Keep {order.address} out at the proxy or content delivery network in front of this service, until "
            f"{until}:\n"
            f"- nginx there: `deny {order.address};`\n"
            f"- HAProxy there: `http-request deny if {{ src {order.address} }}`\n"
            f"- a content delivery network: an IP access rule, or an entry in the IP set of its firewall, for "
            f"{order.address} with the end {until}\n"
            "and close the connections that it holds open for the client. [who runs the proxy: …]"
        )
        return Action(
            id="keep-out-at-proxy",
            does=f"Keep {order.address} out at the proxy in front: packets here come from the proxy, so a packet "
            "filter here would keep out all its clients or none",
            doing=(Manual(says),),
            risk="Until it is done the client is still served",
            expires=f"Set the end there: {until}",
            undo=(Manual(f"Take the entry for {order.address} away at the proxy"),),
        )
