"""Packets that the Linux kernel's packet filter logs (iptables, nftables, UFW, firewalld, Proxmox): one row a packet.

`prefix IN=… OUT=… MAC=… SRC=… DST=… … PROTO=… SPT=… DPT=…` (net/netfilter/nf_log_syslog.c). The prefix is the
administrator's; its words say what became of the packet. Of an error that quotes a packet, the outer one is read. The
sender of a packet is the client as said.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_PACKET: Final = (
    r"IN=[^ ]* (?:[A-Z]+=[^ ]* )*?SRC=(?P<client>[0-9A-Fa-f.:]+) DST=(?P<server_ip>[0-9A-Fa-f.:]+) "
    r"[^\[\]]*?PROTO=(?P<transport>[0-9A-Za-z]+)(?: SPT=(?P<port>[0-9]{1,5}) DPT=(?P<server_port>[0-9]{1,5}))?(?: |$)"
)
_UPTIME: Final = r"^(?:\[ *[0-9.]+\] ?)?"
_DROPPING: Final = r"(?i:drop|block|reject|deny|denied)"


class Netfilter(Daemon):
    """Packets as the kernel logs them."""

    name = "netfilter"
    title = "Linux firewall log (iptables, nftables, UFW)"
    protocol = None
    program = "(?:kernel|ulogd)"
    words = ("SRC=",)
    openings = (
        Opening(r"^(?P<message>\[ *[0-9]+\.[0-9]+\] .*)$"),
        Opening(
            r"^[0-9]+ [0-9]+ [^ ]+ (?P<when>[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} [+-][0-9]{4}) (?P<message>.*)$",
            "clf",
        ),
        Opening(
            r"^(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8}) (?P<host>[^ ]+) (?P<message>(?:[^ :\[\]=]+:? )?IN=[^ ]* OUT=.*)$"
        ),
    )
    families = (
        Family(Event.DROPPED, (), (Form(rf"{_UPTIME}(?P<notice>[^=]*{_DROPPING}[^=]*?) ?{_PACKET}"),)),
        Family(None, (), (Form(rf"{_UPTIME}(?P<notice>[^=]*?) ?{_PACKET}"),)),
    )
    mark = b" SRC="
    refusal_words = ()
    end = " "
    marked_text = False
