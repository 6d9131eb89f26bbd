"""An MMDB file of one record, made by hand after the format's specification."""

import struct

import pytest


def encoded(value):
    """A value in the data section: maps, texts, numbers, and bytes that are already encoded."""
    match value:
        case bytes():
            return value
        case str():
            size = len(value)
            return (bytes([2 << 5 | 29, size - 29]) if size > 28 else bytes([2 << 5 | size])) + value.encode()
        case int():
            return bytes([6 << 5 | 4]) + struct.pack(">I", value)
        case dict():
            return bytes([7 << 5 | len(value)]) + b"".join(encoded(k) + encoded(v) for k, v in value.items())
        case _:
            raise TypeError(value)


def make_mmdb(record, database_type="Test", ip_version=6, node_count=1):
    """Both halves of the address space lead to the record."""
    tree = struct.pack(">I", node_count + 16)[1:] * 2
    about = {
        "node_count": node_count,
        "record_size": 24,
        "ip_version": ip_version,
        "database_type": database_type,
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": 0,
        "languages": bytes([0x00, 4]),
        "description": {},
    }
    return tree + bytes(16) + encoded(record) + b"\xab\xcd\xefMaxMind.com" + encoded(about)


@pytest.fixture
def mmdb(tmp_path):
    """Writes an MMDB file."""

    def write(record, name="test.mmdb", **said):
        path = tmp_path / name
        path.write_bytes(make_mmdb(record, **said))
        return str(path)

    return write
