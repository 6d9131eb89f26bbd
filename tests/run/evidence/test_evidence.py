"""Evidence files: what is in them, and that no byte of one can be changed unseen."""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from example_alert import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.lifecycle import State
from vedette.run.bundle.signing import generate, private_key, public_key
from vedette.run.evidence.archive import packed, unpacked
from vedette.run.evidence.creating import create
from vedette.run.evidence.manifest import SIGNATURE
from vedette.run.evidence.verifying import verify
from vedette.run.investigation import Investigator
from vedette.run.kept_alerts import alerts_in, keep
from vedette.run.knowledge import Inputs
from vedette.run.scan import Request, scan

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/web-1"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The example scanned, its gravest alert of a log and a capture investigated: the state folder, the sources, the id."""
    folder = tmp_path_factory.mktemp("evidence")
    sources = folder / "logs"
    sources.mkdir()
    shutil.copytree(EXAMPLE / "aiohttp", sources / "aiohttp")
    shutil.copy(EXAMPLE / "capture.pcap.gz", sources)
    inputs = Inputs(
        intel=[str(EXAMPLE / "intel")],
        assets=[str(EXAMPLE / "inventory.json")],
        advisories=[str(EXAMPLE / "advisories")],
    )
    request = Request(paths=[str(sources)], inputs=inputs)
    state = folder / "state"
    state.mkdir()
    keep(scan(request), request, state, NOW)
    found = next(f for f in alerts_in(state, list(State)) if f.kept.alert.service.product == "aiohttp")
    Investigator(state, "ada", lambda: NOW + timedelta(hours=1)).one(found.kept.alert.id)
    return state, sources, found.kept.alert.id


@pytest.fixture(scope="module")
def file(kept, tmp_path_factory):
    path = tmp_path_factory.mktemp("file") / "case.vedette-evidence"
    state, _, alert = kept
    create(state, alert, path)
    return path


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "signer.pem"
    return path, generate(path)


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_evidence_gives_the_same_bytes(kept, file, tmp_path):
    state, _, alert = kept
    create(state, alert, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_file_that_nobody_changed_matches(file):
    verified = verify(file, sha256=hashlib.sha256(file.read_bytes()).hexdigest())
    assert (verified.faults, verified.signed_by) == ((), None)


def test_each_line_stands_in_its_source_as_it_is_in_the_file(kept, file):
    inside = members(file)
    _, sources, _ = kept
    log = (sources / "aiohttp/access.log").read_bytes()
    lines = [e for e in json.loads(inside["evidence.json"]) if e["line"] is not None]
    assert lines
    for exhibit in lines:
        raw = inside[exhibit["file"]]
        assert exhibit["agrees"] is True
        assert raw == log.split(b"\n")[exhibit["line"] - 1]
        assert hashlib.sha256(raw).hexdigest() == exhibit["sha256"]


def test_packets_are_those_of_the_capture_and_of_the_client(kept, file):
    inside = members(file)
    _, sources, _ = kept
    whole = gzip.decompress((sources / "capture.pcap.gz").read_bytes())
    exhibits = [e for e in json.loads(inside["evidence.json"]) if (e["file"] or "").startswith("packets/")]
    assert exhibits
    for exhibit in exhibits:
        at, size = exhibit["offset"] + 16, exhibit["size"]
        packet = whole[at : at + size]
        assert hashlib.sha256(packet).hexdigest() == exhibit["sha256"]
        assert packet in inside[exhibit["file"]]


def test_the_file_has_the_alert_its_history_its_investigation_rules_and_advisories(kept, file):
    inside = members(file)
    _, _, alert = kept
    assert json.loads(inside["alert.json"])["alert"]["id"] == alert
    assert [c["becomes"] for c in json.loads(inside["alert.json"])["history"]] == ["new", "investigating"]
    assert json.loads(inside["investigation.json"])[0]["record"]["step"] == "source"
    assert b"aiohttp" in inside["advisories/CVE-2024-23334.json"]
    assert json.loads(inside["advisories/CVE-2024-23334.json"])["record"]["advisories"]
    assert any(name.startswith("rules/") for name in inside)


def test_every_byte_that_is_flipped_is_noticed(file, tmp_path):
    """All bytes of the headers between the files, at the end, and of each file some."""
    data = file.read_bytes()
    directory = zipfile.ZipFile(BytesIO(data)).infolist()
    places = set(range(directory[-1].header_offset, len(data), 3)) | set(range(60))
    for entry in directory:
        places |= set(range(entry.header_offset, entry.header_offset + 64, 5))
        places |= {entry.header_offset + 64 + entry.file_size // 2}
    changed = tmp_path / "changed"
    for place in sorted(place for place in places if place < len(data))[:: max(len(places) // 400, 1)]:
        changed.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        assert verify(changed).faults, place


@settings(max_examples=150)
@given(st.data())
def test_every_bit_of_a_small_archive_matters(drawn):
    data = packed({"manifest.json": b"{}", "lines/0001.raw": b"GET /", "alert.json": b"[]"})
    place = drawn.draw(st.integers(0, len(data) * 8 - 1))
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    _, faults = unpacked(bytes(changed))
    assert faults


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.pop("alert.json"), "alert.json is missing"),
        (lambda m: m.update({"extra.txt": b"x"}), "extra.txt is not named by the manifest"),
        (lambda m: m.update({"alert.json": b"{}"}), "alert.json is not what the manifest says"),
        (lambda m: m.pop("manifest.json"), "has no manifest"),
        (lambda m: m.update({"manifest.json": b"{"}), "its manifest cannot be read"),
        (lambda m: m.update({"manifest.json": b"[" * 100_000}), "its manifest cannot be read"),
    ],
)
def test_what_was_changed_is_named(file, tmp_path, change, said):
    inside = members(file)
    change(inside)
    (tmp_path / "changed").write_bytes(packed(inside))
    assert any(fault.startswith(said) for fault in verify(tmp_path / "changed").faults)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"x" * 1000, b"PK\x05\x06" + b"\0" * 18, b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_archive_is_told(tmp_path, data):
    (tmp_path / "file").write_bytes(data)
    assert verify(tmp_path / "file").faults


def test_appended_and_prepended_bytes_are_noticed(file, tmp_path):
    for data in (file.read_bytes() + b"\0", b"#!/bin/sh\n" + file.read_bytes(), file.read_bytes()[:-1]):
        (tmp_path / "changed").write_bytes(data)
        assert verify(tmp_path / "changed").faults


def test_a_compressed_bomb_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"\0" * 50_000_000)
    assert verify(tmp_path / "bomb").faults == (
        "holds more than its size allows: not looked at further",
        "has no manifest",
    )


