"""A process whose module was upgraded under it: every command calls it `restart needed`, with the reason."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.assets.live.conftest import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="what a process has loaded, only root may see"),
]

IMPORTING = """
import greeter, socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    server.accept()
"""
CVE = "CVE-2099-0001"
ADVISORY = {
    "id": "PYSEC-1", "aliases": [CVE], "modified": "2024-01-01T00:00:00Z", "schema_version": "1.6.0",
    "affected": [{"package": {"ecosystem": "PyPI", "name": "greeter"},
                  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}]}],
}  # fmt: skip


def install(site, version):
    """What pip leaves behind."""
    module, facts = site / "greeter", site / f"greeter-{version}.dist-info"
    module.mkdir(exist_ok=True)
    facts.mkdir()
    (module / "__init__.py").write_text(f"version = {version!r}\n")
    (facts / "RECORD").write_text(f"greeter/__init__.py,,\n{facts.name}/RECORD,,\n")


def end(process):
    process.kill()
    process.wait()


def listening(port):
    """Whether the kernel's table has the port."""
    with Path("/proc/net/tcp").open() as table:
        return any(line.split()[1].endswith(f":{port:04X}") for line in table.readlines()[1:])


@pytest.fixture
def upgraded(tmp_path, run):
    """Arguments that name the inventory of a process that runs 1.0 while the disk has 2.0, and how to run it anew."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    (site,) = (tmp_path / "venv/lib").glob("python*/site-packages")
    install(site, "1.0")
    port = free_port()
    (tmp_path / "app.py").write_text(IMPORTING)
    (tmp_path / "osv.json").write_text(json.dumps(ADVISORY))

    def start():
        started = subprocess.Popen([tmp_path / "venv/bin/python", "app.py", str(port)], cwd=tmp_path)
        deadline = time.monotonic() + 30
        while not listening(port) and time.monotonic() < deadline:
            time.sleep(0.02)
        return started

    def discovered():
        run("assets", "discover", "--to", tmp_path / "found.json")
        found = json.loads((tmp_path / "found.json").read_text())
        hosts = found if isinstance(found, list) else [found]
        for host in hosts:
            host["apps"] = [
                a
                for a in host["apps"]
                if f"app.py {port}" in " ".join((a.get("running") or {}).get("command", ()))
            ]
        (tmp_path / "found.json").write_text(json.dumps([host for host in hosts if host["apps"]]))

    processes = [start()]
    shutil.rmtree(site / "greeter-1.0.dist-info")
    install(site, "2.0")
    later = time.time() + 60
    os.utime(site / "greeter-2.0.dist-info", (later, later))
    discovered()
    arguments = [
        "--assets",
        tmp_path / "found.json",
        "--advisories",
        tmp_path / "osv.json",
        "--state",
        tmp_path / "s",
    ]

    def anew():
        end(processes.pop())
        past = time.time() - 60
        os.utime(site / "greeter-2.0.dist-info", (past, past))
        os.utime(site, (past, past))  # as an installation does: the folder's own time tells that it changed
        processes.append(start())
        discovered()

    yield arguments, anew
    for process in processes:
        end(process)


def test_each_command_says_restart_needed_and_why_until_the_process_is_new(run, upgraded):
    arguments, anew = upgraded
    checked = run("vulns", "check", *arguments).stdout
    assert "1 to be started anew" in checked.splitlines()[0]
    assert f"{CVE}     restart needed" in checked
    assert (
        "the machine has greeter 2.0 by now, and the process still runs the old code: restart it" in checked
    )
    assert "restart needed" in run("vulns", "list", *arguments).stdout
    (service,) = json.loads(run("vulns", "check", *arguments, "-o", "json").stdout)["services"]
    explained = run("vulns", "explain", CVE, "--service", service["id"], *arguments).stdout
    assert explained.splitlines()[0].endswith("restart needed")
    anew()
    checked = run("vulns", "check", *arguments, "--all").stdout
    assert "restart needed" not in checked
    assert "fixed" in checked
