"""CSV with named columns."""

from datetime import UTC, datetime

import pytest

from vedette.intel.formats import detect_format
from vedette.intel.formats.csv_header import CsvHeader
from vedette.model.errors import MalformedInput
from vedette.model.reputation import Category

FEODO = b"""################
# Last updated: 2024-04-04 07:03:03 UTC        #
################
#
"first_seen_utc","dst_ip","dst_port","c2_status","last_online","malware"
"2023-05-23 17:51:44","192.0.2.1","1194","online","2024-04-01","Pikabot"
# END 1 entries"""
THREATFOX = b"""# ThreatFox IOCs\r
# "first_seen_utc","ioc_id","ioc_value","ioc_type","threat_type","confidence_level"\r
"2024-07-16 06:45:19", "1", "http://bad.example/x", "url", "botnet_cc", "75"\r
"2024-07-16 05:25:36", "2", "192.0.2.2:7777", "ip:port", "botnet_cc", "100"\r
"""


def test_a_header_row_below_comments_and_a_trailer():
    assert detect_format(FEODO, "x.csv").name == "csv-header"
    feed = CsvHeader().read(FEODO, "x.csv")
    assert feed.listed_at == datetime(2024, 4, 4, 7, 3, 3, tzinfo=UTC)
    assert feed.entries.select("value", "listed_at", "detail", "line").rows() == [
        ("192.0.2.1", datetime(2023, 5, 23, 17, 51, 44, tzinfo=UTC), "Pikabot", 6)
    ]


def test_a_header_row_that_is_a_comment_and_blanks_behind_commas():
    assert detect_format(THREATFOX, "x.csv").name == "csv-header"
    feed = CsvHeader().read(THREATFOX, "x.csv")
    assert feed.entries.select("value", "confidence", "category").rows() == [
        ("192.0.2.2", 100, Category.COMMAND_AND_CONTROL)
    ]
    assert feed.rejected == {"url": 1}


@pytest.mark.parametrize("column", ["ip", "IP_Address", "src_ip", "Indicator", "cidr"])
def test_the_column_is_found_by_name(column):
    feed = CsvHeader().read(f"date,{column}\n2026-01-02,192.0.2.0/24\n".encode(), "x.csv")
    assert feed.entries.select("value", "listed_at").rows() == [
        ("192.0.2.0/24", datetime(2026, 1, 2, tzinfo=UTC))
    ]


@pytest.mark.parametrize("said", ["", "101", "-1", "nan", "high"])
def test_a_confidence_that_is_none_is_null(said):
    assert CsvHeader().read(f"ip,confidence\n192.0.2.1,{said}\n".encode(), "x").entries[
        "confidence"
    ].to_list() == [None]


def test_short_rows_and_torn_quotes_cost_their_line_alone():
    feed = CsvHeader().read(b'id,ip\n1\n2,"192.0.2.1\n3,192.0.2.2\n', "x.csv")
    assert feed.entries["value"].to_list() == ["192.0.2.1", "192.0.2.2"]


def test_without_a_column_of_addresses_it_is_malformed():
    with pytest.raises(MalformedInput, match="no header row"):
        CsvHeader().read(b"a,b\n1,2\n", "x.csv")
