import io
import json
import sys
import tarfile

import pytest

from vedette.vulns.database import Database

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def document(cve, version="1-1.el9"):
    product = {
        "product_id": "p", "name": "nginx",
        "product_identification_helper": {"purl": f"pkg:rpm/redhat/nginx@{version}"},
    }  # fmt: skip
    return json.dumps({
        "document": {"category": "csaf_vex", "csaf_version": "2.0", "tracking": {"id": cve}},
        "product_tree": {"full_product_names": [product]},
        "vulnerabilities": [{"cve": cve, "product_status": {"fixed": ["p"]}}],
    }).encode()  # fmt: skip


def archive(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return zstd.compress(buffer.getvalue())


def changes(*rows):
    return "".join(f'"{name}","2099-01-{day:02}T00:00:00+00:00"\n' for name, day in rows).encode()


@pytest.fixture
def folder(server):
    server.pages |= {
        "/changes.csv": changes(("2099/cve-2099-0002.json", 2), ("2099/cve-2099-0001.json", 1)),
        "/archive_latest.txt": b"csaf_vex_2099-01-02.tar.zst\n",
        "/csaf_vex_2099-01-02.tar.zst": archive(
            {"2099/cve-2099-0001.json": document("CVE-2099-0001"), "2099/cve-2099-0002.json": document("CVE-2099-0002"),
             "2099/broken.json": b"{", "README": b"x"}
        ),
    }  # fmt: skip
    return server


def test_the_archive_is_read_first_and_then_what_changed(folder, path):
    [state] = folder.fetch(path, "redhat")
    assert (state.count, state.rejected, state.trouble) == (2, 1, "")
    folder.pages |= {
        "/changes.csv": changes(("2099/cve-2099-0003.json", 4), ("2099/cve-2099-0001.json", 3), ("2099/cve-2099-0002.json", 2)),
        "/deletions.csv": changes(("2099/cve-2099-0002.json", 4)),
        "/2099/cve-2099-0003.json": document("CVE-2099-0003"),
        "/2099/cve-2099-0001.json": document("CVE-2099-0001", "2-1.el9"),
    }  # fmt: skip
    [state] = folder.fetch(path, "redhat")
    assert state.trouble == ""
    with Database(path) as database:
        assert list(database.records) == ["CVE-2099-0001", "CVE-2099-0003"]
        [statement] = database.records["CVE-2099-0001"].advisories[0].statements
        assert statement.versions.ranges[0].fixed == "2-1.el9"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "http://other/x"])
def test_names_that_lead_elsewhere_are_refused(folder, path, name):
    folder.pages["/archive_latest.txt"] = name.encode()
    [state] = folder.fetch(path, "redhat")
    assert "leads out" in state.trouble


def test_headers_that_announce_too_much_are_refused(folder, path):
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1 << 30
    folder.pages["/csaf_vex_2099-01-02.tar.zst"] = zstd.compress(info.tobuf() + b"\0" * 10_000)
    [state] = folder.fetch(path, "redhat")
    assert "a header is longer" in state.trouble


def test_a_damaged_archive_is_told(folder, path):
    folder.pages["/csaf_vex_2099-01-02.tar.zst"] = b"\x28\xb5\x2f\xfdnothing"
    [state] = folder.fetch(path, "redhat")
    assert "is no sound archive" in state.trouble
