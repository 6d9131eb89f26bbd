"""Plain lists."""

from datetime import UTC, datetime

import pytest

from vedette.intel.formats import detect_format
from vedette.intel.formats.plain import Plain
from vedette.intel.interface import Role
from vedette.model.reputation import Category


def read(text, path="lists/bad.txt"):
    data = text.encode() if isinstance(text, str) else text
    return Plain().read(data, path)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("  192.0.2.1\t\r", "192.0.2.1"),
        ('"192.0.2.1",', "192.0.2.1"),
        ("192[.]0[.]2[.]1", "192.0.2.1"),
        ("192(.)0.2[dot]1", "192.0.2.1"),
        ("192.0.2.1:4444", "192.0.2.1"),
        ("192.0.2.1|1389", "192.0.2.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1|389", "2001:db8::1"),
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("192.0.2.1-192.0.2.9", "192.0.2.1-192.0.2.9"),
        ("192.0.2.1 - 192.0.2.9", "192.0.2.1-192.0.2.9"),
        ("2001:db8::/48", "2001:db8::/48"),
        ("192.0.2.1 # said so", "192.0.2.1"),
        ("192.0.2.0/24 ; SBL123", "192.0.2.0/24"),
        ("192.0.2.1;SBL123", "192.0.2.1"),
        ("192.0.2.1 seen twice", "192.0.2.1"),
        ("192.0.2.1,malware,2026-01-01", "192.0.2.1"),
        ('"192.0.2.1","malware"', "192.0.2.1"),
    ],
)
def test_an_address_is_found_however_it_is_written(written, value):
    feed = read(f"{written}\n")
    assert feed.entries["value"].to_list() == [value]
    assert not feed.rejected


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("bad.example", "domain"),
        ("bad.example:8080", "domain"),
        ("http://192.0.2.1/x", "url"),
        ("hxxp://bad[.]example/x", "url"),
        ("0.8.149.07", "zero-padded octet"),
        ("192.0.2.09", "zero-padded octet"),
        ("01.02.03.04", "zero-padded octet"),
        ("192.0.2.0-192.0.2.09", "zero-padded octet"),
        ("AS64500", "autonomous system"),
        ("d41d8cd98f00b204e9800998ecf8427e", "hash"),
        ("someone@bad.example", "e-mail address"),
        ("1.2.3", "no address"),
        ("nonsense", "no address"),
        ("127.0.0.1 ads.example", "domain"),
        ("0.0.0.0 ads.example # of a hosts file", "domain"),
    ],
)
def test_what_is_no_address_is_counted_by_reason(written, reason):
    feed = read(f"198.51.100.1\n{written}\n")
    assert feed.rejected == {reason: 1}
    assert feed.entries["value"].to_list() == ["198.51.100.1"]


def test_comments_behind_an_address_are_its_detail_and_lines_keep_their_numbers():
    feed = read("# head\r\n\r\n192.0.2.1 # one\r\n// no\r\n192.0.2.2 two words\r\n")
    assert feed.entries["detail"].to_list() == ["one", "two words"]
    assert feed.entries["line"].to_list() == [3, 5]


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("# Last update: Sat, 22 Aug 2026 03:00:29 +0200", datetime(2026, 8, 22, 1, 0, 29, tzinfo=UTC)),
        ("# Last updated: 2026-11-20 12:00:00", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("# Last updated: 2024-04-04 07:03:03 UTC        #", datetime(2024, 4, 4, 7, 3, 3, tzinfo=UTC)),
        ("# Source File Date: Mon Jun  1 04:30:09 UTC 2015", datetime(2015, 6, 1, 4, 30, 9, tzinfo=UTC)),
        ("; Last-Modified: Tue, 15 Apr 2025 02:41:07 GMT", datetime(2025, 4, 15, 2, 41, 7, tzinfo=UTC)),
        ("# Last update: yesterday", None),
        ("# nothing", None),
    ],
)
def test_a_date_at_the_head_is_the_lists(head, date):
    assert read(f"{head}\n192.0.2.1\n").listed_at == date


def test_a_byte_order_mark_and_bad_bytes_cost_nothing_but_their_line():
    feed = read(b"\xef\xbb\xbf192.0.2.1\n\xff\xfe\n192.0.2.2\n")
    assert feed.entries["value"].to_list() == ["192.0.2.1", "192.0.2.2"]
    assert feed.rejected == {"no address": 1}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a head\n# Last update: 2026-01-01\n"])
def test_a_list_of_nothing_is_a_list_without_entries(text):
    assert detect_format(text.encode(), "list.txt").name == "plain"
    assert len(read(text).entries) == 0


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("x/tor-exit.txt", Category.ANONYMISER),
        ("x/log4j.txt", Category.ATTACKER),
        ("x/gossip.txt", Category.MALICIOUS),
        ("x/sip.txt.gz", Category.SCANNER),
        ("x/feodo_c2.ipset", Category.COMMAND_AND_CONTROL),
    ],
)
def test_the_files_name_says_what_the_list_calls_its_entries(path, category):
    feed = read("192.0.2.1\n", path)
    assert feed.category is category
    assert feed.role is Role.INDICATORS


@pytest.mark.parametrize(
    ("path", "head", "category"),
    [
        ("x/level1.netset", "# Category        : attacks \r", Category.ATTACKER),
        ("x/level1.netset", "#\n# Category : anonymizers\n# Category : spam", Category.ANONYMISER),
        ("x/tor-exit.netset", "# Category : attacks", Category.ANONYMISER),
        ("x/level1.netset", "# Category : reputation", Category.MALICIOUS),
        ("x/level1.netset", "# Category :", Category.MALICIOUS),
        ("x/level1.netset", "# These are attacks of the category : spam", Category.MALICIOUS),
    ],
)
def test_a_category_at_the_head_says_what_the_name_does_not(path, head, category):
    assert read(f"{head}\n192.0.2.1\n", path).category is category


def test_a_list_whose_name_is_a_number_is_called_with_its_folder():
    assert read("192.0.2.1\n", "/lists/ipsum/4.txt").name == "ipsum/4"


def test_a_list_of_domains_is_recognised_so_that_it_can_be_said_that_it_names_no_address():
    assert detect_format(b"bad.example\nworse.example\n", "predict.txt").name == "plain"
