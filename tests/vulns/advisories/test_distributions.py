"""The formats of distributions: Debian's tracker and DSA list, secdb, Ubuntu's tracker, CSAF, OVAL."""

import json

import pytest

from vedette.model.errors import MalformedInput
from vedette.model.purl import PackageKey
from vedette.vulns.advisories.distributions import ALWAYS, NEVER, OPEN
from vedette.vulns.advisories.interface import Authority, VersionRange
from vedette.vulns.advisories.registry import FORMATS, recognise


def read(name, data):
    data = data.encode() if isinstance(data, str) else json.dumps(data).encode()
    form = recognise(data)
    assert form is FORMATS[name]
    return form.read(data, "file")


def release(status, fixed=None, **fields):
    return {
        "status": status, "repositories": {"bookworm": "1"}, "urgency": "medium", **fields,
        **({"fixed_version": fixed} if fixed else {}),
    }  # fmt: skip


TRACKER = {
    "nginx": {
        "CVE-2099-0001": {
            "description": "A hole",
            "releases": {"bookworm": release("resolved", "1.22.1-9+deb12u1")},
        },
        "CVE-2099-0002": {"releases": {"bookworm": release("resolved", "0"), "sid": release("open")}},
        "CVE-2099-0003": {"releases": {"bookworm": release("open", nodsa="Minor issue")}},
        "CVE-2099-0004": {"releases": {"trixie": release("undetermined")}},
    },
    "nginx-mod": {"CVE-2099-0001": {"releases": {"bookworm": release("open", urgency="unimportant")}}},
    "broken": ["no object"],
}


def test_debian_tracker_states_become_ranges_of_the_release():
    document = read("debian_tracker", TRACKER)
    found = {a.id: a.statements for a in document.advisories}
    fixed, module = found["CVE-2099-0001"]
    assert fixed.package == PackageKey("deb/debian", "nginx")
    assert (fixed.release, fixed.ecosystem, fixed.authority) == ("12", "Debian:12", Authority.DISTRIBUTION)
    assert fixed.versions.ranges == (VersionRange(fixed="1.22.1-9+deb12u1"),)
    assert (module.versions, module.note) == (ALWAYS, "unimportant")
    never, unfixed = found["CVE-2099-0002"]
    assert never.versions == NEVER
    assert (unfixed.release, unfixed.versions) == ("sid", ALWAYS)
    assert found["CVE-2099-0003"][0].note == "Minor issue"
    assert found["CVE-2099-0004"][0].versions == OPEN
    assert sum(document.rejected.values()) == 1
    assert document.samples[0].startswith("package broken:")


DSA = """[31 Jul 2025] DSA-5970-1 sope - security update
\t{CVE-2025-53603}
\t[bookworm] - sope 5.8.0-1+deb12u1
\t[trixie] - sope <not-affected> (Vulnerable code not present)
\tNOTE: something
nonsense
[01 Aug 2025] DSA-5971-1 other - security update
"""


def test_a_dsa_names_its_cves_and_the_fix_of_each_release():
    document = read("debian_dsa", DSA)
    first, second = document.advisories
    assert (first.id, first.upstream, first.title) == (
        "DSA-5970-1",
        ("CVE-2025-53603",),
        "sope - security update",
    )
    fixed, sound = first.statements
    assert (fixed.release, fixed.versions.ranges[0].fixed) == ("12", "5.8.0-1+deb12u1")
    assert (sound.release, sound.versions, sound.note) == ("13", NEVER, "Vulnerable code not present")
    assert second.statements == ()
    assert document.samples == ["line 6: is no line of an advisory"]


def secdb(address, version=None):
    fixes = {"1.2-r1": ["CVE-2099-0001 XSA-252"], "0": ["CVE-2099-0002"], "1.3-r0": ["GHSA-aaaa-bbbb-1111"]}
    database = {
        "apkurl": f"{address}/x.apk", "urlprefix": address, "packages": [{"pkg": {"name": "nginx", "secfixes": fixes}}, 7],
    }  # fmt: skip
    return database | ({"distroversion": version} if version else {})


@pytest.mark.parametrize(
    ("address", "version", "key", "release"),
    [
        ("https://dl-cdn.alpinelinux.org/alpine", "v3.20", "apk/alpine", "3.20"),
        ("https://packages.wolfi.dev/os", None, "apk/wolfi", None),
        ("https://packages.cgr.dev/chainguard", None, "apk/chainguard", None),
    ],
)
def test_a_secdb_tells_its_distribution_and_what_was_fixed(address, version, key, release):
    document = read("secdb", secdb(address, version))
    found = {a.id: a for a in document.advisories}
    assert set(found) == {"CVE-2099-0001", "CVE-2099-0002", "GHSA-aaaa-bbbb-1111"}
    [statement] = found["CVE-2099-0001"].statements
    assert (statement.package, statement.release) == (PackageKey(key, "nginx"), release)
    assert statement.versions.ranges == (VersionRange(fixed="1.2-r1"),)
    assert found["CVE-2099-0001"].aliases == ("XSA-252",)
    assert found["CVE-2099-0002"].statements[0].versions == NEVER
    assert document.samples[0].startswith("package 2:")


