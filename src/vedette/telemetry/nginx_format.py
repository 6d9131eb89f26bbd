r"""nginx's `log_format` (ngx_http_log_module): its variables, and how a directive is taken apart.

Values are escaped as `\x22` by default, as JSON strings with `escape=json`, not at all with `escape=none`.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.telemetry.directive import Directive, Escape, Part, Shape, Variable, compile_directive

_VARIABLES: Final = {
    "remote_addr": Variable("client", Shape.WORD),
    "proxy_protocol_addr": Variable("client", Shape.WORD, rank=1),
    "realip_remote_addr": Variable("peer", Shape.WORD),
    "remote_port": Variable("client_port", Shape.NUMBER),
    "server_addr": Variable("server_ip", Shape.WORD),
    "server_port": Variable("server_port", Shape.NUMBER),
    "server_name": Variable("server_name", Shape.WORD),
    "host": Variable("host", Shape.WORD, rank=1),
    "http_host": Variable("host", Shape.TEXT),
    "remote_user": Variable("user", Shape.TEXT),
    "time_local": Variable("when", Shape.TIME, time="clf"),
    "time_iso8601": Variable("when", Shape.TIME, time="iso"),
    "msec": Variable("when", Shape.DECIMAL, time="seconds"),
    "request": Variable("request", Shape.TEXT),
    "request_method": Variable("method", Shape.WORD),
    "request_uri": Variable("path", Shape.TEXT),
    "uri": Variable("path", Shape.TEXT, rank=1),
    "document_uri": Variable("path", Shape.TEXT, rank=1),
    "args": Variable("query", Shape.TEXT),
    "query_string": Variable("query", Shape.TEXT),
    "status": Variable("status", Shape.NUMBER),
    "body_bytes_sent": Variable("bytes_out", Shape.NUMBER),
    "bytes_sent": Variable("bytes_out", Shape.NUMBER, rank=1),
    "request_length": Variable("bytes_in", Shape.NUMBER),
    "request_time": Variable("seconds", Shape.DECIMAL),
    "request_body": Variable("body", Shape.TEXT),
    "http_referer": Variable("referer", Shape.TEXT),
    "http_user_agent": Variable("user_agent", Shape.TEXT),
    "http_x_forwarded_for": Variable("forwarded", Shape.TEXT),
    "proxy_add_x_forwarded_for": Variable("forwarded", Shape.TEXT, rank=1),
    "request_id": Variable("uid", Shape.WORD),
    "connection": Variable(None, Shape.NUMBER),
    "connection_requests": Variable(None, Shape.NUMBER),
    "pid": Variable(None, Shape.NUMBER),
    "hostname": Variable(None, Shape.WORD),
    "scheme": Variable(None, Shape.WORD),
    "server_protocol": Variable(None, Shape.WORD),
    "ssl_protocol": Variable(None, Shape.WORD),
    "ssl_cipher": Variable(None, Shape.WORD),
    "gzip_ratio": Variable(None, Shape.DECIMAL),
    "pipe": Variable(None, Shape.WORD),
}
_NAME: Final = re.compile(r"\$(?:\{([a-z0-9_]+)\}|([a-z0-9_]+))", re.IGNORECASE)
_ESCAPING: Final = re.compile(r"^escape=(default|json|none) +")

COMBINED: Final = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent"'
)
"""What nginx writes where no directive is given."""


def nginx(text: str) -> Directive:
    """A directive as it follows the name in `log_format`, quotes removed. Raises ValueError where it names no client."""
    escaping = _ESCAPING.match(text)
    text = text[escaping.end() :] if escaping else text
    parts: list[Part] = []
    end = 0
    for found in _NAME.finditer(text):
        parts += [text[end : found.start()], _variable(found[1] or found[2])]
        end = found.end()
    return compile_directive([*parts, text[end:]], Escape(escaping[1]) if escaping else Escape.BACKSLASH)


def _variable(name: str) -> Variable:
    if name in _VARIABLES:
        return _VARIABLES[name]
    for prefix, group in (("http_", "header_"), ("sent_http_", "response_header_")):
        if name.startswith(prefix):
            header = name.removeprefix(prefix)
            return Variable(group + header, Shape.TEXT, header=header.replace("_", "-").title())
    return Variable(None, Shape.TEXT)
