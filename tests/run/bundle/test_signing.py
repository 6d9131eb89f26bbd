"""Keys and signatures."""

import builtins

import pytest

from vedette.run.bundle.signing import UnusableKey, generate, holds, private_key, public_key


def test_a_pair_signs_and_verifies(tmp_path):
    public = generate(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    signature = private_key(tmp_path / "key").sign(b"message")
    assert holds(public_key(public), signature, b"message")
    assert not holds(public_key(public), signature, b"massage")


def test_no_file_is_written_over(tmp_path):
    generate(tmp_path / "key")
    with pytest.raises(UnusableKey, match="File exists"):
        generate(tmp_path / "key")


def test_a_private_key_that_others_may_read_is_refused(tmp_path):
    generate(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(UnusableKey, match="may be read by others"):
        private_key(tmp_path / "key")


def test_a_file_that_is_no_such_key_is_refused(tmp_path):
    public = generate(tmp_path / "key")
    with pytest.raises(UnusableKey, match="no public key"):
        public_key(tmp_path / "key")
    public.chmod(0o600)
    with pytest.raises(UnusableKey, match="no private key"):
        private_key(public)


def test_without_the_package_it_is_said_what_is_missing(tmp_path, monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **said):
        if name.partition(".")[0] == "cryptography":
            raise ImportError(name)
        return real(name, *rest, **said)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UnusableKey, match=r"vedette\[bundle\]"):
        generate(tmp_path / "key")
