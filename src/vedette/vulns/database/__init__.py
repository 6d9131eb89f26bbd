"""The local database of advisories: one SQLite file, written whole and swapped in, read as little as is needed."""

from vedette.vulns.database.reading import Database
from vedette.vulns.database.schema import FILE_NAME, SourceState, database_path
from vedette.vulns.database.writing import Change, write

__all__ = ["FILE_NAME", "Change", "Database", "SourceState", "database_path", "write"]
