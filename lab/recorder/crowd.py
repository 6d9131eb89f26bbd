"""What clients that mean no harm do: visitors, an office behind one address, machines that fetch things."""

from __future__ import annotations

import asyncio
from random import Random

from .client import Client

SITE = ("/", "/prices.html", "/about.html", "/contact.html", "/news/2026-10.html", "/news/2026-11.html")
SITE_ASSETS = ("/css/site.css", "/js/site.js", "/img/logo.svg")
SITE_MISSES = ("/favicon.ico", "/apple-touch-icon.png", "/news/2025-11.html", "/prices")
SHOP = (
    "/",
    "/api/orders",
    "/api/orders/1001",
    "/api/orders/1003",
    "/api/orders/1004",
    "/search?q=late+parcel",
)
SHOP_ASSETS = ("/static/css/app.css", "/static/js/app.js", "/static/img/parcel.svg")
SHOP_MISSES = ("/api/orders/9999", "/favicon.ico", "/static/img/horse.svg")
WWW = "http://www.example.org"
ORDERS = "http://orders.example.org:8080"
ARRIVALS = ("", "", "https://search.example/", "https://news.example/parcels", f"{WWW}/")

HARMLESS_SEARCHES = (
    ("aiohttp", "/search?q=how+do+I+reset+my+passwd"),
    ("aiohttp", "/search?q=select+a+plan+from+the+union+of+both+offers"),
    ("nginx", "/search?q=etc.+and+so+on"),
    ("aiohttp", "/search?q=%3Cscript+writing%3E+course"),
)
"""Ordinary questions with words that attacks use too."""


async def visit_site(client: Client, chance: Random) -> None:
    """Read some pages of the web site, with what belongs to them; what is cached is asked for again, cheaply."""
    came_from = chance.choice(ARRIVALS)
    for page in chance.sample(SITE, chance.randint(2, len(SITE))):
        await client.get("nginx", page, referer=came_from)
        came_from = f"{WWW}{page}"
        for asset in SITE_ASSETS:
            await client.get("nginx", asset, referer=came_from, cached=True)
        if chance.random() < 0.3:
            await client.get("nginx", chance.choice(SITE_MISSES), referer=came_from)
        await asyncio.sleep(chance.uniform(1, 6))


async def visit_shop(client: Client, chance: Random) -> None:
    """Look up orders in the application."""
    came_from = f"{WWW}/"
    for page in chance.sample(SHOP, chance.randint(2, 4)):
        await client.get("aiohttp", page, referer=came_from)
        came_from = f"{ORDERS}/"
        for asset in SHOP_ASSETS:
            await client.get("aiohttp", asset, referer=came_from, cached=True)
        if chance.random() < 0.2:
            await client.get("aiohttp", chance.choice(SHOP_MISSES), referer=came_from)
        await asyncio.sleep(chance.uniform(1, 6))


async def visit_both(client: Client, chance: Random) -> None:
    """The web site first, then the application; sometimes an order is placed."""
    await visit_site(client, chance)
    await visit_shop(client, chance)
    if chance.random() < 0.5:
        await client.get("aiohttp", "/api/orders", method="POST", referer=f"{ORDERS}/", body=b'{"weight": 2}')


async def ask_harmlessly(client: Client, chance: Random) -> None:
    """Search for things whose words look like attacks and are none."""
    for service, target in HARMLESS_SEARCHES:
        await client.get(service, target, referer=f"{WWW}/")
        await asyncio.sleep(chance.uniform(3, 8))


async def link_sloppily(client: Client, chance: Random) -> None:
    """A feed reader that does not fold `..`: each path stays inside the folder that may be served."""
    for target in ("/static/js/../css/app.css", "/static/css/../img/parcel.svg") * 3:
        await client.get("aiohttp", target)
        await asyncio.sleep(chance.uniform(5, 9))


async def share_an_address(client: Client, chance: Random) -> None:
    """An office of many people behind one address: several sessions at once, again and again."""
    agents = (
        client,
        *(Client(client.address, agent, client.files, client.journal) for agent in BROWSERS[:4]),
    )
    for _ in range(3):
        await asyncio.gather(*(visit_both(each, chance) for each in agents))


async def check_health(client: Client, chance: Random) -> None:
    """The monitor in our own network: every few seconds, for as long as the recording lasts."""
    for _ in range(26):
        await client.get("aiohttp", "/healthz")
        await client.get("nginx", "/", method="HEAD")
        await asyncio.sleep(5 + chance.random() / 10)


async def crawl(client: Client, chance: Random) -> None:
    """A search engine: the rules first, then every page, over and over, politely."""
    await client.get("nginx", "/robots.txt")
    for _ in range(4):
        for page in (*SITE, "/sitemap.xml"):
            await client.get("nginx", page, cached=True)
            await asyncio.sleep(chance.uniform(0.5, 2))
    await client.get("aiohttp", "/robots.txt")
    await client.get("aiohttp", "/")


async def develop(client: Client, chance: Random) -> None:
    """A colleague who has the next version open in a browser: every module, and again after a change."""
    for target in ("/", "/@vite/client", "/src/main.js", "/node_modules/vite/dist/client/env.mjs"):
        await client.get("vite", target)
    for stamp in (1795507201, 1795507243):
        await asyncio.sleep(chance.uniform(15, 30))
        await client.get("vite", f"/src/main.js?t={stamp}")


async def log_in_after_a_slip(client: Client, chance: Random) -> None:
    """A colleague who mistypes the password once, then gets it right, and comes back later."""
    await client.log_in("deploy", ["spring-tied-7", "spring-tide-7"])
    await asyncio.sleep(chance.uniform(30, 40))
    await client.log_in("deploy", ["spring-tide-7"])


BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
)
"""User-Agent strings of the crowd."""
