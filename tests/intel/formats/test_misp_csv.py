"""MISP's attributes as CSV."""

from datetime import UTC, datetime

import pytest

from vedette.intel.formats import detect_format
from vedette.intel.formats.misp_csv import MispCsv
from vedette.model.errors import MalformedInput
from vedette.model.reputation import Category

HEAD = "uuid,type,value,comment,to_ids,date,attribute_tag,event_tag\n"


def read(*rows):
    return MispCsv().read((HEAD + "".join(f"{row}\n" for row in rows)).encode(), "lists/events.csv")


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("ip-src", "192.0.2.1", "192.0.2.1"),
        ("ip-dst", "192.0.2.0/24", "192.0.2.0/24"),
        ("ip-dst|port", "192.0.2.1|1389", "192.0.2.1"),
        ("ip-src|port", "2001:db8::1|1389", "2001:db8::1"),
        ("domain|ip", "bad.example|192.0.2.1", "192.0.2.1"),
    ],
)
def test_types_that_hold_an_address_are_read(kind, written, value):
    assert read(f'"u","{kind}","{written}","",1,1639754649,"",""').entries["value"].to_list() == [value]


def test_other_types_are_rejected_by_their_name():
    feed = read(
        '"u","domain","bad.example","",1,1,"",""',
        '"u","sha256","x","",1,1,"",""',
        '"u","url","http://192.0.2.1/","",1,1,"",""',
    )
    assert feed.rejected == {"domain": 1, "sha256": 1, "url": 1}
    assert len(feed.entries) == 0


@pytest.mark.parametrize(
    ("to_ids", "tags", "confidence"),
    [
        (1, "", 60),
        (0, "", 45),
        (0, 'tlp:white,false-positive:risk=""high""', 25),
        (1, 'false-positive:risk=""medium""', 50),
        (0, 'false-positive:risk=""medium""', 45),
        (1, 'false-positive:risk=""low""', 60),
        (1, 'false-positive:risk=""cannot-be-judged""', 60),
    ],
)
def test_confidence_follows_to_ids_and_the_risk_of_a_false_positive(to_ids, tags, confidence):
    feed = read(f'"u","ip-src","192.0.2.1","",{to_ids},1639754649,"","{tags}"')
    assert feed.entries["confidence"].to_list() == [confidence]


def test_comment_and_tags_are_the_detail_and_may_name_the_category():
    feed = read('"u","ip-dst|port","192.0.2.1|1389","log4j rogue-ldap, ""seen""",1,1639754649,"a,b",""')
    row = feed.entries.row(0, named=True)
    assert row["detail"] == 'log4j rogue-ldap, "seen"; a,b'
    assert row["category"] == Category.MALWARE
    assert row["listed_at"] == datetime(2021, 12, 17, 15, 24, 9, tzinfo=UTC)
    assert row["line"] == 2


@pytest.mark.parametrize("date", ["", "0", "-1", "99999999999999999999", "4102444801", "soon"])
def test_a_date_that_is_none_is_null(date):
    assert read(f'"u","ip-src","192.0.2.1","",1,{date},"",""').entries["listed_at"].to_list() == [None]


def test_a_torn_quote_costs_its_line_alone():
    feed = read('"u","ip-src","192.0.2.1","torn', '"u","ip-src","192.0.2.2","",1,1,"",""')
    assert feed.entries["value"].to_list() == ["192.0.2.1", "192.0.2.2"]


def test_columns_are_found_by_name_and_may_be_missing():
    data = b"value,to_ids,type\n192.0.2.1,1,ip-src\n"
    assert detect_format(data, "x").name == "misp-csv"
    assert MispCsv().read(data, "x").entries["value"].to_list() == ["192.0.2.1"]


def test_without_its_header_it_is_malformed():
    with pytest.raises(MalformedInput, match="type, value and to_ids"):
        MispCsv().read(b"192.0.2.1,1\n", "x.csv")
