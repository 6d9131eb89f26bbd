"""nginx: a `deny` for all servers, for clients whose packets come from a proxy (ngx_http_access_module).

It looks at the client's address as nginx knows it: behind a further proxy, as `real_ip_header` gives it.
"""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Action, Change, Check, Command, Expects
from vedette.respond.interface import Order

_FOLDER: Final = "/etc/nginx/conf.d"
"""Included within `http` by the packages of nginx and of most distributions."""


class NginxDeny:
    """A file of its own in conf.d."""

    id: Final = "nginx_deny"
    title: Final = "nginx deny"
    programs: Final = frozenset({"nginx"})

    def action(self, order: Order) -> Action:
        """What to do."""
        file = f"{_FOLDER}/vedette-{order.alert}.conf"
        text = f"# Until {order.until:%Y-%m-%d %H:%M} UTC\ndeny {order.address};\n"
        reload = (Command(("nginx", "-t")), Command(("nginx", "-s", "reload")))
        return Action(
            id="deny-at-nginx",
            does=f"Answer every request of {order.address} with 403 at nginx, which knows the client's own address",
            doing=(Change(file, None, text), *reload),
            risk="A server or location with `allow` or `deny` of its own is not covered. Where nginx itself stands "
            "behind a proxy it knows the client only with `set_real_ip_from` and `real_ip_header` set",
            expires=f"Does not end by itself: undo it at {order.until:%Y-%m-%d %H:%M} UTC",
            undo=(Change(file, text, None), *reload),
            verify=(
                Check(
                    "the rule is part of the configuration",
                    Command(("nginx", "-T")),
                    Expects.TEXT,
                    f"deny {order.address};",
                ),
            ),
        )