def test_a_secdb_of_an_unknown_distribution_is_refused():
    with pytest.raises(MalformedInput, match=r"not known, at 'https://example\.com'"):
        read("secdb", secdb("https://example.com"))


UBUNTU = """Candidate: CVE-2099-0001
PublicDate: 2099-01-01
Description:
 jammy_fake: released (9)
Patches_nginx:
upstream_nginx: needs-triage
jammy_nginx: released (1.18.0-6ubuntu14.4)
noble_nginx: not-affected (1.24.0-1)
xenial_nginx: ignored (end of standard support)
esm-infra/xenial_nginx: released (1.10.3-0ubuntu0.16.04.5+esm1)
focal_nginx: needed
trusty_nginx: DNE
bionic_nginx: needs-triage
"""


def test_ubuntu_states_become_ranges_and_extended_support_counts():
    [advisory] = read("ubuntu_tracker", UBUNTU).advisories
    found = {s.release: s.versions for s in advisory.statements}
    assert found["22.04"].ranges[0].fixed == "1.18.0-6ubuntu14.4"
    assert found["16.04"].ranges[0].fixed == "1.10.3-0ubuntu0.16.04.5+esm1"
    assert found["24.04"] == NEVER
    assert found["20.04"] == ALWAYS
    assert found["18.04"] == OPEN
    assert "14.04" not in found


def csaf(category, relation=True):
    product = {
        "category": "product_version",
        "product": {
            "product_id": "nginx-1", "name": "nginx",
            "product_identification_helper": {"purl": "pkg:rpm/redhat/nginx@1.20.1-14.el9_2.1?arch=x86_64&epoch=1"},
        },
    }  # fmt: skip
    platform = {
        "category": "product_name",
        "product": {
            "product_id": "AppStream", "name": "RHEL 9",
            "product_identification_helper": {"cpe": "cpe:/a:redhat:enterprise_linux:9::appstream"},
        },
    }  # fmt: skip
    relationship = {
        "category": "default_component_of", "product_reference": "nginx-1", "relates_to_product_reference": "AppStream",
        "full_product_name": {"product_id": "AppStream:nginx-1", "name": "nginx"},
    }  # fmt: skip
    return {
        "document": {
            "category": "csaf_vex", "csaf_version": "2.0", "publisher": {"name": "Red Hat Product Security"},
            "title": "nginx", "tracking": {"id": "CVE-2099-0001"},
        },
        "product_tree": {"branches": [{"category": "vendor", "name": "Red Hat", "branches": [product, platform]}],
                         "relationships": [relationship] if relation else []},
        "vulnerabilities": [{
            "cve": "CVE-2099-0001", "cwe": {"id": "CWE-22"},
            "product_status": {category: ["AppStream:nginx-1"]},
            "scores": [{"cvss_v3": {"version": "3.1", "vectorString": "x", "baseScore": 7.5}}],
            "remediations": [{"category": "no_fix_planned", "details": "Will not fix", "product_ids": ["AppStream:nginx-1"]}],
        }, {}],
    }  # fmt: skip


def test_csaf_joins_the_package_with_the_release_and_keeps_the_epoch():
    document = read("csaf", csaf("fixed"))
    [advisory] = document.advisories
    [statement] = advisory.statements
    assert statement.package == PackageKey("rpm/redhat", "nginx")
    assert (statement.release, statement.ecosystem) == ("9", "Red Hat:9")
    assert statement.versions.ranges == (VersionRange(fixed="1:1.20.1-14.el9_2.1"),)
    assert advisory.severities[0].score == 7.5
    assert advisory.cwes == ("CWE-22",)
    assert document.samples == ["vulnerability 2: has no id"]


def test_csaf_tells_what_will_not_be_fixed_and_what_is_sound():
    [affected] = read("csaf", csaf("known_affected")).advisories[0].statements
    assert (affected.versions, affected.note) == (ALWAYS, "Will not fix")
    [sound] = read("csaf", csaf("known_not_affected")).advisories[0].statements
    assert sound.versions == NEVER
    [open_] = read("csaf", csaf("under_investigation")).advisories[0].statements
    assert open_.versions == OPEN


def modular(purl, *, reverse=False):
    """A package as a component of a module, which is one of a release."""
    document = csaf("fixed", relation=False)
    document["product_tree"]["branches"][0]["branches"] += [
        {"category": "product_version", "product": {"product_id": key, "name": key,
         "product_identification_helper": {"purl": text}}}
        for key, text in (("nodejs:18", "pkg:rpmmod/redhat/nodejs@18:8080020231019:63b34585"), ("nodejs-1", purl))
    ]  # fmt: skip
    relations = [
        {"category": "default_component_of", "product_reference": part, "relates_to_product_reference": whole,
         "full_product_name": {"product_id": f"{whole}:{part}", "name": part}}
        for part, whole in (("nodejs:18", "AppStream"), ("nodejs-1", "AppStream:nodejs:18"))
    ]  # fmt: skip
    document["product_tree"]["relationships"] = relations[::-1] if reverse else relations
    document["vulnerabilities"][0]["product_status"] = {"fixed": ["AppStream:nodejs:18:nodejs-1"]}
    return document


