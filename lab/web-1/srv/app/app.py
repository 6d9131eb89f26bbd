"""The shop's application on web-1: ordinary pages, a small API, and static files served the unsafe way.

aiohttp before 3.9.2 with `follow_symlinks=True` serves any file that a path with `..` reaches
(CVE-2024-23334). That is the point of this program: run it nowhere but inside the recorder's namespaces.
"""

import html
import logging
from pathlib import Path

from aiohttp import web  # type: ignore[import-not-found]

HERE = Path(__file__).parent
COMBINED = '%a - - %t "%r" %s %b "%{Referer}i" "%{User-Agent}i"'
PAGE = '<!doctype html><title>{title}</title><link rel="stylesheet" href="/static/css/app.css"><h1>{title}</h1>{body}'
ORDERS = {1001: "in the post", 1002: "packed", 1003: "paid", 1004: "delivered", 1005: "returned"}


def page(title: str, body: str) -> web.Response:
    """One page of the shop, in HTML; title and body are escaped."""
    text = PAGE.format(title=html.escape(title), body=f"<p>{html.escape(body)}</p>")
    return web.Response(text=text, content_type="text/html")


async def start(_: web.Request) -> web.Response:
    return page("Orders", "Look up an order, or search the help pages.")


async def search(request: web.Request) -> web.Response:
    return page("Search", f"Nothing found for {request.query.get('q', '')}.")


async def health(_: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def orders(_: web.Request) -> web.Response:
    return web.json_response({"orders": sorted(ORDERS)})


async def order(request: web.Request) -> web.Response:
    number = request.match_info["number"]
    state = ORDERS.get(int(number)) if number.isdecimal() else None
    if state is None:
        return web.json_response({"error": "no such order"}, status=404)
    return web.json_response({"order": int(number), "state": state})


async def place(_: web.Request) -> web.Response:
    return web.json_response({"order": 1006, "state": "received"}, status=201)


def main() -> None:
    """Serve on every address, port 8080, with an access log in the combined format."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", filename="/var/log/aiohttp/error.log")
    access = logging.getLogger("aiohttp.access")
    access.setLevel(logging.INFO)
    access.addHandler(logging.FileHandler("/var/log/aiohttp/access.log"))
    access.propagate = False
    app = web.Application()
    app.router.add_get("/", start)
    app.router.add_get("/search", search)
    app.router.add_get("/healthz", health)
    app.router.add_get("/api/orders", orders)
    app.router.add_get("/api/orders/{number}", order)
    app.router.add_post("/api/orders", place)
    app.router.add_static("/static", HERE / "static", follow_symlinks=True)
    web.run_app(app, host=["0.0.0.0", "::"], port=8080, access_log_format=COMBINED, print=None)


if __name__ == "__main__":
    main()
