import gzip
import json

import pytest

from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.kev import Kev

CSV = b'cveID,vendorProject,notes\r\nCVE-2021-44228,Apache,"a, ""b"""\r\nCVE-2021-41773,Apache,\r\n'


def catalogue(*entries):
    return json.dumps({"title": "KEV", "vulnerabilities": list(entries)}).encode()


def test_json_and_csv_list_the_same_ids():
    ids = {"CVE-2021-44228", "CVE-2021-41773"}
    assert Kev().read(CSV, "kev.csv").exploited == ids
    assert Kev().read(catalogue(*({"cveID": i} for i in sorted(ids))), "kev.json").exploited == ids


@pytest.mark.parametrize("data", [CSV, b"\xef\xbb\xbf" + CSV, catalogue({"cveID": "CVE-2021-44228"})])
def test_it_recognises_itself(data):
    assert Kev().sniff(data) > 0.9


def test_an_entry_without_an_id_is_counted():
    document = Kev().read(catalogue({"cveID": "CVE-2021-44228"}, {"x": 1}, {"cveID": "n/a"}), "kev.json")
    assert document.exploited == {"CVE-2021-44228"}
    assert sum(document.rejected.values()) == 2
    assert document.samples[1] == "record 3: no CVE id"


def test_a_short_row_is_counted():
    document = Kev().read(b"vendor,cveID\nApache\nApache,CVE-2021-44228\n", "kev.csv")
    assert document.exploited == {"CVE-2021-44228"}
    assert sum(document.rejected.values()) == 1


@pytest.mark.parametrize("data", [b"{", b'{"vulnerabilities": 1}', b"a,b\n1,2\n", b""])
def test_a_broken_catalogue_is_refused(data):
    with pytest.raises(MalformedInput, match=r"^kev"):
        Kev().read(data, "kev")


@pytest.mark.conformance
def test_both_forms_of_the_published_catalogue_agree(shared_data):
    folder = shared_data / "vuln" / "kev"
    documents = [
        Kev().read(
            gzip.decompress((folder / f"known_exploited_vulnerabilities.{kind}.gz").read_bytes()), kind
        )
        for kind in ("json", "csv")
    ]
    assert len(documents[0].exploited) == 1404
    assert documents[0].exploited == documents[1].exploited
    assert not documents[0].rejected
    assert not documents[1].rejected
