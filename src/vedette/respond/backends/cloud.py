"""Firewalls of clouds, as text: changing them needs an account that this machine should not have."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Manual
from vedette.respond.interface import Order


class Cloud:
    """Words for whoever has the account."""

    id: Final = "cloud"
    title: Final = "the cloud's firewall"
    programs: Final = frozenset[str]()

    def action(self, order: Order) -> Action:
        """What to do. Security groups of AWS know no deny: a network ACL does."""
        until, prefix = f"{order.until:%Y-%m-%d %H:%M} UTC", str(order.network)
        what = f"{order.transport} port {order.port} from {prefix}"
        says = (
            f"Deny {what} in front of the machine, until {until}:\n"
            "- AWS: security groups only allow, so add a deny entry with a low number to the network ACL of the "
            "subnet [acl-…], or an entry to the WAF's IP set\n"
            "- Azure: a deny rule with a priority below that of the allowing rule in the network security group […]\n"
            "- Google Cloud: a deny rule for ingress with a priority below that of the allowing rule, target [tag …]"
        )
        return Action(
            id="keep-out-at-cloud",
            does=f"Deny {what} at the cloud's own firewall",
            doing=(Manual(says),),
            risk="An entry without an end stays: note who takes it away. Live connections may go on",
            expires=f"Does not end by itself: take it away at {until}",
            undo=(Manual(f"Delete the entry for {prefix}"),),
        )
