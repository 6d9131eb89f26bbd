import contextlib
import gzip
import json
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.errors import InputError, MalformedInput, UnknownFormat, UnreadableInput
from vedette.vulns.advisories.load import load
from vedette.vulns.advisories.registry import FORMATS

OSV = {"id": "GHSA-1", "modified": "2024-01-01T00:00:00Z", "aliases": ["CVE-2024-23334"], "affected": []}


def test_a_directory_is_read_with_all_that_is_in_it(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.json.gz").write_bytes(gzip.compress(json.dumps(OSV).encode()))
    (tmp_path / "LICENSE").write_text("free")
    (tmp_path / "kev.csv").write_text("cveID,vendorProject\nCVE-2024-23334,aio-libs\n")
    (tmp_path / "broken.csv").write_text("#model_version:1\n")
    index = load([tmp_path])
    record = index.find("GHSA-1")
    assert record is not None
    assert record.exploited
    by_name = {account.path.rpartition("/")[2]: account for account in index.accounts}
    assert by_name["a.json.gz"].format == "osv"
    assert by_name["LICENSE"].format is None
    assert not by_name["LICENSE"].rejected
    assert by_name["broken.csv"].rejected
    assert "broken.csv" in by_name["broken.csv"].samples[0]


def test_a_file_that_was_named_must_be_readable(tmp_path):
    (tmp_path / "x").write_text("hello")
    with pytest.raises(UnknownFormat, match=r"it reads .*CVE record"):
        load([tmp_path / "x"])
    with pytest.raises(UnreadableInput):
        load([tmp_path / "missing"])
    (tmp_path / "epss.csv").write_text("#model_version:1\n")
    with pytest.raises(MalformedInput):
        load([tmp_path / "epss.csv"])
    (tmp_path / "cut.gz").write_bytes(gzip.compress(json.dumps(OSV).encode() * 1000)[:-10])
    with pytest.raises(UnreadableInput):
        load([tmp_path / "cut.gz"])


def test_loading_is_not_paid_for_before_it_is_asked_for():
    code = "import sys, vedette.vulns.advisories; print('msgspec' in sys.modules or 'cvss' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda children: st.lists(children, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "cve", "cveID", "CVE_Items", "vulnerabilities", "configurations", "nodes", "cpeMatch", "affected",
             "package", "ranges", "events", "versions", "containers", "cna", "cveMetadata", "cveId", "aliases"]
        ),
        children,
        max_size=4,
    ),
    max_leaves=15,
)  # fmt: skip


@given(json_values, st.sampled_from(sorted(FORMATS)))
def test_any_json_is_read_counted_or_refused_by_every_format(value, name):
    for data in (json.dumps(value).encode(), b"[" * 5000, json.dumps(value).encode()[:-1]):
        FORMATS[name].sniff(data)
        with contextlib.suppress(InputError):
            FORMATS[name].read(data, "x.json")


@pytest.mark.conformance
def test_a_real_collection_loads_in_about_a_second(shared_data):
    folders = ["kev", "nvd_single", "osv_dev", "nvd_overrides", "vulnrichment", "pypa"]
    start = time.perf_counter()
    index = load([shared_data / "vuln" / folder for folder in folders])
    assert time.perf_counter() - start < 5
    assert len(index.records) > 4000
    assert not any(account.rejected for account in index.accounts)
    skipped = {a.path.rpartition("/")[2] for a in index.accounts if a.format is None}
    assert skipped == {
        "LICENSE",
        "SOURCE.md",
        "known_exploited_vulnerabilities_schema.json",
    }


@pytest.mark.conformance
@pytest.mark.parametrize("folder", ["vulnerablecode", "vunnel"])
def test_folders_of_other_tools_are_read_as_far_as_they_are_advisories(shared_data, folder):
    index = load([shared_data / "vuln" / folder])
    assert len(index.records) > 30
    assert {a.path.rpartition("/")[2] for a in index.accounts if a.rejected} <= {
        "epss__invalid-header.csv",
        "debian__input__debian.json",  # one package of it is a list
        *(path.name for path in (shared_data / "vuln" / folder).glob("*.yaml")),
    }
