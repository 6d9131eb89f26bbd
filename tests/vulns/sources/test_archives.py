import gzip
import io
import json
import zipfile

import pytest

from vedette.model.errors import MalformedInput
from vedette.vulns.database import Database
from vedette.vulns.sources.zip_members import Limits, members


def osv(identifier):
    package = {"name": "aiohttp", "ecosystem": "PyPI"}
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.9.2"}]}]
    return json.dumps(
        {
            "id": identifier,
            "modified": "2099-01-01T00:00:00Z",
            "affected": [{"package": package, "ranges": ranges}],
        }
    )


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_an_ecosystem_is_read_from_its_archive(server, path):
    server.pages["/PyPI/all.zip"] = zipped(
        {
            "PYSEC-2099-1.json": osv("PYSEC-2099-1"),
            "README.txt": "hello",
            "broken.json": '{"id": 1, "modified": ""',
        }
    )
    [state] = server.fetch(path, "osv/PyPI")
    assert (state.count, state.trouble) == (1, "")
    [state] = server.fetch(path, "osv/PyPI")
    assert state.trouble == ""
    with Database(path) as database:
        assert list(database.records) == ["PYSEC-2099-1"]


def test_of_cve_records_only_those_in_their_folder_are_read(server, path):
    record = {"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2099-0001"}, "containers": {"cna": {}}}
    rejected = {"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2099-0002", "state": "REJECTED"}}
    server.pages["/"] = zipped(
        {"m/cves/2099/CVE-2099-0001.json": json.dumps(record), "m/cves/2099/CVE-2099-0002.json": json.dumps(rejected),
         "m/test/CVE-2099-0003.json": json.dumps(record)}
    )  # fmt: skip
    [state] = server.fetch(path, "cve")
    assert (state.count, state.trouble) == (1, "")


def test_what_is_no_archive_keeps_the_last_good_version(server, path):
    server.pages["/PyPI/all.zip"] = zipped({"a.json": osv("PYSEC-2099-1")})
    server.fetch(path, "osv/PyPI")
    server.pages["/PyPI/all.zip"] = b"PK nothing"
    [state] = server.fetch(path, "osv/PyPI")
    assert "is no sound ZIP file" in state.trouble
    assert state.count == 1


@pytest.mark.parametrize("name", ["../a.json", "/etc/a.json", "a/../../b.json", "..\\a.json"])
def test_members_that_lead_out_are_refused(tmp_path, name):
    (tmp_path / "a.zip").write_bytes(zipped({name: "{}"}))
    with pytest.raises(MalformedInput, match="leads out"):
        list(members(tmp_path / "a.zip", "here", ".json"))


def test_bombs_are_refused_by_what_comes_out_not_by_what_they_claim(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"a.json": "0" * 5000, "b.json": "0" * 5000}))
    with pytest.raises(MalformedInput, match=r"a.json decompresses to more"):
        list(members(tmp_path / "a.zip", "here", ".json", Limits(member=4000)))
    with pytest.raises(MalformedInput, match="decompresses to more than 6,000 bytes"):
        list(members(tmp_path / "a.zip", "here", ".json", Limits(total=6000)))
    with pytest.raises(MalformedInput, match="more than 1 members"):
        list(members(tmp_path / "a.zip", "here", ".json", Limits(members=1)))


def test_a_damaged_member_is_told(tmp_path):
    data = bytearray(zipped({"a.json": "0123456789" * 100}))
    data[45] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(MalformedInput, match="is no sound ZIP file"):
        list(members(tmp_path / "a.zip", "here", ".json"))


@pytest.mark.conformance
def test_real_records_are_read_from_archives(server, path, shared_data):
    folder = shared_data / "vuln"
    pypa = gzip.decompress((folder / "pypa/pypa_web_subset.jsonl.gz").read_bytes()).splitlines()
    cve = gzip.decompress((folder / "vulnrichment/vulnrichment_subset.jsonl.gz").read_bytes()).splitlines()
    server.pages |= {
        "/PyPI/all.zip": zipped({f"{json.loads(line)['id']}.json": line for line in pypa}),
        "/": zipped({f"v/2024/{json.loads(line)['cveMetadata']['cveId']}.json": line for line in cve}),
    }
    osv_state, cve_state = server.fetch(path, "osv/PyPI", "vulnrichment")
    withdrawn = sum("withdrawn" in json.loads(line) for line in pypa)
    assert (osv_state.count, osv_state.rejected) == (len(pypa) - withdrawn, 0)
    assert (cve_state.count, cve_state.rejected) == (260, 0)
