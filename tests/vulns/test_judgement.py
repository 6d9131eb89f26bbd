from dataclasses import replace

from vedette.assets.parts import Machine, Place, claimed
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Opinion
from vedette.model.purl import PackageKey
from vedette.model.running import Running, Stale
from vedette.model.vulnerability import State
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
from vedette.vulns.explaining import explain
from vedette.vulns.judgement import Judgement
from vedette.vulns.precedence import decide, levels
from vedette.vulns.subjects import application
from vedette.vulns.vex.interface import Product, Statement, Status, VexDocument

CVE = "CVE-2024-0001"
SSH = PackageKey("deb/debian", "openssh")


def service(
    version="1:9.2p1-2", purl="pkg:deb/debian/openssh-server@{}?upstream=openssh&distro=debian-12", **fields
):
    claim = Claim("dpkg -l x", Rank.PACKAGE_MANAGER, "OpenSSH", version, purl.format(version))
    return replace(claimed(Machine("web-1"), claim, Place(22)), **fields)


def distribution(fixed, note="", release="12"):
    versions = Versions((VersionRange(fixed=fixed),))
    return PackageStatement(SSH, release, f"Debian:{release}", versions, Authority.DISTRIBUTION, note)


def upstream(fixed):
    return ProductStatement("OpenBSD", "OpenSSH", "", None, (), (), Versions((VersionRange(fixed=fixed),)))


def index(*statements):
    advisories = [Advisory(CVE, f"source {i}", (s,)) for i, s in enumerate(statements)]
    return build([Document(advisories=advisories)])


def opinion(package="pkg:deb/debian/openssh-server@1:9.2p1-2?arch=amd64", vulnerability=CVE, **fields):
    return Opinion(**{
        "scanner": "Trivy 1", "source": "t.json", "host": "web-1", "package": package, "vulnerability": vulnerability,
        "aliases": (), "state": "affected", "fixed_version": None, "severity": "HIGH", **fields,
    })  # fmt: skip


def test_the_distribution_decides_before_upstream():
    (found,) = (
        Judgement(index(distribution("1:9.2p1-2+deb12u1"), upstream("9.1"))).expose(service()).vulnerabilities
    )
    assert (found.state, found.fixed_version) == (State.AFFECTED, "1:9.2p1-2+deb12u1")
    (fixed,) = Judgement(index(distribution("1:9.2p1-1"), upstream("9.9"))).expose(service()).vulnerabilities
    assert fixed.state is State.FIXED


def test_what_the_distribution_adds_is_told():
    (found,) = Judgement(index(distribution("1:9.3", "minor issue"))).expose(service()).vulnerabilities
    assert "(minor issue)" in found.reason


def test_an_opinion_is_shown_beside_our_own_judgement_and_changes_nothing():
    (found,) = (
        Judgement(index(distribution("1:9.2p1-1")), opinions=[opinion()]).expose(service()).vulnerabilities
    )
    assert found.state is State.FIXED
    assert [o.scanner for o in found.opinions] == ["Trivy 1"]


def test_what_only_another_scanner_names_is_unknown_with_its_opinion():
    (found,) = Judgement(index(), opinions=[opinion()]).expose(service()).vulnerabilities
    assert (found.id, found.state) == (CVE, State.UNKNOWN)
    assert found.opinions


def test_opinions_on_other_packages_versions_and_machines_are_not_taken():
    others = [
        opinion("pkg:deb/debian/openssh-server@1:9.2p1-1"), opinion("pkg:deb/debian/bash@1"), opinion(host="db-1"),
    ]  # fmt: skip
    assert Judgement(index(), opinions=others).expose(service()).vulnerabilities == ()


def test_a_vex_statement_keeps_the_vulnerability_in_sight():
    said = Statement(
        (CVE,), (Product(("pkg:deb/debian/openssh-server",)),), Status.NOT_AFFECTED, "code_not_reachable"
    )
    judgement = Judgement(index(distribution("1:9.3")), [VexDocument("Ada", "v.json", (said,))])
    (found,) = judgement.expose(service()).vulnerabilities
    assert (found.state, found.own_state) == (State.NOT_AFFECTED, State.AFFECTED)
    assert judgement.judge(service(), CVE) == found


def test_a_vex_statement_alone_makes_a_vulnerability():
    said = Statement((CVE,), (Product(("pkg:deb/debian/openssh-server",)),), Status.AFFECTED)
    (found,) = Judgement(index(), [VexDocument("Ada", "v.json", (said,))]).expose(service()).vulnerabilities
    assert (found.state, found.own_state) == (State.AFFECTED, State.UNKNOWN)


