"""Standard logs of Amazon CloudFront: the W3C format with tabs, percent signs within values, times in UTC.

Columns as in "Standard log file fields" of the CloudFront developer guide, which are also those of logs without header.
"""

from __future__ import annotations

from typing import ClassVar, Final

from vedette.telemetry.w3c import FIELDS, W3cFormat

_STANDARD: Final = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) "
    "cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken "
    "x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status "
    "fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len "
    "sc-range-start sc-range-end"
)


class CloudFront(W3cFormat):
    """One row a request."""

    name = "cloudfront"
    title = "Amazon CloudFront standard log"
    separator = "\t"
    columns: ClassVar = {
        "c-ip": "client",
        "c-port": "client_port",
        "cs-method": "method",
        "cs(Host)": "server_name",
        "x-host-header": "host",
        "cs-uri-stem": "path",
        "cs-uri-query": "query",
        "cs(User-Agent)": "user_agent",
        "cs(Referer)": "referer",
        "cs(Cookie)": "header_cookie",
        "x-forwarded-for": "forwarded",
        "x-edge-request-id": "uid",
        "sc-status": "status",
        "sc-bytes": "bytes_out",
        "cs-bytes": "bytes_in",
        "time-taken": "seconds",
    }
    headers: ClassVar = {"header_cookie": "Cookie"}
    default = _STANDARD

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: by the header, or by lines of as many columns as the standard log has."""
        if FIELDS in head:
            return 0.98 if b"x-edge-location" in head else 0.0
        first = head.partition(b"\n")[0].split(b"\t")
        return 0.9 if len(first) == len(_STANDARD.split()) and super().sniff(head, name) else 0.0
