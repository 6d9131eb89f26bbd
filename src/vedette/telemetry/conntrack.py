"""Linux's table of connections: events (`conntrack -E`), listings (`conntrack -L`) and /proc/net/nf_conntrack.

A line names a connection's ends as first asked for, then as answered; the first source is the client. Bytes are only
counted where the kernel keeps accounts (`nf_conntrack_acct`), and times only told with `-o timestamp`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.telemetry.blocks import Block
from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.marks import behind_first
from vedette.telemetry.messages import Family, Form

_ENTRY: Final = r"(?:ipv[46] +[0-9]+ +)?[a-z0-9]+ +[0-9]+ "
_ASKED: Final = (
    r"(?:ipv[46] +[0-9]+ +)?(?P<transport>[a-z0-9]+) +[0-9]+ (?:[0-9]+ )?(?:[A-Z_]+ )?"
    r"src=(?P<client>[^ ]+) dst=(?P<server_ip>[^ ]+)(?: sport=(?P<port>[0-9]+) dport=(?P<server_port>[0-9]+))?"
    r"(?: (?:type|code|id)=[0-9]+)*(?: packets=[0-9]+ bytes=(?P<bytes_in>[0-9]+))?"
)
_ANSWERED: Final = (
    r"(?:(?: \[[A-Z]+\])? src=[^ ]+ dst=[^ ]+(?: (?:sport|dport|type|code|id)=[0-9]+)*"
    r"(?: packets=[0-9]+ bytes=(?P<bytes_out>[0-9]+))?)?"
)


def _family(event: Event | None, kind: str) -> Family:
    return Family(event, (), (Form(rf"^{kind}{_ASKED}{_ANSWERED}"),))


class Conntrack(Daemon):
    """Connections as the kernel tracks them."""

    name = "conntrack"
    title = "Linux connection tracking (conntrack)"
    protocol = None
    program = "conntrackd?"
    openings = (
        Opening(rf"^\[(?P<when>[0-9]+\.[0-9]+)\]\s+(?P<message>(?:\[[A-Z]+\] +)?{_ENTRY}.*)$", "seconds"),
        Opening(rf"^\s*(?P<message>(?:\[[A-Z]+\] +)?{_ENTRY}.*)$"),
    )
    families = (
        _family(Event.CONNECTED, r"\[NEW\] +"),
        _family(Event.DISCONNECTED, r"\[DESTROY\] +"),
        _family(None, r"(?:\[UPDATE\] +)?"),
    )
    mark = b" src="
    end = " "
    marked_text = False

    def client_starts(self, block: Block) -> npt.NDArray[np.int64]:
        """Behind the first mark of a line."""
        return behind_first(block, self.mark)
