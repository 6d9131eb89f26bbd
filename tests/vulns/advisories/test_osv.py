import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.purl import PackageKey
from vedette.vulns.advisories.interface import Authority, PackageStatement, VersionRange
from vedette.vulns.advisories.osv import Osv


def read(*affected, **fields):
    record = {"id": "GHSA-x", "modified": "2024-01-01T00:00:00Z", "affected": list(affected), **fields}
    (advisory,) = Osv().read(json.dumps(record).encode(), "osv.json").advisories
    return advisory


def affected(name="aiohttp", ecosystem="PyPI", events=(), kind="ECOSYSTEM", **fields):
    return {
        "package": {"name": name, "ecosystem": ecosystem},
        "ranges": [{"type": kind, "events": list(events)}],
        **fields,
    }


def statement(*args, **kwargs):
    (found,) = read(affected(*args, **kwargs)).statements
    assert isinstance(found, PackageStatement)
    return found


def ranges(*events, **fields):
    return statement(events=events, **fields).versions.ranges


def test_events_become_ranges():
    assert ranges({"introduced": "1.0.5"}, {"fixed": "3.9.2"}) == (VersionRange("1.0.5", fixed="3.9.2"),)
    assert ranges({"introduced": "0"}, {"last_affected": "2"}) == (VersionRange(None, last_affected="2"),)
    assert ranges({"introduced": "0"}) == (VersionRange(),)


def test_events_in_disorder_are_sorted_by_the_ecosystems_rules():
    found = ranges({"fixed": "1.10"}, {"introduced": "2.0"}, {"introduced": "1.9"}, {"fixed": "2.1"})
    assert found == (VersionRange("1.9", fixed="1.10"), VersionRange("2.0", fixed="2.1"))


@pytest.mark.parametrize(
    ("ecosystem", "release", "stream"),
    [
        ("Red Hat:enterprise_linux:9::appstream", "9", ""), ("Red Hat:rhel_eus:9.2::appstream", "9.2", "EUS"),
        ("Debian:12", "12", ""), ("Ubuntu:Pro:22.04:LTS", "22.04", ""), ("Alpine:v3.18", "3.18", ""),
        ("SUSE:Linux Enterprise Server 15 SP3", "15.3", ""), ("openSUSE:Leap 15.4", "15.4", ""), ("Wolfi", None, ""),
    ],
)  # fmt: skip
def test_an_ecosystem_tells_the_release_and_the_stream_of_updates(ecosystem, release, stream):
    found = statement(name="nginx", ecosystem=ecosystem, events=[{"introduced": "0"}, {"fixed": "1"}])
    assert (found.release, found.stream) == (release, stream)


def test_commits_order_no_versions():
    found = statement(events=[{"introduced": "0"}, {"fixed": "abc"}], kind="GIT")
    assert found.versions.ranges == ()
    assert found.versions.unjudged == 1


def test_the_last_known_affected_version_ends_an_open_range():
    details = {"last_known_affected_version_range": "<= 2.9.4"}
    assert ranges({"introduced": "0"}, database_specific=details) == (VersionRange(last_affected="2.9.4"),)


@pytest.mark.parametrize(
    ("ecosystem", "name", "key", "release", "authority"),
    [
        ("PyPI", "Foo_Bar", PackageKey("pypi", "foo-bar"), None, Authority.ECOSYSTEM),
        ("Maven", "org.x:core", PackageKey("maven", "org.x/core"), None, Authority.ECOSYSTEM),
        ("npm", "@a/b", PackageKey("npm", "@a/b"), None, Authority.ECOSYSTEM),
        ("Debian:12", "openssh", PackageKey("deb/debian", "openssh"), "12", Authority.DISTRIBUTION),
        ("Ubuntu:Pro:22.04:LTS", "nginx", PackageKey("deb/ubuntu", "nginx"), "22.04", Authority.DISTRIBUTION),
        ("Alpine:v3.18", "nginx", PackageKey("apk/alpine", "nginx"), "3.18", Authority.DISTRIBUTION),
    ],
)
def test_an_ecosystem_names_package_release_and_authority(ecosystem, name, key, release, authority):
    found = statement(name=name, ecosystem=ecosystem, events=[{"introduced": "0"}])
    assert (found.package, found.release, found.authority) == (key, release, authority)


def test_an_unknown_ecosystem_is_left_out():
    assert read(affected(ecosystem="Ecosystem1")).statements == ()


def test_severity_weaknesses_and_withdrawal_are_kept():
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
    advisory = read(
        severity=[{"type": "CVSS_V3", "score": vector}, {"type": "Ubuntu", "score": "low"}],
        database_specific={"cwe_ids": ["CWE-22", 1]},
        withdrawn="2024-01-02T00:00:00Z",
    )
    assert [(s.version, s.vector) for s in advisory.severities] == [("3.1", vector)]
    assert advisory.cwes == ("CWE-22",)
    assert advisory.withdrawn


events = st.lists(
    st.dictionaries(
        st.sampled_from(["introduced", "fixed", "last_affected"]), st.text(max_size=5), max_size=2
    ),
    max_size=5,
)


@given(events, st.sampled_from(["PyPI", "Maven", "npm", "Debian:12", "Go", "?"]))
def test_any_events_are_read(events, ecosystem):
    read(affected(ecosystem=ecosystem, events=events))


@pytest.mark.conformance
def test_third_party_records_load_whole(shared_data):
    data = gzip.decompress((shared_data / "vuln" / "pypa" / "pypa_web_subset.jsonl.gz").read_bytes())
    assert Osv().sniff(data[: 64 << 10]) > 0.5
    document = Osv().read(data, "pypa")
    assert len(document.advisories) == 439
    assert not document.rejected
    statements = [s for a in document.advisories for s in a.statements]
    assert all(s.versions.ranges and not s.versions.unjudged for s in statements)
