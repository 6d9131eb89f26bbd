"""What web-1 runs, in the form in which an operator would write it down, with the versions that were installed."""

from __future__ import annotations

from platform import freedesktop_os_release
from urllib.parse import quote

from .places import ADDRESSES, HOST, PORTS
from .tools import AIOHTTP, VITE, debian_version

Record = dict[str, object]


def inventory() -> Record:
    """The host and its four services, ready for JSON."""
    nginx, openssh = debian_version("nginx"), debian_version("openssh-server")
    return {
        "host": HOST,
        "addresses": list(ADDRESSES),
        "apps": [
            _app("nginx", nginx, "nginx", _debian("nginx", nginx))
            | {"package": f"nginx {nginx}", "logs": ["nginx/access.log"]},
            _app("aiohttp", AIOHTTP, "aiohttp", f"pkg:pypi/aiohttp@{AIOHTTP}")
            | {"logs": ["aiohttp/access.log"]},
            _app("vite", VITE, "vite", f"pkg:npm/vite@{VITE}"),
            _app("openssh", openssh, "sshd", _debian("openssh", openssh))
            | {"package": f"openssh-server {openssh}", "logs": ["auth.log"]},
        ],
    }


def _app(name: str, version: str, service: str, purl: str) -> Record:
    listen = {"proto": "tcp", "port": PORTS[service], "address": "::"}
    return {"name": name, "version": version, "listen": listen, "purl": purl}


def _debian(source: str, version: str) -> str:
    """The purl of a Debian source package: epoch and tilde stand, plus is escaped."""
    release = freedesktop_os_release()["VERSION_ID"]
    return f"pkg:deb/debian/{source}@{quote(version, safe=':~')}?distro=debian-{release}"
