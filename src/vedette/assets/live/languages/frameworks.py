"""Which of the packages that a process has loaded is the application that answers on the network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.assets.live.languages.interface import Part
from vedette.model.products import Runtime, find_product, products

_SERVERS: Final = (
    "uvicorn", "hypercorn", "daphne", "waitress", "uwsgi", "tornado", "sanic", "quart", "cherrypy", "twisted",
    "bottle", "flask", "werkzeug", "starlette", "fastapi", "paste", "bjoern", "meinheld", "cheroot",
    "next", "nuxt", "@nestjs/core", "express", "fastify", "koa", "@hapi/hapi", "restify", "connect", "webpack-dev-server",
    "spring-boot", "tomcat-embed-core", "jetty-server", "undertow-core", "netty-codec-http", "reactor-netty-http",
)  # fmt: skip
"""Packages that open a port and answer, besides the products that are known; the outermost first."""
_RUNTIMES: Final = frozenset({"nodejs", "php", "erlang-otp"})
"""Products that only run what somebody else wrote."""


def server_among(parts: Iterable[Part], runtime: Runtime) -> Part | None:
    """The server among the packages: a known product of that runtime, else a known server package; null without."""
    by_name = {part.package.name.lower().replace("_", "-"): part for part in reversed(list(parts))}
    known = [
        (rank, part) for part in by_name.values() if (rank := _rank(part.package.name, runtime)) is not None
    ]
    if known:
        return min(known, key=lambda pair: pair[0])[1]
    return next((by_name[name] for name in _SERVERS if name in by_name), None)


def _rank(name: str, runtime: Runtime) -> int | None:
    """The place of the product in the table, which is in order of renown."""
    product = find_product(name.removeprefix("python3-"))
    if product is None or product.runtime is not runtime or product.id in _RUNTIMES:
        return None
    return products().index(product)
