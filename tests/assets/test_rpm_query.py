import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.rpm_query import RpmQuery

BLOCK = """Name        : openssl-libs
Epoch       : 1
Version     : 1.0.2k
Release     : 19.el7
Architecture: x86_64
Source RPM  : openssl-1.0.2k-19.el7.src.rpm
Vendor      : CentOS
Description :
Name: of a thing
Version : 9
Name        : gpg-pubkey
Version     : 1
Release     : 2
"""


def read(text):
    return RpmQuery().read(text.encode(), "db-1.txt")


def test_lines_are_taken_apart_from_the_end():
    found = read(
        "openssh-server-7.4p1-21.el7.x86_64\ngpg-pubkey-f4a80eb5-53a7ff4b\nbash-4.2.46-34.el7.x86_64\n"
    ).packages
    assert [(p.name, p.version) for p in found] == [
        ("openssh-server", "7.4p1-21.el7"),
        ("bash", "4.2.46-34.el7"),
    ]
    assert found[0].purl == "pkg:rpm/redhat/openssh-server@7.4p1-21.el7?distro=redhat-7"


def test_fields_give_epoch_source_and_distribution():
    (package,) = read(BLOCK).packages
    assert package.version == "1:1.0.2k-19.el7"
    assert package.purl == "pkg:rpm/centos/openssl-libs@1:1.0.2k-19.el7?distro=centos-7&upstream=openssl"


def test_what_is_no_package_is_told():
    assert "line 2" in read("bash-4.2.46-34.el7.x86_64\nhello\n").notes[0]
    assert "without name" in read("Name        : a\nVersion     : 1\n").notes[0]


def test_other_lists_are_not_taken_for_it():
    assert RpmQuery().sniff(b"bash-4.2.46-34.el7.x86_64\nhello world\n") == 0
    assert RpmQuery().sniff(b"") == 0


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    read(text)
    read("Name        :" + text)


@pytest.mark.conformance
def test_the_package_is_the_one_that_the_oracle_reads(shared_data):
    folder = shared_data / "inventory" / "jc_fixtures" / "centos-7.7"
    (package,) = RpmQuery().read((folder / "rpm-qi-package.out").read_bytes(), "host").packages
    (row,) = json.loads((folder / "rpm-qi-package.json").read_text())
    assert package.name == row["name"]
    assert package.version == f"{row['epoch']}:{row['version']}-{row['release']}"
