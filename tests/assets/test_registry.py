import gzip
import json
from pathlib import Path

import pytest

import vedette.assets
from vedette.assets.registry import FORMATS, load
from vedette.model.errors import UnknownFormat, UnreadableInput

HELPERS = {
    "__init__", "conflicts", "cyclonedx_findings", "exporting", "hosts", "interface", "kept", "merge", "owned", "packages", "parts", "registry", "selecting", "sockets", "writing",
}  # fmt: skip


def write(path, host="a", version="1", *, compress=False):
    data = json.dumps({"host": host, "apps": [{"name": "nginx", "version": version}]}).encode()
    path.write_bytes(gzip.compress(data) if compress else data)
    return path


def test_the_registry_holds_every_format_of_the_folder():
    folder = Path(vedette.assets.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - HELPERS == set(FORMATS)
    assert all(form.name == name and form.title for name, form in FORMATS.items())


def test_files_and_directories_load(tmp_path):
    write(tmp_path / "a.json", "a")
    write(tmp_path / "b.json.gz", "b", compress=True)
    assert [s.host for s in load([tmp_path]).services] == ["a", "b"]


def test_what_is_no_inventory_in_a_directory_is_told(tmp_path):
    write(tmp_path / "a.json")
    (tmp_path / "notes.txt").write_text("remember the milk")
    loaded = load([tmp_path])
    assert len(loaded.services) == 1
    assert "notes.txt: is no inventory" in loaded.notes[0]


def test_a_service_described_twice_alike_counts_once(tmp_path):
    assert len(load([write(tmp_path / "a.json"), write(tmp_path / "b.json")]).services) == 1


def test_of_a_service_described_twice_differently_both_claims_are_kept(tmp_path):
    (service,) = load([write(tmp_path / "a.json"), write(tmp_path / "b.json", version="2")]).services
    assert [c.version for c in service.claims] == ["1", "2"]
    assert service.version == "1"


def test_what_is_no_inventory_is_refused_with_a_hint(tmp_path):
    (tmp_path / "x.txt").write_text("hello")
    with pytest.raises(UnknownFormat, match="it reads CycloneDX"):
        load([tmp_path / "x.txt"])


def test_what_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(UnreadableInput):
        load([tmp_path / "missing.json"])
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(b'{"host": "a", "apps": []}')[:-12])
    with pytest.raises(UnreadableInput):
        load([tmp_path / "cut.json.gz"])
