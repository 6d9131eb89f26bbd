import json

import pytest

from vedette.vulns.vex.openvex import OpenVex


@pytest.fixture
def site(tmp_path):
    """Arguments that name an inventory with one vulnerable service, one that cannot be judged, and advisories."""
    (tmp_path / "inventory.json").write_text(
        '{"host": "web-1", "apps": [{"name": "aiohttp", "version": "3.9.1", "purl": "pkg:pypi/aiohttp@3.9.1",'
        ' "listen": {"port": 8080}}, {"name": "odd\\u001b[2J", "version": "1", "listen": {"port": 9}}]}'
    )
    (tmp_path / "osv.json").write_text(json.dumps({
        "id": "PYSEC-1", "aliases": ["CVE-2024-23334"], "modified": "2024-01-01T00:00:00Z", "schema_version": "1.6.0",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "aiohttp"},
                      "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.9.2"}]}]}],
    }))  # fmt: skip
    return [
        "--assets",
        tmp_path / "inventory.json",
        "--advisories",
        tmp_path / "osv.json",
        "--state",
        tmp_path / "s",
    ]


def test_json_has_services_with_their_vulnerabilities_and_what_was_not_judged(run, site):
    done = run("vulns", "check", *site, "-o", "json")
    report = json.loads(done.stdout)
    assert done.exit_code == 0
    assert [s["service"]["product"] for s in report["services"]] == ["aiohttp", "odd\x1b[2J"]
    (found,) = report["services"][0]["vulnerabilities"]
    assert {"id", "state", "cvss", "epss", "kev", "fixed_version", "reason"} <= found.keys()
    assert found["state"] == "affected"
    assert report["not_judged"][0].keys() >= {"package", "reason"}


def test_what_could_not_be_judged_is_counted_and_strictly_a_partial_result(run, site):
    done = run("vulns", "check", *site)
    assert "1 part not judged" in done.stdout
    assert run("vulns", "check", *site, "--strict").exit_code == 4
    assert run("vulns", "check", *site, "--service", "aiohttp", "--strict").exit_code == 0


def test_no_escape_sequence_reaches_the_terminal(run, site):
    for command in (["vulns", "check"], ["vulns", "list"], ["vulns", "export"]):
        assert "\x1b" not in run(*command, *site).output


def test_a_vulnerable_service_can_be_a_finding(run, site):
    assert run("vulns", "check", *site, "--fail-on-vulnerable").exit_code == 3


def test_a_vex_statement_changes_the_state_and_shows_both(run, site, tmp_path):
    (tmp_path / "vex.json").write_text(json.dumps({
        "@context": "https://openvex.dev/ns/v0.2.0", "author": "Ada", "statements": [
            {"vulnerability": {"name": "CVE-2024-23334"}, "products": [{"@id": "pkg:pypi/aiohttp"}],
             "status": "not_affected", "justification": "inline_mitigations_already_exist"}],
    }))  # fmt: skip
    done = run("vulns", "check", *site, "--vex", tmp_path / "vex.json", "--all")
    assert (
        "not_affected by VEX of Ada: inline_mitigations_already_exist; our own judgement: affected"
        in done.stdout
    )
    told = run(
        "vulns", "explain", "CVE-2024-23334", "--service", "aiohttp", *site, "--vex", tmp_path / "vex.json"
    )
    assert "VEX        not_affected of pkg:pypi/aiohttp, says Ada" in told.stdout


def test_the_list_has_a_line_for_each_vulnerability(run, site):
    assert run("vulns", "list", *site).stdout.split() == [
        "CVE-2024-23334", "affected", "web-1/aiohttp:8080/tcp",
    ]  # fmt: skip
    assert json.loads(run("vulns", "list", *site, "-o", "jsonl").stdout)["services"] == [
        "web-1/aiohttp:8080/tcp"
    ]


def test_explaining_shows_advisory_range_and_who_decides(run, site):
    done = run("vulns", "explain", "CVE-2024-23334", "--service", "web-1/aiohttp:8080/tcp", *site)
    assert "aiohttp 3.9.1 is in < 3.9.2" in done.stdout
    assert "→ its package ecosystem" in done.stdout
    (chain,) = json.loads(
        run("vulns", "explain", "CVE-2024-23334", "--service", "aiohttp", *site, "-o", "json").stdout
    )
    assert chain["parts"][0]["state"] == "affected"


def test_explaining_what_no_advisory_is_about_says_so(run, site):
    done = run("vulns", "explain", "CVE-1999-0001", "--service", "aiohttp", *site)
    assert "no advisory about CVE-1999-0001 was loaded" in done.stdout


def test_verdicts_are_exported_as_openvex(run, site):
    done = run("vulns", "export", "--format", "openvex", "--author", "Ada", *site)
    assert OpenVex().read(done.stdout.encode(), "x").author == "Ada"
    assert "1 not judged" in done.stderr


def test_without_anything_to_judge_it_is_one_line(run, tmp_path):
    done = run("vulns", "check", "--state", tmp_path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no inventory is kept here" in done.stderr


def test_what_nobody_can_say_is_told_in_few_words_and_whole_on_request(run, tmp_path):
    records = [
        {"id": f"PYSEC-{n}", "modified": "2024-01-01T00:00:00Z", "schema_version": "1.6.0",
         "affected": [{"package": {"ecosystem": "PyPI", "name": "aiohttp"},
                       "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]} for n in range(15)
    ]  # fmt: skip
    (tmp_path / "osv.json").write_text(json.dumps(records))
    (tmp_path / "inventory.json").write_text(
        '{"host": "web-1", "apps": [{"name": "aiohttp", "purl": "pkg:pypi/aiohttp", "listen": {"port": 80}}]}'
    )
    site = [
        "--assets",
        tmp_path / "inventory.json",
        "--advisories",
        tmp_path / "osv.json",
        "--state",
        tmp_path / "s",
    ]
    said = run("vulns", "check", *site).stdout
    assert "  15 of which nobody can say whether they hold: it has no version: --all shows them" in said
    assert said.count("PYSEC-") == 0
    assert run("vulns", "check", *site, "--all").stdout.count("PYSEC-") >= 15
