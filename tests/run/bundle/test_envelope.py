"""The file of a bundle: nothing of it counts before its signature holds, and nothing that its manifest does not name."""

import hashlib
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest

from vedette.model.errors import InputError, MalformedInput
from vedette.run.bundle.applying import verify
from vedette.run.bundle.envelope import MAGIC, UntrustedBundle
from vedette.run.bundle.signing import generate, private_key, public_key


@pytest.fixture
def trusted(key):
    return public_key(Path(f"{key}.pub"))


def resealed(path, key, change):
    """The bundle with its archive changed, and signed anew by the same key: what only a signer could do."""
    data = path.read_bytes()
    with ZipFile(BytesIO(data[len(MAGIC) + 96 :])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members = change(members)
    payload = BytesIO()
    with ZipFile(payload, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    signer = private_key(key)
    digest = hashlib.sha512(payload.getvalue()).digest()
    signed = MAGIC + signer.public_key().public_bytes_raw()
    path.write_bytes(signed + signer.sign(signed + digest) + payload.getvalue())
    return path


def with_manifest(**changed):
    def change(members):
        manifest = msgspec.json.decode(members["manifest.json"])
        manifest.update(changed)
        return {**members, "manifest.json": msgspec.json.encode(manifest)}

    return change


def test_a_bundle_that_is_whole_says_what_it_holds(bundle, trusted):
    manifest = verify(bundle(), trusted)
    assert [feed.name for feed in manifest.feeds] == ["bad", "cloud"]
    assert manifest.files[0].path == "config.toml"


def test_two_bundles_of_the_same_are_the_same_bytes(bundle, tmp_path):
    first = bundle().read_bytes()
    assert bundle().read_bytes() == first


@pytest.mark.parametrize("place", [0, 20, 60, 120, 5000, -30, -1])
def test_a_changed_byte_is_found(bundle, trusted, place):
    path = bundle()
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises(MalformedInput):
        verify(path, trusted)


@pytest.mark.parametrize("size", [0, 10, 100, 113, 2000, -1])
def test_a_bundle_that_is_cut_off_is_refused(bundle, trusted, size):
    path = bundle()
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(MalformedInput):
        verify(path, trusted)


def test_a_bundle_of_another_signer_is_refused_and_told(bundle, tmp_path):
    other = public_key(generate(tmp_path / "other"))
    with pytest.raises(UntrustedBundle, match="another key"):
        verify(bundle(), other)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda m: {**m, "../../evil": b"x"}, "other files"),
        (lambda m: {**m, "/etc/evil": b"x"}, "other files"),
        (lambda m: {k: v for k, v in m.items() if k != "config.toml"}, "other files"),
        (lambda m: {**m, "config.toml": m["config.toml"] + b" "}, "is not what the manifest says"),
        (lambda m: {**m, "config.toml": b"x" * len(m["config.toml"])}, "is not what the manifest says"),
        (lambda m: {k: v for k, v in m.items() if k != "manifest.json"}, "no manifest"),
        (lambda m: {**m, "manifest.json": b"{"}, "no manifest"),
        (with_manifest(schema_version=2), "version 2"),
        (with_manifest(files=[{"path": "../evil", "size": 1, "sha256": "0" * 64}]), "names a file that no bundle holds"),
        (with_manifest(files=[{"path": "geo/a", "size": 1 << 40, "sha256": "0" * 64}]), "no manifest"),
        (with_manifest(feeds=[]), "files of its feeds"),
        (with_manifest(created_at="2026-11-20T00:00:00"), "without a zone"),
    ],
)  # fmt: skip
def test_even_a_signer_can_put_nothing_anywhere_else(bundle, key, trusted, change, told):
    path = resealed(bundle(), key, change)
    with pytest.raises(MalformedInput, match=told):
        verify(path, trusted)


def test_a_bomb_is_cut_at_the_size_that_its_manifest_says(bundle, key, trusted):
    path = resealed(bundle(), key, lambda m: {**m, "config.toml": bytes(50 << 20)})
    with pytest.raises(MalformedInput, match="is not what the manifest says"):
        verify(path, trusted)


def test_a_version_that_cannot_be_used_is_refused(bundle, key, trusted):
    def change(members):
        document = b"nothing of the kind"
        manifest = msgspec.json.decode(members["manifest.json"])
        for file in manifest["files"]:
            if file["path"] == "feeds/bad/document":
                file.update(size=len(document), sha256=hashlib.sha256(document).hexdigest())
        return {**members, "manifest.json": msgspec.json.encode(manifest), "feeds/bad/document": document}

    with pytest.raises(MalformedInput, match="feeds/bad/document cannot be used"):
        verify(resealed(bundle(), key, change), trusted)


def test_a_file_that_is_not_there_is_an_error(tmp_path, trusted):
    with pytest.raises(InputError, match="No such file"):
        verify(tmp_path / "none", trusted)
    shutil.copyfile(__file__, tmp_path / "other")
    with pytest.raises(MalformedInput, match="is no bundle"):
        verify(tmp_path / "other", trusted)
