"""Traefik's access log in its common log format: combined, then a count, router, server and the time taken.

The referer is written as it came and the agent too, so that quotes in them end nothing; what follows is Traefik's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from vedette.telemetry.access_log import AccessLog
from vedette.telemetry.nginx_format import COMBINED, nginx

_COMBINED: Final = nginx(COMBINED)
_REST: Final = r' [0-9]+ "[^"]*" "[^"]*" (?P<milliseconds>[0-9]+)ms$'


class TraefikClf(AccessLog):
    """One row a request."""

    name = "traefik_clf"
    title = "Traefik access log (CLF)"
    directive = replace(_COMBINED, pattern=_COMBINED.pattern[:-1] + _REST)
    surest = 0.95
