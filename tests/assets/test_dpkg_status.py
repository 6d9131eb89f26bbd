import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.cyclonedx import CycloneDx
from vedette.assets.dpkg_status import DpkgStatus
from vedette.model.errors import MalformedInput

STATUS = """Package: libssl3
Status: install ok installed
Source: openssl
Version: 3.0.15-1~deb12u1

Package: acl
Status: deinstall ok config-files
Version: 2.3.1-3

"""


def read(text):
    return DpkgStatus().read(text.encode(), "web-1")


def test_installed_packages_are_read_with_their_source_packages():
    (package,) = read(STATUS).packages
    assert package.purl == "pkg:deb/debian/libssl3@3.0.15-1~deb12u1?distro=debian-12&upstream=openssl"


def test_it_is_recognised_by_its_first_paragraph():
    assert DpkgStatus().sniff(STATUS.encode()) > 0
    assert DpkgStatus().sniff(b"Package: x\n\nStatus: y\n") == 0


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    for document in (text, STATUS + text):
        try:
            read(document)
        except MalformedInput:
            continue


@pytest.mark.conformance
def test_a_debian_machine_has_the_packages_that_syft_finds_on_it(shared_data):
    folder = shared_data / "inventory" / "debian12_host"
    found = DpkgStatus().read(gzip.decompress((folder / "dpkg_status.gz").read_bytes()), "host").packages
    syft = CycloneDx().read(gzip.decompress((folder / "syft_dpkg.cdx.json.gz").read_bytes()), "host").packages
    assert {p.purl for p in found} == {p.purl for p in syft}
