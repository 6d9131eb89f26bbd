"""nftables: our own table, whose base chain drops also what another table has accepted as established.

An accept in another base chain is not final, a drop is; so live connections stop too. Elements carry their own timeout,
in a set that never merges ranges, since merging gives all parts the shortest timeout. Before kernel 6.12 adding an
element again leaves its timeout as it was: it is deleted and added anew, in one transaction. (nft(8).)
"""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command
from vedette.respond.interface import Order

TABLE: Final = "inet vedette"
_FRAME: Final = f"""
add table {TABLE}
add set {TABLE} clients4 {{ type ipv4_addr . inet_proto . inet_service; flags timeout; }}
add set {TABLE} clients6 {{ type ipv6_addr . inet_proto . inet_service; flags interval,timeout; }}
add chain {TABLE} input {{ type filter hook input priority -10; policy accept; }}
flush chain {TABLE} input
add rule {TABLE} input ip saddr . meta l4proto . th dport @clients4 counter drop
add rule {TABLE} input ip6 saddr . meta l4proto . th dport @clients6 counter drop
"""
"""What must stand before an element can be added; changes nothing where it does."""


class Nftables:
    """A set with timeouts in a table of our own."""

    id: Final = "nftables"
    title: Final = "nftables"
    programs: Final = frozenset({"nft"})

    def action(self, order: Order) -> Action:
        """What to do."""
        of_set = f"{TABLE} clients{6 if order.v6 else 4}"
        key = f"{order.address} . {order.transport} . {order.port}"
        timed = f"{key} timeout {order.seconds}s"
        script = (
            f"{_FRAME}add element {of_set} {{ {key} }}\n"
            f"delete element {of_set} {{ {key} }}\nadd element {of_set} {{ {timed} }}\n"
        )
        return Action(
            id="keep-out",
            does=f"Drop every packet of {order.address} to port {order.port}/{order.transport}, also of live "
            "connections, in a table of its own (nftables)",
            doing=(Command(("nft", script)),),
            risk="Whoever shares the address is kept out of this service too; other ports stay reachable. A reload "
            "that flushes all rules (`nft flush ruleset`) ends it early",
            expires=f"The kernel ends it by itself at {order.until:%Y-%m-%d %H:%M} UTC",
            expires_after=order.seconds,
            undo=(Command(("nft", f"delete element {of_set} {{ {key} }}")),),
            verify=(
                Check(
                    "the client stands in the set, with the time that is left",
                    Command(("nft", f"get element {of_set} {{ {key} }}")),
                ),
            ),
        )
