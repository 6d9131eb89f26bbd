"""Packets that pf logs on pfSense and OPNsense, through syslog: `filterlog: rule,,,tracker,interface,reason,action,in,4,…`.

Fields parted by commas (Netgate's "Raw Filter Log Format"), all of the kernel's own making. The sender of a packet is the
client as said.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_V4: Final = r"4,[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,[0-9]+,"
_V6: Final = r"6,[^,]*,[^,]*,[^,]*,"


def _packet(action: str) -> tuple[Form, Form]:
    """A packet of either version with which so was done."""
    opening = rf"^[0-9]*,[^,]*,[^,]*,[^,]*,[^,]*,[a-z-]*,{action},(?:in|out),"
    ends = (
        r",[0-9]*,(?P<client>[0-9A-Fa-f.:]+),(?P<server_ip>[0-9A-Fa-f.:]+)"
        r"(?:,(?P<port>[0-9]{1,5}),(?P<server_port>[0-9]{1,5})(?:,|$)|,|$)"
    )
    return (
        Form(f"{opening}{_V4}(?P<transport>[0-9A-Za-z-]+){ends}"),
        Form(f"{opening}{_V6}(?P<transport>[0-9A-Za-z-]+),[0-9]+{ends}"),
    )


class Pf(Daemon):
    """Packets as pf logs them."""

    name = "pf"
    title = "pf firewall log (pfSense, OPNsense)"
    protocol = None
    program = "filterlog"
    words = ("filterlog",)
    families = (
        Family(Event.DROPPED, (), _packet("(?:block|reject)")),
        Family(None, (), _packet("[a-z-]+")),
    )
    marked_text = False
