"""Every third-party file of advisories is read as its own oracle says, or refused with the reason."""

import gzip
import json

import pytest
import yaml

from vedette.model.errors import InputError
from vedette.vulns.advisories.interface import PackageStatement
from vedette.vulns.advisories.load import load
from vedette.vulns.advisories.registry import recognise
from vedette.vulns.version_ranges import Outcome, compare_versions
from vedette.vulns.versions import SCHEMES

pytestmark = pytest.mark.conformance

NO_ADVISORIES = ("SOURCE.md", "LICENSE", ".ABOUT", "_schema.json", "fixed_in.jsonl.gz")
REFUSED = {
    "epss__invalid-header.csv": "has no header",
    ".yaml": "YAML",
}


def advisory_files(folder):
    for path in sorted(folder.rglob("*")):
        skip = path.name.endswith(NO_ADVISORIES) or "expected" in path.name or "version_vectors" in path.parts
        if path.is_file() and not skip:
            yield path


def read(path):
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    form = recognise(data[:65536])
    assert form is not None, path.name
    return form.read(data, str(path))


def test_every_file_is_read_or_refused_by_name_and_reason(shared_data):
    for path in advisory_files(shared_data / "vuln"):
        refused = next((why for ending, why in REFUSED.items() if path.name.endswith(ending)), None)
        if refused is None:
            account = load([path]).accounts[0]
            assert account.format is not None, path.name
            continue
        with pytest.raises(InputError, match=refused) as error:
            load([path])
        assert path.name in str(error.value)


# --- who wrote the oracle: VulnerableCode's own importers -------------------------------------------------------


def expected(shared_data, name):
    return json.loads((shared_data / "vuln" / "vulnerablecode" / name).read_text("utf-8"))


def read_vulnerablecode(shared_data, name):
    return read(shared_data / "vuln" / "vulnerablecode" / name).advisories


def affected(advisory, version):
    """Whether any statement of the advisory calls the version affected."""
    outcomes = [
        compare_versions(version, s.versions, SCHEMES["generic"]).outcome for s in advisory.statements
    ]
    return Outcome.AFFECTED in outcomes


def bounds(vers):
    """Constraints of a version range specifier, `vers:nginx/>=1.25.0|<=1.25.5|1.26.0`."""
    for constraint in vers.partition("/")[2].replace("+", ".").split("|"):
        version = constraint.lstrip("<>=!")
        yield constraint[: len(constraint) - len(version)] or "=", version


def test_nginx_ranges_are_those_of_the_oracle(shared_data):
    advisories = read_vulnerablecode(shared_data, "nginx__security_advisories.html")
    oracle = expected(shared_data, "nginx__security_advisories-advisory_data-expected.json")
    assert [{a.id, *a.aliases} for a in advisories] == [set(entry["aliases"]) for entry in oracle]
    for advisory, entry in zip(advisories, oracle, strict=True):
        assert advisory.title == entry["summary"]
        for package in entry["affected_packages"]:
            fixed = package["fixed_version"]
            assert fixed is None or not affected(advisory, fixed), advisory.id
            for operator, version in bounds(package["affected_version_range"]):
                if operator in {">=", "<=", "="} and version != "*":
                    assert affected(advisory, version), (advisory.id, version)


def test_nginx_versions_that_a_stable_branch_fixed_are_not_affected(shared_data):
    advisories = {a.id: a for a in read_vulnerablecode(shared_data, "nginx__security_advisories.html")}
    assert affected(advisories["CVE-2018-16845"], "1.14.0")
    assert not affected(advisories["CVE-2018-16845"], "1.14.2")
    assert affected(advisories["CVE-2018-16845"], "1.15.5")
    assert advisories["CVE-2010-2266"].statements[0].platforms == ("Windows",)


def test_tomcat_ranges_are_those_of_the_oracle(shared_data):
    advisories = read_vulnerablecode(shared_data, "apache_tomcat__apache_tomcat-selected-advisories.html")
    oracle = expected(shared_data, "apache_tomcat__parse-apache_tomcat-selected-advisories-expected.json")
    # The oracle reads one heading twice where it names several CVEs in prose; ids are compared.
    assert {a.id for a in advisories} <= {i for entry in oracle for i in entry["aliases"]}
    by_id = {}
    for advisory in advisories:
        by_id.setdefault(advisory.id, []).append(advisory)
    for entry in oracle:
        for package in entry["affected_packages"]:
            if package["package"]["type"] != "apache":
                continue
            found = by_id[entry["aliases"][0]]
            for operator, version in bounds(package["affected_version_range"]):
                if "SVN" in version:  # not a version: development of a branch
                    continue
                if entry["aliases"] == ["CVE-2018-8014"]:  # the page says nothing of versions here
                    assert found[0].statements[0].versions.unjudged
                elif operator in {">=", "<=", "="}:
                    assert any(affected(a, version) for a in found), (entry["aliases"], version)
                elif operator == "!=":
                    assert any(not affected(a, version) for a in found), (entry["aliases"], version)


@pytest.mark.parametrize("cve", ["CVE-1999-1199", "CVE-2017-9798", "CVE-2021-44224", "CVE-2022-28614"])
def test_httpd_ranges_are_those_of_the_oracle(shared_data, cve):
    [advisory] = read_vulnerablecode(shared_data, f"apache_httpd__{cve}.json")
    entry = expected(shared_data, f"apache_httpd__{cve}-apache-httpd-expected.json")
    for operator, version in bounds(entry["affected_packages"][0]["affected_version_range"]):
        assert affected(advisory, version) is (operator != "!="), version