@pytest.mark.parametrize("reverse", [False, True])
def test_csaf_knows_the_module_and_the_release_of_a_package_within_a_module(reverse):
    purl = "pkg:rpm/redhat/nodejs@18.18.2-2.module%2Bel8.8.0%2B2%2Bb?arch=x86_64&epoch=1"
    [statement] = read("csaf", modular(purl, reverse=reverse)).advisories[0].statements
    assert (statement.package.name, statement.module, statement.release) == ("nodejs", "nodejs:18", "9")
    assert statement.is_modular


def test_csaf_knows_the_other_spellings_of_modules():
    document = modular("pkg:rpmmod/redhat/nodejs:20/nodejs")
    document["vulnerabilities"][0]["product_status"] = {"known_affected": ["AppStream:nodejs:18:nodejs-1"]}
    [statement] = read("csaf", document).advisories[0].statements
    assert (statement.package, statement.module) == (PackageKey("rpm/redhat", "nodejs"), "nodejs:20")
    qualified = modular("pkg:rpm/redhat/nodejs@18-1.module%2Bel8?rpmmod=nodejs:18:8080020231019:63b34585")
    assert read("csaf", qualified).advisories[0].statements[0].module == "nodejs:18"


def test_csaf_tells_the_stream_of_updates():
    document = csaf("fixed")
    platform = document["product_tree"]["branches"][0]["branches"][1]["product"]
    platform["product_identification_helper"]["cpe"] = "cpe:/a:redhat:rhel_eus:9.2::appstream"
    [statement] = read("csaf", document).advisories[0].statements
    assert (statement.release, statement.stream) == ("9.2", "EUS")


def test_csaf_branches_that_nest_without_end_are_cut():
    branch = {"category": "vendor"}
    for _ in range(200):
        branch = {"category": "vendor", "branches": [branch]}
    document = csaf("fixed") | {"product_tree": {"branches": [branch]}}
    assert read("csaf", document).advisories[0].statements == ()


def oval(body):
    return f'<?xml version="1.0"?>\n{body}<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5">'


RED_HAT = (
    oval("")
    + """
<definitions><definition class="patch" id="d1"><metadata><title>RHSA-2099:0001: nginx (Important)</title>
<affected family="unix"><platform>Red Hat Enterprise Linux 9</platform></affected>
<reference ref_id="RHSA-2099:0001" source="RHSA"/><reference ref_id="CVE-2099-0001" source="CVE"/>
<reference ref_id="CVE-2099-0002" source="CVE"/></metadata>
<criteria><criterion comment="nginx is earlier" test_ref="t1"/></criteria></definition></definitions>
<tests><rpminfo_test id="t1"><object object_ref="o1"/><state state_ref="s1"/></rpminfo_test></tests>
<objects><rpminfo_object id="o1"><name var_ref="v1"/></rpminfo_object></objects>
<states><rpminfo_state id="s1"><evr operation="less than">1:1.20.1-14.el9</evr></rpminfo_state></states>
<variables><constant_variable id="v1"><value>nginx</value><value>nginx-core</value></constant_variable></variables>
</oval_definitions>"""
)


def test_oval_follows_tests_to_names_and_versions():
    [advisory] = read("oval", RED_HAT).advisories
    assert (advisory.id, advisory.upstream) == ("RHSA-2099:0001", ("CVE-2099-0001", "CVE-2099-0002"))
    assert {s.package.name for s in advisory.statements} == {"nginx", "nginx-core"}
    assert {(s.release, s.versions.ranges[0].fixed) for s in advisory.statements} == {
        ("9", "1:1.20.1-14.el9")
    }


def test_oval_tells_the_stream_of_updates_and_the_module():
    eus = "<affected_cpe_list><cpe>cpe:/a:redhat:rhel_eus:9.2::appstream</cpe></affected_cpe_list></metadata>"
    modular = """<criteria operator="AND"><criterion comment="Module nginx:1.22 is enabled" test_ref="t9"/>
<criteria operator="OR"><criterion comment="nginx is earlier" test_ref="t1"/></criteria></criteria>"""
    plain = '<criteria><criterion comment="nginx is earlier" test_ref="t1"/></criteria>'
    [advisory] = read("oval", RED_HAT.replace("</metadata>", eus).replace(plain, modular)).advisories
    found = {(s.release, s.stream, s.module) for s in advisory.statements}
    assert found == {("9.2", "EUS", "nginx:1.22")}


def test_oval_with_entities_or_broken_is_refused():
    bomb = oval('<!DOCTYPE x [<!ENTITY a "b">]>') + "&a;</oval_definitions>"
    with pytest.raises(MalformedInput, match="not safe"):
        FORMATS["oval"].read(bomb.encode(), "bomb.xml")
    with pytest.raises(MalformedInput, match=r"broken.xml:\d+: is no XML"):
        FORMATS["oval"].read(b"<oval_definitions><a></oval_definitions>", "broken.xml")
