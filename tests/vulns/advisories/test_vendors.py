"""Vendors' own pages, beside the conformance tests."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.vulns.advisories.interface import VersionRange
from vedette.vulns.advisories.pages import tokens
from vedette.vulns.advisories.registry import FORMATS, recognise
from vedette.vulns.advisories.vendors import by_branch

OPENSSL = b"""<security updated="20990101"><issue public="20990101"><cve name="2099-0001"/><title>A hole</title>
<affects base="1.0.1" version="1.0.1"/><affects base="1.0.1" version="1.0.1a"/><affects base="1.0.0" version="1.0.0"/>
<fixed base="1.0.1" version="1.0.1b" date="20990101"/></issue><issue><cve name="none"/></issue></security>"""


def test_openssl_branches_end_at_their_fix():
    form = recognise(OPENSSL)
    assert form is FORMATS["openssl"]
    document = form.read(OPENSSL, "vulnerabilities.xml")
    [statement] = document.advisories[0].statements
    assert statement.versions.ranges == (VersionRange("1.0.1", fixed="1.0.1b"),)
    assert statement.versions.exact == ("1.0.0",)
    assert document.samples == ["issue 2: no CVE id"]


def test_a_fix_in_an_older_branch_ends_the_range_there():
    assert by_branch("1.9.5", "1.15.5", ["1.15.6", "1.14.1"]) == [
        VersionRange("1.9.5", fixed="1.14.1"),
        VersionRange("1.15", fixed="1.15.6"),
    ]
    assert by_branch("1.2", "1.3", []) == [VersionRange("1.2", last_affected="1.3")]


@given(st.text(alphabet="<>/ abp&;\n", max_size=200))
def test_pages_of_any_text_are_read_without_failing(text):
    assert isinstance(list(tokens(text.encode(), "page")), list)


@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=300))
def test_no_format_fails_on_sniffing_any_bytes(name, data):
    assert 0 <= FORMATS[name].sniff(data) <= 1
