"""nftables: a host cut off in both directions and on every port, for whoever is known to have got in."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command
from vedette.respond.interface import Order

_TABLE: Final = "inet vedette"
_DIRECTIONS: Final = (("input", "saddr"), ("output", "daddr"), ("forward", "saddr"), ("forward", "daddr"))
_SETS: Final = f"""
add table {_TABLE}
add set {_TABLE} hosts4 {{ type ipv4_addr; flags timeout; }}
add set {_TABLE} hosts6 {{ type ipv6_addr; flags interval,timeout; }}
"""


def _frame() -> str:
    hooks = dict.fromkeys(hook for hook, _ in _DIRECTIONS)
    chains = [
        f"add chain {_TABLE} hosts_{hook} {{ type filter hook {hook} priority -10; policy accept; }}\n"
        f"flush chain {_TABLE} hosts_{hook}\n"
        for hook in hooks
    ]
    rules = [
        f"add rule {_TABLE} hosts_{hook} {family} {end} @hosts{version} counter drop\n"
        for hook, end in _DIRECTIONS
        for family, version in (("ip", 4), ("ip6", 6))
    ]
    return _SETS + "".join(chains) + "".join(rules)


class NftHosts:
    """Sets with timeouts of hosts, looked up whoever speaks first."""

    id: Final = "nft_hosts"
    title: Final = "nftables, both ways"
    programs: Final = frozenset({"nft"})

    def action(self, order: Order) -> Action:
        """What to do; the order's port and transport do not matter."""
        of_set = f"{_TABLE} hosts{6 if order.v6 else 4}"
        script = (
            f"{_frame()}add element {of_set} {{ {order.address} }}\ndelete element {of_set} {{ {order.address} }}\n"
            f"add element {of_set} {{ {order.address} timeout {order.seconds}s }}\n"
        )
        return Action(
            id=f"cut-off-{order.network.network_address}",
            does=f"Drop all traffic from and to {order.address}, also what this machine opens itself: a shell that "
            "calls back is such a connection",
            doing=(Command(("nft", script)),),
            risk="Whatever else this machine has to do with that address stops too",
            expires=f"The kernel ends it by itself at {order.until:%Y-%m-%d %H:%M} UTC",
            expires_after=order.seconds,
            undo=(Command(("nft", f"delete element {of_set} {{ {order.address} }}")),),
            verify=(
                Check(
                    "the host stands in the set, with the time that is left",
                    Command(("nft", f"get element {of_set} {{ {order.address} }}")),
                ),
            ),
        )
