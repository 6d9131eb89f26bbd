"""The published contracts: what they say is what is printed."""

import json
import zipfile
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from published import hold, published

from vedette.cli.main import vedette
from vedette.cli.schema import NAMES
from vedette.run.contracts import CONTRACTS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/web-1"


def run(*words):
    done = CliRunner().invoke(vedette, [*map(str, words)])
    assert done.exit_code in {0, 3, 4}, done.output
    return done.stdout


def with_all(option, paths):
    return [word for path in paths for word in (option, path)]


def recorded(_):
    return [
        *(EXAMPLE / name for name in ("aiohttp", "nginx", "auth.log", "capture.pcap.gz")),
        *("--intel", EXAMPLE / "intel", "--assets", EXAMPLE / "inventory.json"),
        *("--advisories", EXAMPLE / "advisories"),
    ]  # fmt: skip


def scenario(folder, sources, lists, inventory, *more):
    """Makes the arguments of a scan of a scenario, from where the third-party data stands."""

    def arguments(shared_data):
        home = shared_data / "scenarios" / folder
        return [
            *(home / source for source in sources),
            *with_all("--intel", [home / one for one in lists]),
            *("--assets", home / inventory, *more),
            *with_all("--advisories", [shared_data / "vuln" / name for name in ("kev", "osv_dev", "nvd_single")]),
        ]  # fmt: skip

    return arguments


CASES = {
    "web-1": recorded,
    "S1 a": scenario("S1_log4shell_attempt", ["attempt.pcap"], ["../../intel/cps_txt/log4j.txt"], "inventory_a.json"),
    "S1 b": scenario("S1_log4shell_attempt", ["."], ["../../intel/cps_txt/log4j.txt"], "inventory_b.json"),
    "S2": scenario(
        "S2_log4shell_full_chain", ["."], ["local_list.txt"], "inventory.json", "--home", "172.16.238.0/24"
    ),
    "S3": scenario(
        "S3_apache_path_traversal", ["access.log"], ["../../intel/cps_txt/log4j.txt"], "inventory_httpd_2449.json"
    ),
    "S4": scenario(
        "S4_ssh_scanners", ["../../telemetry/elastic/ssh_auth.log.gz"], ["../../intel/ipsum/ipsum.txt.gz"], "inventory.json"
    ),
}  # fmt: skip
"""Scans, of which all but the first are of data that is not ours."""


@pytest.fixture(scope="module", params=CASES)
def scanned(request, tmp_path_factory):
    """What a scan printed, and the state folder with its alerts."""
    data = None if request.param == "web-1" else request.getfixturevalue("shared_data")
    state = tmp_path_factory.mktemp("state")
    return run("scan", *CASES[request.param](data), "-o", "json", "--state", state), state


@pytest.fixture
def gravest(scanned):
    """The id of its gravest alert."""
    return json.loads(scanned[0])["alerts"][0]["id"]


@pytest.mark.parametrize("name", CONTRACTS)
def test_each_published_schema_is_that_of_the_structs(name):
    """`docs/generate.py` writes it anew."""
    assert published(name) == CONTRACTS[name].schema()
    jsonschema.Draft202012Validator.check_schema(published(name))


def test_the_schemas_are_those_of_the_contracts_and_no_more():
    there = {each.name for each in files("vedette.run").iterdir() if each.name.endswith(".schema.json")}
    assert there == {contract.file for contract in CONTRACTS.values()}
    assert tuple(CONTRACTS) == NAMES


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_command_prints_each_schema(name):
    assert json.loads(run("schema", name)) == published(name)
    assert f"{name} " in run("schema")


def test_a_scan_is_of_its_contract(scanned):
    assert hold("scan", scanned[0])["alerts"]


def test_every_alert_is_of_its_contract(scanned, gravest):
    _, state = scanned
    for line in run("alerts", "export", "--state", state).splitlines():
        hold("alert", line)
    assert hold("alert", run("alerts", "show", gravest, "-o", "json", "--state", state))["state"]


def test_an_investigation_is_of_its_contract(scanned, gravest):
    _, state = scanned
    (found,) = hold("investigation", run("investigate", gravest, "-o", "json", "--state", state))[
        "investigations"
    ]
    assert found["steps"]


def test_plans_and_their_checks_are_of_their_contracts(scanned, gravest):
    printed, state = scanned
    for alert in json.loads(printed)["alerts"][:8]:
        hold("plan", run("plan", alert["id"], "-o", "json", "--state", state))
    assert hold("plan-check", run("plan", gravest, "--check", "all", "-o", "json", "--state", state))[
        "checks"
    ]


def test_an_evidence_file_has_a_manifest_of_its_contract(scanned, gravest, tmp_path):
    run("evidence", gravest, "--to", tmp_path / "file", "--state", scanned[1])
    with zipfile.ZipFile(tmp_path / "file") as file:
        assert hold("evidence", file.read("manifest.json"))["alert"] == gravest


@pytest.mark.parametrize("case", CASES)
def test_a_check_of_the_inventory_is_of_its_contract(request, case, tmp_path):
    given = CASES[case](None if case == "web-1" else request.getfixturevalue("shared_data"))
    first = next(n for n, word in enumerate(given) if word == "--assets")
    words = [word for word in given[first:] if word not in {"--home", "172.16.238.0/24"}]
    assert hold("vulns-check", run("vulns", "check", *words, "-o", "json", "--state", tmp_path))["services"]
