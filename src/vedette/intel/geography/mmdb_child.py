"""Reads an MMDB file on behalf of another process: `python -m vedette.intel.geography.mmdb_child FILE`.

An MMDB file is a graph of pointers that a hostile maker can let run in circles, or fold so that little of it unfolds
to gigabytes. So it is read by the pure Python reader, which cannot be made to touch memory that is not its own, in a
process whose memory and time the kernel bounds.

Addresses come on standard input, one a line. Standard output gives one JSON document a line: first what the database
says of itself, then for each address `[country, number, organisation]`, null where it does not say. An error ends it
with one line on standard error and exit code 1.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping
from typing import Final

import maxminddb

MEMORY: Final = 512 * 1024 * 1024
"""Bytes that reading may take; the mapped file does not count."""
SECONDS: Final = 60
"""CPU seconds that reading may take: a million addresses take as long."""
_LONGEST: Final = 200


def main() -> None:
    """Answer for all addresses."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _answer(sys.argv[1])
    except MemoryError:
        sys.exit("unfolds to more memory than any real database")
    except RecursionError:
        sys.exit("its pointers run in circles")
    except (
        maxminddb.InvalidDatabaseError,
        ValueError,
        LookupError,
        TypeError,
        OSError,
        ArithmeticError,
    ) as error:
        sys.exit(f"broken: {error}"[:_LONGEST].replace("\n", " "))


def _answer(path: str) -> None:
    with maxminddb.open_database(path, maxminddb.MODE_MMAP) as reader:
        about = reader.metadata()
        descriptions = [str(text) for text in about.description.values()]
        said = " ".join([str(about.database_type), *descriptions])
        _tell(said[:_LONGEST])
        for line in sys.stdin:
            ip = line.strip()
            known = reader.get(ip) if about.ip_version == 6 or ":" not in ip else None
            _tell(place(known))


def _tell(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")


def place(record: object) -> list[object]:
    """Country code, number and organisation of a record, nested as in GeoLite2 or flat."""
    if not isinstance(record, Mapping):
        return [None, None, None]
    country = record.get("country")
    code = country.get("iso_code") if isinstance(country, Mapping) else country
    number = _first(record, "autonomous_system_number", "asn", "as_number")
    name = _first(
        record,
        "autonomous_system_organization",
        "as_organization",
        "as_name",
        "as_org",
        "organization",
        "isp",
    )
    return [_text(record.get("country_code") or code), _number(number), _text(name)]


def _first(record: Mapping[object, object], *names: str) -> object:
    return next((record[name] for name in names if record.get(name) is not None), None)


def _text(value: object) -> str | None:
    return value[:_LONGEST] if isinstance(value, str) and value else None


def _number(value: object) -> int | None:
    """A number as such, or as text, `AS` before it or not."""
    if isinstance(value, str):
        digits = value[2:] if value[:2] in {"AS", "as"} else value
        value = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 10 else None
    return value if isinstance(value, int) and 0 < value < 1 << 32 else None


if __name__ == "__main__":
    main()
