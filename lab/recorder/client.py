"""One client: it asks the services of web-1 from its own address, and notes each deed with what came back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from .deed import Deed
from .passwords import Handed
from .places import PORTS, server_for

PATIENCE = 15.0
"""Seconds that a client waits for an answer."""

NAMES = {"nginx": "www.example.org", "aiohttp": "orders.example.org:8080"}
"""What the clients of a service call it, in the Host header; vite is called by its address."""


@dataclass(frozen=True)
class Reply:
    """An HTTP response, not decoded beyond what the recording needs."""

    status: int
    """The status code; 0 if none came."""

    headers: Mapping[str, str]
    """Header fields, names in lower case."""

    body: bytes
    """All that followed the header."""


@dataclass(frozen=True)
class Aim:
    """What a hostile request is after."""

    exploit: str
    """The vulnerability it tries to use."""

    file: str | None = None
    """The file on the server that it tries to read, if that is its way."""


@dataclass
class Client:
    """An address with habits."""

    address: str
    """The documentation address it comes from."""

    agent: str
    """Its User-Agent; empty sends none."""

    files: Path
    """The root of web-1's files, to tell a leak from any other answer."""

    journal: list[Deed]
    """Where its deeds are noted; shared by all clients."""

    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    """(Service, path) → Last-Modified of what it has in its cache."""

    async def get(
        self,
        service: str,
        target: str,
        *,
        referer: str = "",
        aim: Aim | None = None,
        method: str = "GET",
        cached: bool = False,
        body: bytes = b"",
    ) -> Reply:
        """Ask for a target, sent as it stands: no dot segment is folded and nothing is escaped.

        cached: ask only for what has changed since the last time.
        """
        fields = {
            "Host": self._name_of(service),
            "User-Agent": self.agent,
            "Accept": "*/*",
            "Referer": referer,
        }
        if cached:
            fields["If-Modified-Since"] = self.seen.get((service, target), "")
        if body:
            fields |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        fields["Connection"] = "close"
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
        line = f"{method} {target} HTTP/1.1"
        began = _now()
        reply = parse(await self._exchange(service, f"{line}\r\n{head}\r\n".encode() + body))
        self.seen[service, target] = reply.headers.get("last-modified", "")
        self.journal.append(self._deed(began, service, line, reply, aim))
        return reply

    async def grab_banner(self, service: str) -> None:
        """Connect, take what the service says of itself unasked, and go."""
        began = _now()
        banner = await self._exchange(service, b"", until=b"\n")
        self.journal.append(Deed(began, self.address, service, "banner", "banner", len(banner)))

    async def log_in(self, user: str, passwords: Sequence[str]) -> None:
        """One SSH connection that offers these passwords in turn."""
        began = _now()
        with Handed(passwords) as handed:
            ssh = await asyncio.create_subprocess_exec(
                *self._ssh(user, len(passwords)),
                env=handed.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            _, words = await ssh.communicate()
            tried = len(passwords) - handed.left()
        refused = "refused" if b"Permission denied" in words else "dropped"
        answer = "accepted" if ssh.returncode == 0 else refused
        self.journal.append(Deed(began, self.address, "sshd", f"login {user}", answer, 0, tried))

    def _ssh(self, user: str, prompts: int) -> list[str]:
        options = {
            "BindAddress": self.address,
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "PreferredAuthentications": "password",
            "NumberOfPasswordPrompts": str(prompts),
            "ConnectTimeout": "10",
        }
        named = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return ["ssh", "-F", "none", *named, f"{user}@{server_for(self.address)}", "exit"]

    async def _exchange(self, service: str, request: bytes, until: bytes | None = None) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(
                    server_for(self.address), PORTS[service], local_addr=(self.address, 0)
                )
                writer.write(request)
                answer = await (reader.read() if until is None else reader.readuntil(until))
                writer.close()
                await writer.wait_closed()
                return answer
        except (OSError, asyncio.IncompleteReadError):
            return b""

    def _name_of(self, service: str) -> str:
        address = server_for(self.address)
        bare = f"[{address}]" if ":" in address else address
        return NAMES.get(service, f"{bare}:{PORTS[service]}")

    def _deed(self, at: str, service: str, line: str, reply: Reply, aim: Aim | None) -> Deed:
        deed = Deed(at, self.address, service, line, str(reply.status or "dropped"), len(reply.body))
        if aim is None:
            return deed
        leaked = aim.file is not None and contains_file(reply.body, self.files / aim.file.lstrip("/"))
        return replace(deed, exploit=aim.exploit, file=aim.file, leaked=leaked)


def parse(answer: bytes) -> Reply:
    """Take an HTTP response apart; a connection that was dropped without one gives status 0."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
    pairs = (line.partition(":") for line in lines)
    return Reply(status, {name.lower(): value.strip() for name, _, value in pairs}, body)


def contains_file(body: bytes, file: Path) -> bool:
    """Whether every line of the file stands in the body, however they are joined or wrapped there."""
    return file.is_file() and all(line in body for line in file.read_bytes().splitlines())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
