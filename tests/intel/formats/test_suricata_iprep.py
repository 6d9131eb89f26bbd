"""Suricata's IP reputation."""

from vedette.intel.formats import detect_format
from vedette.intel.formats.suricata_iprep import SuricataIprep
from vedette.model.reputation import Category

LIST = b"#8.8.8.8,10,100\n192.0.2.1,1,127\n192.0.2.0/24,7,64\nbad.example,1,1\n"


def test_a_score_becomes_a_confidence_and_a_commented_entry_is_none():
    feed = SuricataIprep().read(LIST, "nowhere/iprep.list")
    assert feed.entries.select("value", "confidence", "detail").rows() == [
        ("192.0.2.1", 75, "category 1"),
        ("192.0.2.0/24", 38, "category 7"),
    ]
    assert feed.rejected == {"domain": 1}


def test_the_categories_are_read_where_they_stand_beside_the_list(tmp_path):
    (tmp_path / "categories.txt").write_text(
        "1,2520000,ET TOR Known Tor Exit Node\n7,1,ET CNC Reported CnC Server\nx\n"
    )
    feed = SuricataIprep().read(LIST, str(tmp_path / "iprep.list"))
    assert feed.entries["category"].to_list() == [Category.ANONYMISER, Category.COMMAND_AND_CONTROL]
    assert feed.entries["detail"].to_list() == ["ET TOR Known Tor Exit Node", "ET CNC Reported CnC Server"]


def test_it_is_recognised_and_its_categories_are_no_list():
    assert detect_format(LIST + b"2001:db8::/32,2,3\n192.0.2.9,2,3\n", "iprep.list").name == "suricata-iprep"
    assert detect_format(b"1,2520000,ET TOR Known Tor Exit Node Traffic\n", "categories.txt") is None