def running(installed):
    stale = Stale("/usr/sbin/sshd", "it was replaced", installed)
    return Running(1, None, (), None, None, None, None, stale=(stale,))


def test_a_fix_that_is_installed_and_not_loaded_needs_a_restart_and_leaves_the_service_affected():
    newer = "pkg:deb/debian/openssh-server@1:9.2p1-2+deb12u6?upstream=openssh&distro=debian-12"
    old = service(running=running(newer))
    (found,) = Judgement(index(distribution("1:9.2p1-2+deb12u1"))).expose(old).vulnerabilities
    assert (found.state, found.restart_needed) == (State.AFFECTED, True)
    assert "restart it" in found.reason


def test_a_fix_that_is_installed_needs_a_restart_also_where_nobody_knows_which_version_runs():
    newer = "pkg:deb/debian/openssh-server@1:9.2p1-2+deb12u6?upstream=openssh&distro=debian-12"
    unknown = "pkg:deb/debian/openssh-server?upstream=openssh&distro=debian-12"
    old = service(running=running(newer), purl=unknown, version=None)
    (found,) = Judgement(index(distribution("1:9.2p1-2+deb12u1"))).expose(old).vulnerabilities
    assert (found.state, found.restart_needed, found.spoken) == (State.UNKNOWN, True, "restart needed")


def test_what_is_installed_without_the_fix_needs_more_than_a_restart():
    same = "pkg:deb/debian/openssh-server@1:9.2p1-2+deb12u6?upstream=openssh&distro=debian-12"
    (found,) = Judgement(index(distribution("1:9.9"))).expose(service(running=running(same))).vulnerabilities
    assert (found.state, found.restart_needed) == (State.AFFECTED, False)
    other = service(running=running("pkg:deb/debian/zlib1g@1"))
    assert not Judgement(index(distribution("1:9.9"))).expose(other).vulnerabilities[0].restart_needed


def test_levels_are_in_the_order_of_belief_and_the_first_answer_decides():
    record = index(distribution("1:9.2p1-1"), upstream("9.9")).records[CVE]
    found = levels(application(service()), record)
    assert [level.authority for level in found] == [Authority.DISTRIBUTION, Authority.UPSTREAM]
    assert decide(found) is found[0].worst


def test_the_chain_says_who_decided_and_why_the_others_did_not():
    record = index(distribution("1:9.2p1-1"), upstream("9.9")).records[CVE]
    (part,) = explain(service(), record)
    assert part.state is State.FIXED
    assert [(r.authority, r.decides) for r in part.rungs] == [
        ("the distribution that built it", True), ("upstream (CVE record, NVD)", False),
    ]  # fmt: skip
    assert part.rungs[1].why == "somebody who is believed more has answered"
    assert part.rungs[0].links[0].advisory == f"source 0 {CVE}"


def test_where_no_statement_is_about_a_service_the_chain_says_what_it_is_about():
    (part,) = explain(service(), index(osv_only()).records[CVE])
    assert part.rungs[0].authority == "what the vulnerability is in"


def osv_only():
    versions = Versions((VersionRange(fixed="3"),))
    return PackageStatement(PackageKey("pypi", "aiohttp"), None, "PyPI", versions, Authority.ECOSYSTEM)


def rpm(version, fixed):
    key = PackageKey("rpm/redhat", "openssl")
    statement = PackageStatement(
        key, "8", "Red Hat:8", Versions((VersionRange(fixed=fixed),)), Authority.DISTRIBUTION
    )
    purl = f"pkg:rpm/redhat/openssl@{version}?distro=rhel-8.6"
    claim = Claim("x", Rank.PACKAGE_MANAGER, "openssl", None, purl)
    return Judgement(index(statement)).judge(claimed(Machine("a"), claim, Place()), CVE).state


def test_a_version_of_rpm_without_its_epoch_is_compared_without():
    assert rpm("1.1.1k-9.el8", "1:1.1.1k-8.el8") is State.FIXED
    assert rpm("1.1.1k-7.el8", "1:1.1.1k-8.el8") is State.AFFECTED
    assert rpm("1:1.1.1k-9.el8", "2:1.0-1.el8") is State.AFFECTED
    assert rpm("1.1.1k-9.el8&epoch=2".replace("&epoch=2", ""), "2:1.0-1.el8") is State.FIXED
