"""Apache: a `Require not ip` that is added to whatever else is required (mod_authz_core, mod_authz_host).

`AuthMerging And` leaves what directories require in force. Behind a proxy, mod_remoteip must give the client's address.
"""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Change, Check, Command
from vedette.respond.interface import Order

_FOLDER: Final = "/etc/apache2/conf-enabled"
"""Where Debian's packages include from; others: /etc/httpd/conf.d."""


class ApacheDeny:
    """A file of its own among the enabled ones."""

    id: Final = "apache_deny"
    title: Final = "Apache deny"
    programs: Final = frozenset({"apache2ctl"})

    def action(self, order: Order) -> Action:
        """What to do."""
        file = f"{_FOLDER}/vedette-{order.alert}.conf"
        text = (
            f'# Until {order.until:%Y-%m-%d %H:%M} UTC\n<Location "/">\n    AuthMerging And\n    <RequireAll>\n'
            f"        Require all granted\n        Require not ip {order.address}\n    </RequireAll>\n</Location>\n"
        )
        reload = (Command(("apache2ctl", "configtest")), Command(("apache2ctl", "graceful")))
        return Action(
            id="deny-at-apache",
            does=f"Answer every request of {order.address} with 403 at Apache, which knows the client's own address",
            doing=(Change(file, None, text), *reload),
            risk="A `Location` that requires something of its own is not covered. Where Apache itself stands behind a "
            "proxy it knows the client only with mod_remoteip. On Red Hat's systems the folder is /etc/httpd/conf.d",
            expires=f"Does not end by itself: undo it at {order.until:%Y-%m-%d %H:%M} UTC",
            undo=(Change(file, text, None), *reload),
            verify=(
                Check("the configuration holds, with the rule in it", Command(("apache2ctl", "configtest"))),
            ),
        )