def test_a_signature_holds_for_its_key_alone_and_for_what_was_signed(kept, keys, tmp_path):
    state, _, alert = kept
    private, public = keys
    create(state, alert, tmp_path / "signed", private_key(private))
    assert verify(tmp_path / "signed", public_key(public)).faults == ()
    assert verify(tmp_path / "signed").signed_by is not None
    other = generate(tmp_path / "other.pem")
    assert "is signed by another key" in verify(tmp_path / "signed", public_key(other)).faults[0]
    inside = members(tmp_path / "signed")
    for place in range(0, len(inside[SIGNATURE]), 7):
        broken = bytearray(inside[SIGNATURE])
        broken[place] ^= 1
        (tmp_path / "changed").write_bytes(packed(inside | {SIGNATURE: bytes(broken)}))
        assert "its signature does not hold" in verify(tmp_path / "changed").faults


def test_a_file_that_is_not_signed_does_not_pass_where_a_key_is_wanted(file, keys):
    assert verify(file, public_key(keys[1])).faults == ("is not signed",)


def test_another_hash_than_was_told_is_noticed(file):
    assert "is another file" in verify(file, sha256="00" * 32).faults[0]


def test_sources_that_are_gone_or_changed_are_told(kept, tmp_path):
    state, sources, alert = kept
    log = sources / "aiohttp/access.log"
    before = log.read_bytes()
    try:
        log.write_bytes(before.replace(b"GET", b"PUT"))
        written = create(state, alert, tmp_path / "changed")
        assert {e.agrees for e in written.exhibits if e.line is not None} == {False}
        log.unlink()
        written = create(state, alert, tmp_path / "gone")
        assert {e.problem for e in written.exhibits if e.line is not None} == {
            "the source is no longer there"
        }
        assert verify(tmp_path / "gone").faults == ()
    finally:
        log.write_bytes(before)


def test_a_log_that_was_compressed_since_is_read_where_it_is(kept, tmp_path):
    state, sources, alert = kept
    log = sources / "aiohttp/access.log"
    before = log.read_bytes()
    try:
        log.write_bytes(gzip.compress(before))
        written = create(state, alert, tmp_path / "file")
        assert {e.agrees for e in written.exhibits if e.line is not None} == {True}
    finally:
        log.write_bytes(before)


def test_another_machine_needs_neither_state_nor_sources(file, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "vedette", "evidence", "verify", str(file), "--sha256", verify(file).sha256],
        cwd=tmp_path, env={"HOME": str(tmp_path), "PATH": "/usr/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "all of it matches" in done.stdout
