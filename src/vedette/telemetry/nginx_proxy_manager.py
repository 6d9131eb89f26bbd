r"""Access logs of Nginx Proxy Manager: `[time] - 404 404 - GET http host "/path" [Client address] [Length 192] …`.

The path stands before the client, with its quotes escaped as `\x22`: it cannot end before its own closing quote.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.access_log import AccessLog, AccessLogReader
from vedette.telemetry.directive import QUOTED, Directive
from vedette.telemetry.lines import Block, Spans
from vedette.telemetry.marks import behind_only
from vedette.telemetry.source import Source

_UPSTREAM: Final = r"(?:[A-Z-]+ (?:[0-9]{3}|-)(?:(?:, | : )(?:[0-9]{3}|-))* )?"
_LINE: Final = (
    rf"^\[(?P<when>[^\[\]]+)\] {_UPSTREAM}(?P<status>[0-9]{{3}}) - (?P<method>[^ ]+) [a-z]+ (?P<host>[^ ]+) "
    rf'"(?P<path>{QUOTED})" \[Client (?P<client>[^\] ]+)\] \[Length (?P<bytes_out>[0-9]+|-)\] \[Gzip [0-9.-]+\] '
    rf'(?:\[Sent-to [^\]]*\] )?"(?P<user_agent>{QUOTED})" "(?P<referer>{QUOTED})"$'
)


class _ProxyManagerReader(AccessLogReader):
    def spans(self, block: Block) -> Spans:
        """As `LineReader.spans`: behind the path's closing quote, which no client can write."""
        return Spans(behind_only(block, b'" [Client '), ord("]"))


class NginxProxyManager(AccessLog):
    """One row a request."""

    name = "nginx_proxy_manager"
    title = "Nginx Proxy Manager access log"
    starts_with_client = False
    surest = 0.95
    directive = Directive(_LINE, time="clf")

    def reader(self, head: bytes, source: Source) -> AccessLogReader:
        """As `LineFormat.reader`."""
        del head, source
        return _ProxyManagerReader(self.directive)