def test_postgresql_branches_are_affected_up_to_the_fix_of_the_oracle(shared_data):
    advisories = read_vulnerablecode(shared_data, "postgresql__advisories.html")
    oracle = expected(shared_data, "postgresql__parse-advisory-postgresql-expected.json")
    assert [a.id for a in advisories] == [entry["aliases"][0] for entry in oracle]
    for advisory, entry in zip(advisories, oracle, strict=True):
        for package in entry["affected_packages"]:
            assert not affected(advisory, package["fixed_version"])
            for _, version in bounds(package["affected_version_range"]):
                assert affected(advisory, version)
            windows = package["package"]["qualifiers"] == "os=windows"
            assert advisory.statements[0].platforms == (("Windows",) if windows else ())


@pytest.mark.parametrize("number", [1, 2, 3])
def test_curl_versions_are_those_of_the_oracle(shared_data, number):
    [advisory] = read_vulnerablecode(shared_data, f"curl__curl_advisory_mock{number}.json")
    entry = expected(shared_data, f"curl__expected_curl_advisory_output{number}.json")
    assert list(advisory.aliases) == entry["aliases"]
    assert advisory.title == entry["summary"]
    [package] = entry["affected_packages"]
    assert not affected(advisory, package["fixed_version"])
    assert all(affected(advisory, version) for _, version in bounds(package["affected_version_range"]))


def test_debian_tracker_has_the_vulnerabilities_and_fixes_of_the_oracle(shared_data):
    advisories = {a.id: a for a in read_vulnerablecode(shared_data, "debian.json")}
    oracle = expected(shared_data, "debian-expected.json")
    assert set(advisories) >= {entry["aliases"][0] for entry in oracle}
    for entry in oracle:
        fixed = {
            r.fixed
            for s in advisories[entry["aliases"][0]].statements
            for r in s.versions.ranges
            if r.fixed is not None
        }
        # The oracle adds the versions that the archive has now, which is more than "fixed in".
        assert fixed <= {package["fixed_version"] for package in entry["affected_packages"]}


def test_debian_oval_ranges_are_those_of_the_oracle(shared_data):
    advisories = read_vulnerablecode(shared_data, "debian_oval_data.xml")
    oracle = expected(shared_data, "debian-oval-expected.json")
    assert [a.id for a in advisories] == [entry["aliases"][0] for entry in oracle]
    for advisory, entry in zip(advisories, oracle, strict=True):
        [statement], [package] = advisory.statements, entry["affected_packages"]
        assert statement.package.name == package["package"]["name"]
        assert statement.release == "7"
        [(operator, version)] = [
            (c[0], c[1:]) for c in package["affected_version_range"].partition("/")[2].split("|")
        ]
        assert (operator, version) == ("<", statement.versions.ranges[0].fixed)


def test_openssl_records_end_where_the_record_says(shared_data):
    for path in sorted((shared_data / "vuln" / "vulnerablecode").glob("openssl__*.json")):
        [advisory] = read(path).advisories
        record = json.loads(path.read_text("utf-8"))
        for item in record["containers"]["cna"]["affected"][0]["versions"]:
            assert affected(advisory, item["version"])
            if "lessThan" in item:
                assert not affected(advisory, item["lessThan"])


def test_epss_scores_are_those_of_the_oracle(shared_data):
    scores = read(shared_data / "vuln/vulnerablecode/epss__epss_scores-2025-x-x.csv").scores
    oracle = expected(shared_data, "epss__epss-expected.json")
    assert scores == {e["advisory_id"]: float(e["severities"][0]["value"]) for e in oracle}


# --- the same content in another form ---------------------------------------------------------------------------


@pytest.mark.parametrize("repository", ["main", "community"])
def test_a_secdb_gives_every_id_of_every_fixed_version(shared_data, repository):
    path = shared_data / f"vuln/vunnel/alpine__input__secdb__v3.15__{repository}.yaml"
    content = yaml.safe_load(path.read_text("utf-8"))
    data = json.dumps(content).encode()
    form = recognise(data)
    assert form is not None
    found = {
        (s.package.name, s.versions.ranges[0].fixed, a.id)
        for a in form.read(data, "main.json").advisories
        for s in a.statements
        if isinstance(s, PackageStatement)
    }
    assert found == {
        (entry["pkg"]["name"], version, identifier)
        for entry in content["packages"]
        for version, ids in entry["pkg"]["secfixes"].items()
        for identifier in ids
    }


@pytest.mark.parametrize("number", range(1, 9))
def test_osv_records_of_pypa_keep_every_event(shared_data, number):
    content = yaml.safe_load(
        (shared_data / f"vuln/vulnerablecode/osv_test__pypa__pypa-{number}.yaml").read_text()
    )
    data = json.dumps(content, default=str).encode()
    form = recognise(data)
    assert form is not None
    [advisory] = form.read(data, "record.json").advisories
    named = [r for s in advisory.statements for r in s.versions.ranges]
    events = [e for a in content["affected"] for r in a["ranges"] if r["type"] != "GIT" for e in r["events"]]
    assert sum("introduced" in e for e in events) == len(named)
    assert [e["fixed"] for e in events if "fixed" in e] == [r.fixed for r in named if r.fixed]


def test_vulnrichment_gives_ssvc_and_names(shared_data):
    advisories = read(shared_data / "vuln/vulnrichment/vulnrichment_subset.jsonl.gz").advisories
    assert len(advisories) == 260
    assert all(a.ssvc is not None and a.ssvc.exploitation in {"none", "poc", "active"} for a in advisories)
    assert any(s.cpes for a in advisories for s in a.statements)


def test_lifecycles_say_when_support_ends(shared_data):
    cycles = read(shared_data / "vuln/vunnel/eol__valid-eol-response.json").lifecycles
    python = {c.cycle: c for c in cycles if c.product == "python"}
    assert python["2.7"].ended
    assert not python["3.12"].ended
    assert python["3.12"].makers == (("python", "python"),)
