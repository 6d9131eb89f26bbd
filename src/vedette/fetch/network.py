"""Connections that go only where they may, and never last longer than they may.

A name is resolved once; each of its addresses is checked, and one of those very addresses is connected to. So a name
that resolves to something else a moment later (DNS rebinding) gains nothing. TLS checks the certificate against the
name all the same.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

import httpcore2

from vedette.fetch.addresses import refusal

Resolver = Callable[[str, int], Sequence[str]]
"""From host and port to addresses. Raises OSError."""


class Forbidden(Exception):
    """An address that must not be connected to."""

    def __init__(self, host: str, address: str, kind: str) -> None:
        self.kind = kind
        super().__init__(
            f"{address} is {kind}" if host == address else f"{host} is at {address}, which is {kind}"
        )


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _within(seconds: float, resolver: Resolver, host: str, port: int) -> Sequence[str]:
    """What the resolver answers in time: the system's has no limit of its own, so that it is asked from a thread.

    Raises OSError, httpcore2.ConnectTimeout.
    """
    answers: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except Exception as error:  # noqa: BLE001 (it is raised by who waits)
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise httpcore2.ConnectTimeout("the host's name is not resolved in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


@dataclass(slots=True)
class Deadline:
    """The moment at which an answer must be there whole."""

    now: Callable[[], float] = time.monotonic
    _end: float = field(default=float("inf"), init=False)

    def start(self, seconds: float) -> None:
        """Let the time run from now on."""
        self._end = self.now() + seconds

    def within(self, timeout: float | None) -> float:
        """The timeout, shortened to what is left. Raises httpcore2.ReadTimeout where nothing is."""
        left = self._end - self.now()
        if left <= 0:
            raise httpcore2.ReadTimeout("no time is left")
        return left if timeout is None else min(left, timeout)


class Door(httpcore2.NetworkBackend):
    """Opens connections to addresses that may be connected to, and to no others."""

    def __init__(self, resolver: Resolver, deadline: Deadline, *, allow_private: bool) -> None:
        self._resolver, self._deadline, self._allow_private = resolver, deadline, allow_private
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first address that answers. Raises Forbidden, httpcore2.ConnectError, ConnectTimeout."""
        failure: Exception = httpcore2.ConnectError("the host has no address")
        for address in self._addresses(host, port, self._deadline.within(timeout)):
            try:
                stream = self._backend.connect_tcp(
                    address, port, self._deadline.within(timeout), local_address, socket_options or ()
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _Bounded(stream, self._deadline)
        raise failure

    def _addresses(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """The addresses, once all of them are known to be allowed."""
        try:
            found = _within(seconds, self._resolver, host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError("the host's name cannot be resolved") from error
        for address in found:
            if kind := refusal(address, allow_private=self._allow_private):
                raise Forbidden(host, address, kind)
        return found


class _Bounded(httpcore2.NetworkStream):
    """A connection of which no step lasts beyond the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _Bounded(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
