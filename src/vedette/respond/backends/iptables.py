"""iptables: a rule at the head of INPUT that stops matching at its end (`-m time`, iptables-extensions(8))."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command
from vedette.respond.interface import Order


def program(order: Order) -> str:
    """The program for the client's family."""
    return "ip6tables" if order.v6 else "iptables"


def lapsing(order: Order) -> tuple[str, ...]:
    """The part of a rule that makes it stop matching at its end, and says whose it is."""
    return (
        "-m", "time", "--datestop", f"{order.until:%Y-%m-%dT%H:%M:%S}",
        "-m", "comment", "--comment", f"vedette {order.alert}",
        "-j", "DROP",
    )  # fmt: skip


class Iptables:
    """A rule before all others of INPUT."""

    id: Final = "iptables"
    title: Final = "iptables"
    programs: Final = frozenset({"iptables", "ip6tables"})

    def action(self, order: Order) -> Action:
        """What to do."""
        rule = (
            "-s", order.address, "-p", order.transport, "--dport", str(order.port), *lapsing(order)
        )  # fmt: skip
        tool = program(order)
        return Action(
            id="keep-out",
            does=f"Drop every packet of {order.address} to port {order.port}/{order.transport}, before the rule that "
            f"accepts established connections ({tool})",
            doing=(Command((tool, "-w", "-I", "INPUT", "1", *rule)),),
            risk="Whoever shares the address is kept out of this service too; other ports stay reachable. What writes "
            "the rules anew ends it early",
            expires=f"The rule matches no more from {order.until:%Y-%m-%d %H:%M} UTC on; undo it then, for tidiness",
            expires_after=order.seconds,
            undo=(Command((tool, "-w", "-D", "INPUT", *rule)),),
            verify=(Check("the rule stands", Command((tool, "-w", "-C", "INPUT", *rule))),),
        )
