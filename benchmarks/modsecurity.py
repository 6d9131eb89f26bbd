"""ModSecurity with the Core Rule Set, asked about requests without a web server around it: its C library by ctypes.

Needs Debian's packages libmodsecurity3 and modsecurity-crs.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

LIBRARY: Final = "libmodsecurity.so.3"
SETTINGS: Final = (
    b"SecRuleEngine On\nSecRequestBodyAccess On\nSecResponseBodyAccess Off\nSecAuditEngine Off\n"
)
"""Blocking, so that an answer says whether the score was reached; no audit log."""
CONFIGURATION: Final = Path("/etc/modsecurity/crs/crs-setup.conf")
RULES: Final = Path("/usr/share/modsecurity-crs/rules")
_OK: Final = 200


class Intervention(ctypes.Structure):
    """What is to be done with a transaction (`intervention.h`)."""

    _fields_ = (
        ("status", ctypes.c_int),
        ("pause", ctypes.c_int),
        ("url", ctypes.c_char_p),
        ("log", ctypes.c_char_p),
        ("disruptive", ctypes.c_int),
    )


class ModSecurity:
    """The engine with the Core Rule Set at its first paranoia level."""

    def __init__(self) -> None:
        """Raises OSError where the library is missing, RuntimeError for rules that it refuses."""
        self._library = ctypes.CDLL(LIBRARY)
        for name in ("msc_init", "msc_create_rules_set", "msc_new_transaction"):
            getattr(self._library, name).restype = ctypes.c_void_p
        self._silent = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(lambda _data, _message: None)
        self._engine = ctypes.c_void_p(self._library.msc_init())
        self._library.msc_set_log_cb(self._engine, self._silent)
        self._rules = ctypes.c_void_p(self._library.msc_create_rules_set())
        self._add("msc_rules_add", SETTINGS)
        for path in (CONFIGURATION, *sorted(RULES.glob("*.conf"))):
            self._add("msc_rules_add_file", str(path).encode())

    def _add(self, function: str, argument: bytes) -> None:
        error = ctypes.c_char_p()
        if getattr(self._library, function)(self._rules, argument, ctypes.byref(error)) < 0:
            raise RuntimeError((error.value or b"").decode("utf-8", "replace"))

    def blocks(self, method: str, uri: str, headers: Mapping[str, str], body: str) -> bool:
        """Whether a request reaches the score from which it is blocked."""
        library = self._library
        transaction = ctypes.c_void_p(library.msc_new_transaction(self._engine, self._rules, None))
        try:
            return any(
                self._refuses(transaction) for _ in self._phases(transaction, method, uri, headers, body)
            )
        finally:
            library.msc_transaction_cleanup(transaction)

    def _phases(
        self, transaction: ctypes.c_void_p, method: str, uri: str, headers: Mapping[str, str], body: str
    ) -> Iterator[None]:
        """Shows the engine one part of a request after the other."""
        library = self._library
        library.msc_process_connection(transaction, b"192.0.2.1", 40000, b"192.0.2.2", 80)
        library.msc_process_uri(transaction, uri.encode(), method.encode(), b"1.1")
        for name, value in headers.items():
            library.msc_add_request_header(transaction, name.encode(), value.encode())
        library.msc_process_request_headers(transaction)
        yield
        data = body.encode()
        if data:
            library.msc_append_request_body(transaction, data, ctypes.c_size_t(len(data)))
        library.msc_process_request_body(transaction)
        yield

    def _refuses(self, transaction: ctypes.c_void_p) -> bool:
        intervention = Intervention(status=_OK)
        self._library.msc_intervention(transaction, ctypes.byref(intervention))
        return bool(intervention.status != _OK)
