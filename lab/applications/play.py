"""Lets the cast of one application play, inside the clients' namespace: `python -m applications.play NAME JOURNAL`."""

from __future__ import annotations

import json
import socket
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from recorder.client import Reply, parse
from recorder.places import ADDRESSES

from .application import SLOW, Application, Ask, Effect, Visit
from .common import CALLBACK_PORT
from .registry import APPLICATIONS
from .server import PORTS

PATIENCE = 90.0
"""Seconds that a client waits for an answer."""
WAITING = 2.0
"""Seconds that an attacker waits for the server to call."""
PAUSE = 0.2
"""Seconds between two requests."""


@dataclass(frozen=True)
class Told:
    """One request, and what came of it."""

    at: str
    request: str
    status: int | None
    bytes: int
    seconds: float
    tries: Effect
    worked: bool


def play(application: Application) -> list[list[Told]]:
    """Every visit in order, each with its requests."""
    return [_appear(visit) for visit in application.visits]


def _appear(visit: Visit) -> list[Told]:
    told = []
    with closing(socket.create_server((visit.address, CALLBACK_PORT))) as door:
        door.settimeout(WAITING)
        for ask in visit.asks:
            told.append(_ask(visit, ask, door))
            time.sleep(PAUSE)
    return told


def _ask(visit: Visit, ask: Ask, door: socket.socket) -> Told:
    began, clock = datetime.now(UTC), time.monotonic()
    reply = _exchange(visit, ask)
    seconds = round(time.monotonic() - clock, 3)
    worked = _worked(ask, reply, seconds, door)
    line = f"{ask.method} {ask.target}"
    status = reply.status or None
    return Told(
        began.isoformat(timespec="milliseconds"), line, status, len(reply.body), seconds, ask.tries, worked
    )


def _worked(ask: Ask, reply: Reply, seconds: float, door: socket.socket) -> bool:
    match ask.tries:
        case Effect.NONE:
            return False
        case Effect.CONTENT:
            return all(part in reply.body for part in ask.holds)
        case Effect.CALLBACK:
            return _called(door)
        case Effect.SLOWNESS:
            return seconds >= SLOW


def _called(door: socket.socket) -> bool:
    """Whether the server calls in time; it is answered, so that its program ends."""
    try:
        caller, _ = door.accept()
    except TimeoutError:
        return False
    with caller:
        caller.settimeout(WAITING)
        caller.recv(4096)
        caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n")
    return True


def _exchange(visit: Visit, ask: Ask) -> Reply:
    """The request as it stands, and all that comes back."""
    place = ADDRESSES[0], PORTS[visit.release]
    fields = {"Host": f"{place[0]}:{place[1]}", "User-Agent": visit.agent, "Accept": "*/*", **ask.headers}
    if ask.body:
        fields["Content-Length"] = str(len(ask.body))
    head = "".join(f"{name}: {value}\r\n" for name, value in {**fields, "Connection": "close"}.items())
    with socket.create_connection(place, PATIENCE, source_address=(visit.address, 0)) as connection:
        connection.sendall(f"{ask.method} {ask.target} HTTP/1.1\r\n{head}\r\n".encode() + ask.body)
        parts = []
        try:
            while part := connection.recv(65_536):
                parts.append(part)
        except OSError:
            pass
    return parse(b"".join(parts))


def main(name: str, journal: Path) -> None:
    """Play and write the journal, JSON."""
    told = play(APPLICATIONS[name])
    journal.write_text(json.dumps([[asdict(each) for each in visit] for visit in told]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
