import gzip
import json
import os
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.packages import read_packages
from vedette.assets.live.packages.dpkg import Dpkg, dpkg_package, read_status
from vedette.assets.live.packages.interface import Problems
from vedette.assets.live.tree import Tree

DEBIAN = Distribution("debian", "Debian GNU/Linux", "12")
STATUS = """\
Package: libssl3
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: openssl
Version: 3.0.15-1~deb12u1
Description: a library
 Version: 9.9 is no field, but text

Package: gone
Status: deinstall ok config-files
Version: 1.0
"""


@pytest.fixture
def debian(machine):
    return machine(
        {
            "/var/lib/dpkg/status": STATUS,
            "/var/lib/dpkg/info/libssl3:amd64.list": "/.\n/usr/lib/libssl.so.3\n/lib/old.so\n/usr/bin/moved\n",
            "/var/lib/dpkg/diversions": "/usr/bin/moved\n/usr/bin/moved.real\nother\n",
        }
    )


def test_a_file_is_of_the_package_whose_list_names_it(debian):
    owner = read_packages(debian, DEBIAN).owner("/usr/lib/libssl.so.3")
    assert (owner.name, owner.version, owner.source) == ("libssl3", "3.0.15-1~deb12u1", "openssl")
    assert (
        owner.purl == "pkg:deb/debian/libssl3@3.0.15-1~deb12u1?arch=amd64&distro=debian-12&upstream=openssl"
    )
    assert owner.installed is not None


def test_a_file_below_usr_is_found_where_the_package_still_names_the_old_place(debian):
    packages = read_packages(debian, DEBIAN)
    assert packages.owner("/usr/lib/old.so").name == "libssl3"
    assert packages.owner("/lib/libssl.so.3").name == "libssl3"
    assert packages.owner("/opt/own") is None


def test_a_diverted_file_is_known_where_it_stands(debian):
    assert read_packages(debian, DEBIAN).owner("/usr/bin/moved.real").name == "libssl3"


def test_removed_packages_are_none(debian):
    assert [package.name for package in Dpkg().read(debian, DEBIAN).packages] == ["libssl3"]


def test_images_without_dpkg_have_a_file_for_each_package(machine):
    tree = machine(
        {
            "/var/lib/dpkg/status.d/base": "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n",
            "/var/lib/dpkg/status.d/base.md5sums": f"{'0' * 32}  usr/lib/os-release\n",
        }
    )
    assert read_packages(tree, DEBIAN).owner("/usr/lib/os-release").version == "12.4"


@pytest.mark.parametrize(
    ("version", "namespace"),
    [
        ("20.20.2-1nodesource1", "nodesource"),
        ("16.4-1.pgdg120+1", "postgresql.org"),
        ("1.25.3-1~bookworm", "vendor"),
        ("1.22.1-9+deb12u1", "debian"),
    ],
)
def test_what_another_vendor_built_is_not_called_the_distributions(version, namespace):
    assert dpkg_package({"package": "x", "version": version}, DEBIAN, None).namespace == namespace


def read(data):
    problems = Problems()
    return read_status(data, "status", problems), problems


def test_what_is_broken_is_counted_with_its_line():
    paragraphs, problems = read(
        b"Version: 1\n\nPackage: a\nStatus: install ok installed\nVersion: 1\n\nPackage: b\nVersion: 1\n"
    )
    assert [p["package"] for p in paragraphs] == ["a"]
    assert problems.samples == [
        "status:1: a paragraph without a package's name",
        "status:7: package 'b' has no status",
    ]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_to_their_end(data):
    paragraphs, problems = read(data)
    assert len(paragraphs) + problems.count <= data.count(b"\n") + 1


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("name", "expected", "broken"),
    [
        ("dpkg__dpkg__empty", [], 0),
        ("dpkg__dpkg__nopackage", ["foo", "bar"], 1),
        ("dpkg__dpkg__single", ["acl"], 0),
        ("dpkg__dpkg__trailingnewlines", ["acl"], 0),
        ("dpkg__dpkg__transitional", ["iceweasel"], 0),
        ("dpkg__dpkg__transitional_empty", ["runit-systemd"], 0),
        (
            "dpkg__dpkg__statusfield",
            [
                "wantinstall_installed",
                "wantdeinstall_installed",
                "wantinstall_unpacked",
                "wantpurge_installed",
            ],
            1,
        ),
        ("syft__var__lib__dpkg__status.d__corrupt", [], 1),
        ("syft__var__lib__dpkg__status.d__empty", [], 1),
        ("syft__var__lib__dpkg__status.d__installed-size-4KB", ["apt"], 0),
        ("syft__var__lib__dpkg__status.d__single", ["apt"], 0),
    ],
)
def test_the_databases_of_others_are_read_and_broken_ones_refused(name, expected, broken, shared_data):
    data = (shared_data / "inventory/os_package_db" / name).read_bytes()
    paragraphs, problems = read(data)
    assert [p["package"] for p in paragraphs] == expected
    assert problems.count == broken


@pytest.mark.conformance
def test_packages_without_a_state_count_in_images(shared_data):
    path = shared_data / "inventory/os_package_db/dpkg__dpkg__status.d__foo"
    paragraphs = read_status(path.read_bytes(), "foo", Problems(), stateless=True)
    assert [(p["package"], p["version"]) for p in paragraphs] == [("foo", "1.2.3")]


@pytest.mark.conformance
def test_a_whole_host_is_read_as_syft_reads_it(shared_data):
    folder = shared_data / "inventory/debian12_host"
    paragraphs, problems = read(gzip.decompress((folder / "dpkg_status.gz").read_bytes()))
    ours = {(p["package"], p["version"]) for p in paragraphs}
    bom = json.loads(gzip.decompress((folder / "syft_dpkg.cdx.json.gz").read_bytes()))
    theirs = {(c["name"], c["version"]) for c in bom["components"] if c["type"] == "library"}
    assert (ours, problems.count) == (theirs, 0)


@pytest.mark.skipif(not os.path.exists("/usr/bin/dpkg-query"), reason="this machine has no dpkg")  # noqa: PTH110
def test_this_machine_is_read_as_dpkg_reads_it():
    found = read_packages(Tree(), DEBIAN)
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n"], capture_output=True, text=True, check=True
    ).stdout  # fmt: skip
    theirs = {tuple(line.split()[:2]) for line in listed.splitlines() if line.endswith(" installed")}
    ours = {(p.name, p.version) for p in found.installed["dpkg"].packages}
    assert theirs <= ours
    path = subprocess.run(["dpkg", "-L", "dpkg"], capture_output=True, text=True, check=True).stdout.split()[
        -1
    ]
    assert found.owner(path).name == "dpkg"
