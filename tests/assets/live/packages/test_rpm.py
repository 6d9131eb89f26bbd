import shutil
import sqlite3
import struct
import subprocess
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.packages import read_packages
from vedette.assets.live.packages.rpm_header import Header, Tag
from vedette.assets.live.tree import Tree

FEDORA = Distribution("fedora", "Fedora Linux", "40")


def header(values):
    """A header of these values by tag: text, texts or numbers."""
    index, data = b"", b""
    for tag, value in values.items():
        if isinstance(value, str):
            kind, count, raw = 6, 1, value.encode() + b"\0"
        elif isinstance(value[0], str):
            kind, count, raw = 8, len(value), b"".join(v.encode() + b"\0" for v in value)
        else:
            data += bytes(-len(data) % 4)
            kind, count, raw = 4, len(value), struct.pack(f">{len(value)}I", *value)
        index += struct.pack(">IIII", tag, kind, len(data), count)
        data += raw
    return struct.pack(">II", len(values), len(data)) + index + data


OPENSSL = header(
    {
        Tag.NAME: "openssl-libs", Tag.VERSION: "3.2.1", Tag.RELEASE: "2.fc40", Tag.EPOCH: [1], Tag.ARCH: "x86_64",
        Tag.SOURCE_RPM: "openssl-3.2.1-2.fc40.src.rpm", Tag.INSTALL_TIME: [1_700_000_000],
        Tag.DIRECTORY_INDEXES: [0, 1], Tag.BASE_NAMES: ["libssl.so.3", "openssl.cnf"], Tag.DIRECTORY_NAMES: ["/usr/lib64/", "/etc/pki/tls/"],
    }
)  # fmt: skip


def database(tmp_path, *blobs):
    folder = tmp_path / "usr/lib/sysimage/rpm"
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "rpmdb.sqlite")) as made:
        made.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)")
        made.executemany("INSERT INTO Packages (blob) VALUES (?)", [(blob,) for blob in blobs])
        made.commit()
    return Tree(tmp_path)


def test_files_are_of_the_packages_that_list_them(tmp_path):
    packages = read_packages(database(tmp_path, OPENSSL), FEDORA)
    owner = packages.owner("/usr/lib64/libssl.so.3")
    assert (owner.name, owner.version, owner.source) == ("openssl-libs", "3.2.1-2.fc40", "openssl")
    assert owner.purl == (
        "pkg:rpm/fedora/openssl-libs@3.2.1-2.fc40?arch=x86_64&distro=fedora-40&epoch=1&upstream=openssl"
    )
    assert owner.installed.year == 2023
    assert packages.owner("/etc/pki/tls/openssl.cnf") is owner


def test_a_broken_package_is_counted_and_the_others_are_read(tmp_path):
    packages = read_packages(
        database(tmp_path, b"rubbish", OPENSSL, b"\xff" * 100, header({Tag.NAME: "x"})), FEDORA
    )
    assert len(packages.installed["rpm"].packages) == 1
    assert packages.installed["rpm"].problems.count == 3


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(100)])
def test_what_is_no_database_is_told(content, machine):
    packages = read_packages(machine({"/var/lib/rpm/rpmdb.sqlite": content}), FEDORA)
    assert packages.installed["rpm"].packages == ()
    assert "cannot be read" in packages.problems[0]


def test_an_older_form_is_told_not_to_be_read(machine):
    assert "older form" in read_packages(machine({"/var/lib/rpm/Packages": b"x"}), FEDORA).problems[0]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_header_or_a_value_error(data):
    try:
        Header(data).files()
    except ValueError as error:
        assert str(error)  # noqa: PT017


SPEC = """
Name: vedette-probe
Version: 1.2
Release: 3
Epoch: 4
Summary: x
License: x
BuildArch: noarch
%description
x
%install
mkdir -p %{buildroot}/opt/probe/a
echo x > %{buildroot}/opt/probe/one
echo x > %{buildroot}/opt/probe/a/two
%files
/opt/probe
"""


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("rpmbuild"), reason="rpm is not installed")
def test_what_rpm_itself_installs_is_read(tmp_path):
    (tmp_path / "probe.spec").write_text(SPEC)
    top, base = tmp_path / "build", tmp_path / "root/var/lib/rpm"
    subprocess.run(
        ["rpmbuild", "-bb", "--define", f"_topdir {top}", tmp_path / "probe.spec"],
        check=True,
        capture_output=True,
    )
    (built,) = top.rglob("*.rpm")
    base.mkdir(parents=True)
    subprocess.run(
        ["rpm", "-i", "--dbpath", base, "--justdb", "--nodeps", "--define", "_db_backend sqlite", built],
        check=True, capture_output=True,
    )  # fmt: skip
    owner = read_packages(Tree(tmp_path / "root"), None).owner("/opt/probe/a/two")
    assert owner.purl == "pkg:rpm/vedette-probe@1.2-3?arch=noarch&epoch=4"
