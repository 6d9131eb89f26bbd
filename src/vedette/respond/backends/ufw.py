"""ufw: a rule before all others; its framework accepts established connections earlier, so those must be cut besides."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Check, Command, Expects
from vedette.respond.interface import Order


class Ufw:
    """A deny rule, and a timer that takes it away."""

    id: Final = "ufw"
    title: Final = "ufw"
    programs: Final = frozenset({"ufw", "systemd-run", "systemctl"})

    def action(self, order: Order) -> Action:
        """What to do."""
        rule = (
            "deny", "proto", order.transport, "from", order.address, "to", "any", "port", str(order.port)
        )  # fmt: skip
        timer = f"vedette-end-{order.alert}"
        end = Command(
            (
                "systemd-run",
                f"--unit={timer}",
                f"--on-active={order.seconds}s",
                "ufw",
                "--force",
                "delete",
                *rule,
            )
        )
        return Action(
            id="keep-out",
            does=f"Refuse new connections of {order.address} to port {order.port}/{order.transport} (ufw)",
            doing=(Command(("ufw", "prepend", *rule)), end),
            risk="Live connections go on until they are cut. Whoever shares the address is kept out of this service "
            "too. If the machine is started anew before the end, the timer is gone and the rule stays: undo it by hand",
            expires=f"A timer of systemd takes it away at {order.until:%Y-%m-%d %H:%M} UTC",
            expires_after=order.seconds,
            undo=(
                Command(("ufw", "--force", "delete", *rule)),
                Command(("systemctl", "stop", f"{timer}.timer"), fine=(0, 5)),
            ),
            verify=(
                Check(
                    "the rule stands",
                    Command(("ufw", "show", "added")),
                    Expects.TEXT,
                    f"deny from {order.address} to any port {order.port} proto {order.transport}",
                ),
            ),
        )
