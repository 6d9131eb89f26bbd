"""Package managers: an upgrade installs the fix, its check proves it, and its undoing goes back; offline."""

import base64
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest
from carrying_out import all_hold, carry_out

from vedette.respond.packages import MANAGERS, manager_of
from vedette.respond.packages.interface import Upgrade


def wheel(folder, version):
    """The smallest wheel (PEP 427)."""
    info = f"leak-{version}.dist-info"
    with zipfile.ZipFile(folder / f"leak-{version}-py3-none-any.whl", "w") as file:
        file.writestr("leak.py", f"version = '{version}'\n")
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: leak\nVersion: {version}\n")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", f"leak.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


@pytest.mark.slow
def test_pip_upgrades_a_virtual_environment_and_goes_back(tmp_path, monkeypatch):
    for version in ("1.0.0", "1.0.1", "1.1.0"):
        wheel(tmp_path, version)
    place = tmp_path / "an environment"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", tmp_path.as_uri())
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    subprocess.run([place / "bin/python", "-m", "pip", "install", "-q", "leak==1.0.0"], check=True)
    action = MANAGERS["pip"].upgrade(Upgrade("leak", "1.0.0", "1.0.1", str(place)))
    assert not all_hold(action)
    carry_out(action.doing)
    assert all_hold(action)
    carry_out(action.undo)
    assert not all_hold(action)
    carry_out(MANAGERS["pip"].upgrade(Upgrade("leak", "1.0.0", None, str(place))).doing)
    assert all_hold(MANAGERS["pip"].upgrade(Upgrade("leak", "1.0.0", "1.1.0", str(place))))


def package(version):
    """A tarball as npm packs it."""
    text, buffer = json.dumps({"name": "@scope/leak", "version": version}).encode(), io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as file:
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(text)
        file.addfile(entry, io.BytesIO(text))
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is missing")
def test_npm_upgrades_a_project_and_goes_back(tmp_path, monkeypatch, server):
    packed = {f"/{version}.tgz": package(version) for version in ("2.0.0", "2.0.1")}
    document = {
        "name": "@scope/leak",
        "dist-tags": {"latest": "2.0.1"},
        "versions": {
            path[1:-4]: {
                "name": "@scope/leak",
                "version": path[1:-4],
                "dist": {
                    "tarball": server.url(path, "127.0.0.1"),
                    "integrity": "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode(),
                },
            }
            for path, data in packed.items()
        },
    }
    server.answer = lambda asked: asked.give(packed.get(asked.path) or json.dumps(document).encode())
    for name, value in {"registry": server.url("/", "127.0.0.1"), "cache": str(tmp_path / "c")}.items():
        monkeypatch.setenv(f"npm_config_{name}", value)
    monkeypatch.setenv("npm_config_update_notifier", "false")
    place = tmp_path / "app"
    place.mkdir()
    (place / "package.json").write_text('{"name": "app", "dependencies": {"@scope/leak": "2.0.0"}}')
    subprocess.run(["npm", "install", "--no-audit", "--prefix", place], check=True, capture_output=True)
    action = MANAGERS["npm"].upgrade(Upgrade("@scope/leak", "2.0.0", "2.0.1", str(place)))
    assert not all_hold(action)
    carry_out(action.doing)
    assert all_hold(action)
    carry_out(action.undo)
    assert not all_hold(action)


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt is missing")
def test_apt_knows_the_options_and_the_check_compares_versions():
    action = MANAGERS["apt"].upgrade(Upgrade("bash", "4.0-1", "4.0-1", None))
    simulated = subprocess.run(
        [*action.doing[1].argv, "--simulate"], capture_output=True, text=True, check=False
    )
    assert simulated.returncode == 0, simulated.stderr
    assert all_hold(action)
    assert not all_hold(MANAGERS["apt"].upgrade(Upgrade("bash", "4.0-1", "999:1", None)))


@pytest.mark.parametrize(
    ("type_", "command", "undo"),
    [
        (
            "deb",
            "apt-get install --yes --only-upgrade leak",
            "apt-get install --yes --allow-downgrades leak=1",
        ),
        ("rpm", "dnf upgrade --assumeyes --refresh leak", "dnf history undo --assumeyes last"),
        ("apk", "apk upgrade --update-cache leak", "apk add leak=1"),
        ("pypi", "/e/bin/python -m pip install --upgrade leak==2", "/e/bin/python -m pip install leak==1"),
        (
            "npm",
            "npm install --prefix /e --ignore-scripts --no-audit --no-fund leak@2",
            "npm install --prefix /e --ignore-scripts --no-audit --no-fund leak@1",
        ),
    ],
)
def test_each_manager_has_its_command_and_its_way_back(type_, command, undo):
    action = manager_of(type_).upgrade(Upgrade("leak", "1", "2", "/e"))
    assert (str(action.doing[-1]), str(action.undo[-1])) == (command, undo)


def test_what_no_manager_serves_is_for_a_person():
    assert manager_of("maven") is None
