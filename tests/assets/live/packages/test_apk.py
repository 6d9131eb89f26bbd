import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.packages import read_packages
from vedette.assets.live.packages.apk import read_installed

ALPINE = Distribution("alpine", "Alpine Linux", "3.20.1")
INSTALLED = "C:Q1\nP:libssl3\nV:3.3.1-r0\nA:x86_64\no:openssl\nF:lib\nR:libssl.so.3\na:0:0:755\nF:etc/ssl\nR:x.cnf\n\n"


def test_files_are_of_the_packages_that_list_them(machine):
    packages = read_packages(machine({"/lib/apk/db/installed": INSTALLED}), ALPINE)
    owner = packages.owner("/lib/libssl.so.3")
    assert owner.purl == "pkg:apk/alpine/libssl3@3.3.1-r0?arch=x86_64&distro=alpine-3.20.1&upstream=openssl"
    assert packages.owner("/etc/ssl/x.cnf") is owner
    assert packages.owner("/usr/lib/libssl.so.3") is owner


def test_a_paragraph_without_a_name_is_counted_with_its_line():
    found = read_installed(INSTALLED.encode() + b"V:1\n\n" + INSTALLED.encode(), "installed", ALPINE)
    assert len(found.packages) == 2
    assert found.problems.samples == ["installed:12: a paragraph without a package's name and version"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_to_their_end(data):
    assert read_installed(data, "installed", None).problems.count <= data.count(b"\n\n") + 1


@pytest.mark.conformance
@pytest.mark.parametrize(
    "name", ["apk__installed", "syft__multiple-2__lib__apk__db__installed", "apk__empty"]
)
def test_the_databases_of_others_are_read_whole(name, shared_data):
    data = (shared_data / "inventory/os_package_db" / name).read_bytes()
    found = read_installed(data, name, ALPINE)
    assert len(found.packages) == data.count(b"\nP:") + data.startswith(b"P:")
    assert found.problems.count == 0
    assert len(found.owners) <= data.count(b"\nR:")
