from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vedette.model.purl import PackageKey
from vedette.model.service import Service, VersionSource
from vedette.model.vulnerability import State
from vedette.vulns.advisories.distributions import ALWAYS, NEVER, OPEN, about_package, until
from vedette.vulns.advisories.index import build
from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    Document,
    PackageStatement,
    ProductStatement,
    VersionRange,
    Versions,
)
from vedette.vulns.cpe import Cpe
from vedette.vulns.database import Change, Database, write
from vedette.vulns.fleet import FINDINGS, expose_fleet
from vedette.vulns.matching import expose

NOW = datetime(2099, 1, 1, tzinfo=UTC)
DEBIAN = ("deb", "debian")


def host(name, *components):
    return Service(
        id=name, host=name, addresses=(), listen_address=None, port=None, transport="tcp", protocol=None,
        product="host", version=None, version_source=VersionSource.PACKAGE, purl=None, cpe=None,
        components=components, logs=(), platform="Debian 12",
    )  # fmt: skip


def pypi(versions):
    return PackageStatement(PackageKey("pypi", "x"), None, "PyPI", versions, Authority.ECOSYSTEM)


def upstream(versions):
    return ProductStatement("redis", "redis", "", None, (Cpe("a", "redis", "redis"),), (), versions)


NUMBERS = st.sampled_from(["1.0", "1.1", "1.2", "2.0", "2.0rc1", "0", "nonsense", "latest"])
BOUNDS = st.one_of(st.none(), NUMBERS)
RANGES = st.builds(VersionRange, BOUNDS, BOUNDS, BOUNDS)
SPOKEN = st.one_of(
    st.sampled_from([ALWAYS, NEVER, OPEN]),
    st.builds(Versions, st.lists(RANGES, max_size=2).map(tuple), st.lists(NUMBERS, max_size=2).map(tuple)),
)
STATEMENTS = st.one_of(
    st.builds(pypi, SPOKEN),
    st.builds(
        lambda release, v: about_package(DEBIAN, "redis", release, v),
        st.sampled_from(["11", "12", None]),
        SPOKEN,
    ),
    st.builds(upstream, SPOKEN),
)
ADVISORIES = st.lists(st.tuples(st.integers(0, 3), STATEMENTS), min_size=1, max_size=8)
PARTS = st.sampled_from(
    [
        *(f"pkg:pypi/x@{v}" for v in ("1.0", "1.1", "1.5", "nonsense")),
        *(f"pkg:deb/debian/redis@{v}?distro=debian-12" for v in ("1.0", "1.1", "1.5")),
        "pkg:deb/debian/redis@1.1", "pkg:pypi/x",
    ]
)  # fmt: skip


def rows(service, exposure):
    """What `expose` says, as the fleet's findings say it."""
    return {
        (service.id, v.matched, v.id, v.state.value, v.fixed_version)
        for v in exposure.vulnerabilities
        if v.state in {State.AFFECTED, State.UNKNOWN}
    }


@given(ADVISORIES, PARTS)
def test_a_fleet_is_judged_as_each_service_by_itself(advisories, part):
    index = build(
        [
            Document(
                advisories=[Advisory(f"CVE-2099-{n:04}", "x", (statement,)) for n, statement in advisories]
            )
        ]
    )
    service = host("a", part)
    fleet = expose_fleet([service], index)
    found = set(fleet.findings.select("service", "matched", "vulnerability", "state", "fixed_version").rows())
    assert found == rows(service, expose(service, index))
    assert tuple(entry for _, entry in fleet.not_judged) == expose(service, index).not_judged


def test_equal_parts_are_judged_once_and_told_for_every_host():
    index = build(
        [
            Document(
                advisories=[
                    Advisory("CVE-2099-0001", "Debian", (about_package(DEBIAN, "redis", "12", until("2")),))
                ]
            )
        ]
    )
    part = "pkg:deb/debian/redis@1?distro=debian-12"
    fleet = expose_fleet([host("a", part), host("b", part)], index)
    assert (fleet.parts, fleet.distinct) == (4, 3)
    assert fleet.findings["service"].to_list() == ["a", "b"]
    assert dict(fleet.findings.schema) == {name: kind() for name, kind in FINDINGS.items()}


def test_the_database_gives_all_records_about_a_fleet_at_once(tmp_path):
    members = [
        Advisory("CVE-2099-0001", "Debian", (about_package(DEBIAN, "redis", "12", until("2")),)),
        Advisory("CVE-2099-0002", "OSV", (pypi(until("2")),)),
        Advisory("CVE-2099-0003", "NVD", (upstream(until("2")),)),
    ]
    scores = Document(members, {"CVE-2099-0002"}, {"CVE-2099-0001": 0.5})
    write(tmp_path / "a.db", [Change("x", "x", [scores], NOW)])
    with Database(tmp_path / "a.db") as database:
        some = database.about([PackageKey("deb/debian", "redis"), PackageKey("pypi", "x")], ["redis"])
        assert some.records == {i: database.records[i] for i in database.records}
        assert some.about_product("redis") == ("CVE-2099-0003",)
        assert database.about([PackageKey("pypi", "y")], []).records == {}
