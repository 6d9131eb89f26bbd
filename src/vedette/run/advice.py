"""What would help: from what a source holds, what it lacks, and how it looks where no format recognises it."""

from __future__ import annotations

import ipaddress
import string
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Final

from vedette.assets.registry import recognise as recognise_inventory
from vedette.intel.formats import FORMATS as LISTS
from vedette.run.holdings import Holdings
from vedette.telemetry.access_rows import HOST_NAME, OTHER_SHAPE
from vedette.telemetry.interface import Account
from vedette.telemetry.json_lines import records_of
from vedette.vulns.advisories.registry import recognise as recognise_advisories

MANY_REJECTED: Final = 0.01
"""Share of lines not understood from which the format is doubted: bots send a broken request now and then."""
DIRECTIVE: Final = (
    "give its directive: --format 'nginx:…', 'apache:…', or @FILE:NAME of the server's configuration"
)
_WEB: Final = ("GET ", "POST ", "HEAD ", "HTTP/1", "HTTP/2")
_ADDRESS: Final = frozenset(string.hexdigits + ".:")
_SURE_OF_LIST: Final = 0.5
"""Confidence from which a file is held to be a list of addresses: that of few addresses among other text is less."""
_DELIMITERS: Final = str.maketrans(dict.fromkeys("\"'`,;|=<>()[]{}", " "))
"""What stands around addresses in logs."""
_DEEPEST: Final = 4
"""Keys to a value that is looked at in an unknown JSON record."""
_MOST_LEAVES: Final = 1000
"""Values of it that are looked at."""
_MAGIC: Final[Mapping[bytes, str]] = {
    b"PK\x03\x04": "a ZIP archive: unpack it",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it",
    b"\x04\x22\x4d\x18": "compressed by lz4: unpack it",
    b"LPKSHHRH": "a journal of systemd: `journalctl --file FILE -o json` writes what can be read",
    b"ElfFile\0": "a Windows event log, which Vedette does not read",
    b"SQLite format 3\0": "a SQLite database, which Vedette does not read",
}
"""What files begin with that hold no lines, and what to do about it."""
_TAR: Final = (257, b"ustar")

_LACKING: Final = (
    ("time", None, "no times: nothing can be put in order, and --since and --until leave all of it in"),
    ("bytes_out", "http", "no byte counts to the client: this log cannot show that data was taken"),
    ("status", "http", "no HTTP status: nobody can tell a refusal from a success"),
    ("path", "http", "no request targets: no attack is recognised in it alone"),
    ("user_agent", "http", "no User-Agent: attacks in that header leave no trace here"),
)
"""Columns without which something cannot be told, of which protocol (null: of any), and what it is."""


def advice_on(account: Account, held: Holdings) -> Iterator[str]:
    """What would help with a source that a format recognised, the most important first."""
    yield from _on_rejected(account)
    if not account.connections:
        if account.lines and account.ignored == account.lines:
            yield "it tells of no client: every line is a comment, a header, or of something else"
        return
    if held.clients and not held.from_outside:
        yield (
            "every client is in private networks, and so is not judged: where a proxy stands before the server, "
            "log X-Forwarded-For and name it by --trusted-proxy; where they are not yours, name yours by --home"
        )
    for column, protocol, meaning in _LACKING:
        if column not in held.filled and (protocol is None or protocol in held.protocols):
            yield meaning


def _on_rejected(account: Account) -> Iterator[str]:
    if account.rejected <= MANY_REJECTED * account.lines:
        return
    if account.reasons[HOST_NAME]:
        yield "clients stand as host names: set the server to log addresses (Apache: HostnameLookups Off)"
    if account.reasons[OTHER_SHAPE]:
        yield f"some lines have other fields than this format: where the server writes its own, {DIRECTIVE}"


def advice_on_unknown(head: bytes, name: str) -> str:
    """What would help with a source that no format recognises. head: up to 64 KiB from its start."""
    line = first_line(head)
    if (magic := _magic(head)) is not None:
        return magic
    if line is not None and _has_address(line) and any(word in line for word in _WEB):
        return f"looks like an access log with other fields: {DIRECTIVE}"
    if (option := _other_role(head, name)) is not None:
        return f"this is no log, but can be read as {option}"
    return "not text, and no capture" if line is None else _on_text(line, head)


def _on_text(line: str, head: bytes) -> str:
    """How to have a text read that is no list and no web server's; line: its first."""
    if line.lstrip().startswith(("{", "[")) and (records := records_of(head)):
        return (
            "JSON of a format that is not known: say where the client stands: "
            f"--format {_json_option(records[0])}"
        )
    if _has_address(line):
        return "text with addresses: say where the client stands: --format 'regex:… (?P<client_ip>[^ ]+) …'"
    return "text in which no address stands: nothing tells of a client"


def _magic(head: bytes) -> str | None:
    at, tar = _TAR
    if head[at : at + len(tar)] == tar:
        return "a tar archive: unpack it"
    return next((said for magic, said in _MAGIC.items() if head.startswith(magic)), None)


def _other_role(head: bytes, name: str) -> str | None:
    """What the file is, where it was named in the wrong place."""
    if recognise_advisories(head) is not None:
        return "advisories: name it behind --advisories"
    if recognise_inventory(head) is not None:
        return "an inventory: name it behind --assets"
    if any(form.sniff(head, name) >= _SURE_OF_LIST for form in LISTS.values()):
        return "a list of addresses: name it behind --intel"
    return None


def first_line(head: bytes) -> str | None:
    """The first line that is not blank; null where that is no text."""
    lines = (line for line in head.split(b"\n") if line.strip())
    line = next(lines, b"").decode("utf-8", "replace").rstrip("\r")
    return None if "\0" in line or "\ufffd" in line else line


def _json_option(record: object) -> str:
    """What `--format` reads a JSON record by, as far as its values tell."""
    leaves = list(islice(_leaves(record), _MOST_LEAVES))
    client = _outermost(path for path, value in leaves if _is_address(value))
    time = _outermost(path for path, value in leaves if _is_time(value))
    return f"'json:client={client},time={time}'"


def _outermost(paths: Iterable[str]) -> str:
    return min(paths, key=lambda path: path.count("."), default="…")


def _leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Texts and numbers in a record, with the dotted path to each."""
    if isinstance(value, str | float) or type(value) is int:
        yield ".".join(path), str(value)
    elif isinstance(value, dict) and len(path) < _DEEPEST:
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))


def _is_time(text: str) -> bool:
    """Whether it is an instant in ISO 8601, or in seconds or milliseconds since 1970 (and after 2001)."""
    digits = text.partition(".")[0]
    if digits.isdecimal() and len(digits) in {10, 13}:
        return True
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "-" in text


def _has_address(line: str) -> bool:
    return any(map(_is_address, line.translate(_DELIMITERS).split()))


def _is_address(word: str) -> bool:
    if not 2 < len(word) < 46 or not _ADDRESS.issuperset(word):
        return False
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True
