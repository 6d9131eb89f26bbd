"""Where things stand: the names, addresses and ports of the recording, and the folders of the recorder."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

LAB = Path(__file__).resolve().parents[1]
"""The folder of the recorder."""

WORK = LAB / "work"
"""What is installed and made while recording; not kept."""

VENV = WORK / "venv"
"""The Python environment that holds the vulnerable aiohttp."""

NODE = WORK / "node"
"""The npm prefix that holds the vulnerable vite."""

HOST = "web-1"
"""The server's host name."""

ADDRESSES = ("192.0.2.10", "2001:db8:10::10")
"""The server's addresses; documentation ranges (RFC 5737, RFC 3849), as all addresses here."""

ROUTERS = ("192.0.2.1", "2001:db8:10::1")
"""The way from the server to everybody else."""

PORTS = {"nginx": 80, "aiohttp": 8080, "vite": 5173, "sshd": 22}
"""Service → TCP port."""

WEB_SPACE = "vedette-web-1"
"""The network namespace of the server."""

CLIENT_SPACE = "vedette-clients"
"""The network namespace of every client."""


def server_for(client: str) -> str:
    """The server's address of the client's own family."""
    return ADDRESSES[0] if ip_address(client).version == 4 else ADDRESSES[1]
