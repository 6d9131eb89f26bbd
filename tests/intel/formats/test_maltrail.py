"""Maltrail's trails."""

import pytest

from vedette.intel.formats import detect_format
from vedette.intel.formats.maltrail import Maltrail
from vedette.intel.interface import Role
from vedette.model.reputation import Category, ContextKind

HEAD = "# Copyright (c) 2014-2026 Maltrail developers (https://github.com/stamparm/maltrail/)\n\n"


def read(text, path):
    return Maltrail().read((HEAD + text).encode(), path)


def test_scanners_come_with_their_names():
    feed = read("192.0.2.1 # census6.shodan.io\n     \n192.0.2.2\n", "m/mass_scanner.txt.gz")
    assert (feed.role, feed.context) == (Role.CONTEXT, ContextKind.SCANNER)
    assert feed.entries.select("value", "detail").rows() == [
        ("192.0.2.1", "census6.shodan.io"),
        ("192.0.2.2", None),
    ]


def test_neighbours_of_scanners_are_no_scanners():
    assert read("192.0.2.0/24 # x.shodan.io\n", "m/mass_scanner_cidr.txt").context is ContextKind.OTHER


@pytest.mark.parametrize("name", ["ipinfo", "whitelist"])
def test_lists_of_harmless_services_explain_only(name):
    feed = read("ip.example\n192.0.2.1\n", f"m/{name}.txt")
    assert (feed.role, feed.context, feed.category) == (Role.CONTEXT, ContextKind.OTHER, None)
    assert feed.rejected == {"domain": 1}


def test_other_trails_accuse_and_count_what_is_no_address():
    feed = read("192.0.2.1:8080\nbad.example\n/shell.php\nhttp://192.0.2.2/x\n", "m/elf_mirai.txt")
    assert (feed.role, feed.category) == (Role.INDICATORS, Category.MALWARE)
    assert feed.entries["value"].to_list() == ["192.0.2.1"]
    assert feed.rejected == {"domain": 1, "url": 2}


def test_it_is_recognised_by_its_head():
    assert detect_format((HEAD + "192.0.2.1\n").encode(), "x").name == "maltrail"
