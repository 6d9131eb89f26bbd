import json

import pytest

from vedette.assets.dpkg_list import DpkgList
from vedette.model.claim import Rank
from vedette.model.errors import MalformedInput

HEADING = """Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ Name             Version              Architecture Description
+++-================-====================-============-==================
"""


def read(*lines):
    return DpkgList().read((HEADING + "\n".join(lines)).encode(), "web-1.txt")


def test_installed_packages_are_read_with_the_distribution_that_their_versions_give_away():
    found = read(
        "ii  openssh-server   1:9.2p1-2+deb12u6    amd64        secure shell",
        "hi  libc6:amd64      2.36-9+deb12u10      amd64        GNU C Library",
        "ii  adduser          3.134                all          add users",
        "rc  acl              2.2.52-3             amd64        gone",
        "pn  at               <none>               <none>       (no description available)",
    ).packages
    assert [(p.name, p.version) for p in found] == [
        ("openssh-server", "1:9.2p1-2+deb12u6"), ("libc6", "2.36-9+deb12u10"), ("adduser", "3.134"),
    ]  # fmt: skip
    assert {p.purl.split("@")[0].rpartition("/")[0] for p in found} == {"pkg:deb/debian"}
    assert {p.rank for p in found} == {Rank.PACKAGE_MANAGER}


def test_what_may_be_cut_off_is_not_used():
    found = read(
        "ii  amd64-microcode  3.20191021.1+really3 amd64        x",
        "ii  libreallyquitea1 1.0                  amd64        x",
    )
    microcode, library = found.packages
    assert (microcode.version, library.purl) == (None, None)
    assert len(found.notes) == 2


def test_without_the_rule_its_columns_are_not_known():
    with pytest.raises(MalformedInput, match=r"\+\+\+-"):
        DpkgList().read(b"Desired=Unknown\nii a 1\n", "x")


def test_a_line_that_is_no_package_is_told():
    assert "line 6" in read("hello world again").notes[0]


@pytest.mark.conformance
@pytest.mark.parametrize(("name", "least"), [("dpkg-l", 600), ("dpkg-l-codes", 9)])
def test_the_packages_are_those_that_the_oracle_reads(shared_data, name, least):
    folder = shared_data / "inventory" / "jc_fixtures" / "ubuntu-18.04"
    found = DpkgList().read((folder / f"{name}.out").read_bytes(), "host").packages
    rows = json.loads((folder / f"{name}.json").read_text())
    installed = [r for r in rows if r["codes"][1] in "itW"]
    assert [p.name for p in found] == [r["name"].split(":")[0] for r in installed]
    assert len(found) >= least
    for package, row in zip(found, installed, strict=True):
        assert package.version == row["version"] or (package.version is None and len(row["version"]) == 20)
