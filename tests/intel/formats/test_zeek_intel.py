"""Zeek's intelligence files."""

import pytest

from vedette.intel.formats import detect_format
from vedette.intel.formats.zeek_intel import ZeekIntel
from vedette.model.errors import MalformedInput
from vedette.model.reputation import Category

HEAD = b"#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\tmeta.whitelist\n"


def test_addresses_and_subnets_are_read_and_other_types_counted():
    feed = ZeekIntel().read(
        HEAD
        + b"192.0.2.1\tIntel::ADDR\tlab\tC2\t-\n198.51.100.0/24\tIntel::SUBNET\tlab\tlab\t-\n"
        + b"bad.example\tIntel::DOMAIN\tlab\tx\t-\nx.exe\tIntel::FILE_NAME\tlab\tx\t-\n",
        "x.intel",
    )
    assert feed.entries.select("value", "detail", "category", "line").rows() == [
        ("192.0.2.1", "lab: C2", Category.COMMAND_AND_CONTROL, 2),
        ("198.51.100.0/24", "lab", None, 3),
    ]
    assert feed.rejected == {"domain": 1, "file name": 1}


def test_a_whitelist_entry_accuses_nobody():
    feed = ZeekIntel().read(
        HEAD + b"192.0.2.1\tIntel::ADDR\tlab\tx\tT\n192.0.2.2\tIntel::ADDR\tlab\tx\tF\n", "x"
    )
    assert feed.entries["value"].to_list() == ["192.0.2.2"]
    assert feed.rejected == {"whitelist entry": 1}


def test_columns_are_found_by_name_and_short_rows_are_none():
    data = b"#fields\tmeta.source\tindicator_type\tindicator\nlab\tIntel::ADDR\t192.0.2.1\nlab\tIntel::ADDR\nlab\n"
    assert detect_format(data, "x.dat").name == "zeek-intel"
    feed = ZeekIntel().read(data, "x.dat")
    assert feed.entries["value"].to_list() == ["192.0.2.1"]
    assert feed.rejected == {"no address": 1, "no type": 1}


def test_a_head_alone_is_a_list_without_entries():
    assert len(ZeekIntel().read(HEAD, "ellio.intel").entries) == 0


def test_without_fields_it_is_malformed():
    with pytest.raises(MalformedInput, match="#fields"):
        ZeekIntel().read(b"192.0.2.1\tIntel::ADDR\n", "x.intel")
