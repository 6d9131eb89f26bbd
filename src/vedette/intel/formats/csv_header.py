"""CSV with named columns, as abuse.ch's Feodo Tracker, ThreatFox and URLhaus have it.

The header row may be a comment; a blank may follow each comma; `# END n entries` may close the list. Columns drift
from year to year and are therefore found by name.
"""

from __future__ import annotations

from vedette.files.documents import HEAD_BYTES
from vedette.intel.columns import ADDRESS, named_entries
from vedette.intel.dates import header_date
from vedette.intel.feeds import indicators
from vedette.intel.heads import decode, head_of
from vedette.intel.interface import Feed
from vedette.intel.tables import cells, read_rows
from vedette.intel.values import sort_out
from vedette.model.errors import MalformedInput


class CsvHeader:
    """Rows of CSV, columns by name."""

    name = "csv-header"
    title = "CSV with named columns"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        return 0.8 if b"\0" not in head and header_of(decode(head)) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        found = header_of(decode(data[:HEAD_BYTES]))
        if found is None:
            raise MalformedInput(path, "no header row that names a column of addresses")
        at, names = found
        entries, rejected = sort_out(named_entries(read_rows(data, at, names, names)))
        return indicators(self.name, path, entries, rejected, listed_at=header_date(head_of(data).comments))


def header_of(text: str) -> tuple[int, list[str]] | None:
    """Which line (1-based) names the columns, and their names in lower case; null where none of the first lines does.

    The row stands before the first row of data, or is the first row itself; it has at least two columns.
    """
    for at, line in enumerate(text.split("\n", 200)[:200], start=1):
        comment = line.lstrip().startswith("#")
        names = [cell.lower() for cell in cells(line.strip("# \t\r"))]
        if len(names) >= 2 and len(set(names)) == len(names) and not ADDRESS.isdisjoint(names):
            return at, names
        if names and not comment and line.strip():
            return None
    return None
