import json

import pytest

from vedette.assets.inventory import InventoryJson
from vedette.cli.assets.discover_table import table
from vedette.model.running import Evidence, Loaded, Reach, Running, Stale
from vedette.model.service import Service, VersionSource

HEAD = "  sl  local_address\n"


@pytest.fixture
def root(tmp_path):
    """A machine on which nginx listens."""
    files = {
        "etc/os-release": 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID=12\n',
        "proc/sys/kernel/hostname": "web-1",
        "proc/net/tcp": HEAD + "   0: 0100007F:0050 00000000:0000 0A 0:0 00:0 0 0 0 7 1\n",
        "proc/42/stat": "42 (x) S 1 0 0 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0",
        "proc/42/maps": "",
        "proc/42/cmdline": "nginx: \x1b[2Jmaster\0",
        "var/lib/dpkg/status": "Package: nginx\nStatus: install ok installed\nVersion: 1.22.1-9\nArchitecture: amd64\n",
        "var/lib/dpkg/info/nginx.list": "/usr/sbin/nginx\n",
        "usr/sbin/nginx": "",
    }
    for path, content in files.items():
        place = tmp_path / "root" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    (tmp_path / "root/proc/42/fd").mkdir()
    (tmp_path / "root/proc/42/fd/3").symlink_to("socket:[7]")
    (tmp_path / "root/proc/42/exe").symlink_to("/usr/sbin/nginx")
    return tmp_path / "root"


def test_the_table_tells_what_listens(run, root):
    done = run("assets", "discover", "--root", root)
    assert "1 listener · 0 that strangers reach · 0 to be started anew" in done.stdout
    assert "tcp/80" in done.stdout
    assert "nginx 1.22.1-9" in done.stdout
    assert "not seen: the firewall of another root" in done.stderr
    assert done.exit_code == 4


def test_the_json_is_an_inventory_that_can_be_read(run, root):
    done = run("assets", "discover", "--root", root, "-o", "json")
    assert "\x1b" not in done.stdout
    (service,) = InventoryJson().read(done.stdout.encode(), "inventory.json").services
    assert (service.product, service.reach) == ("nginx", Reach.LOOPBACK)
    assert service.running.command == ("nginx: \x1b[2Jmaster",)


def test_the_inventory_is_written_to_a_file_beside_the_table(run, root, tmp_path):
    done = run("assets", "discover", "--root", root, "--to", tmp_path / "new/inventory.json")
    assert "tcp/80" in done.stdout
    assert json.loads((tmp_path / "new/inventory.json").read_bytes())["host"] == "web-1"


def test_packages_are_listed_where_it_is_asked_for(run, root):
    assert '"packages"' in run("assets", "discover", "--root", root, "-o", "json", "--packages").stdout


def test_a_file_that_cannot_be_written_is_told_in_one_line(run, root):
    done = run("assets", "discover", "--root", root, "--to", "/proc/inventory.json")
    assert done.exit_code == 1
    assert done.stderr.startswith("vedette: /proc/inventory.json: cannot be written")


def test_what_a_scan_is_given_binds_to_what_was_discovered(run, root, tmp_path):
    run("assets", "discover", "--root", root, "--to", tmp_path / "inventory.json")
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [24/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "Mozilla"\n')
    done = run("scan", log, "--assets", tmp_path / "inventory.json")
    assert done.exit_code == 0


def service(**values):
    running = Running(
        pid=42, executable="/usr/sbin/x", command=(), user="root", started=None, unit="x.service", container=None,
        loaded=(Loaded("pkg:deb/debian/libc6@1", Evidence.MAPPED, "/usr/lib/libc.so"),), unowned=("/opt/x.so",),
        stale=(Stale("/usr/lib/libssl.so.3", "it was replaced, and the old one is still mapped", None),) * 5,
    )  # fmt: skip
    return Service(
        **{
            "id": "web-1/x:80/tcp", "host": "web-1", "addresses": (), "listen_address": "0.0.0.0", "port": 80,
            "transport": "tcp", "protocol": None, "product": "x", "version": None,
            "version_source": VersionSource.DECLARED, "purl": None, "cpe": None, "components": (), "logs": (),
            "reach": Reach.OPEN, "running": running, **values,
        }
    )  # fmt: skip


def test_what_must_be_started_anew_says_why():
    lines = list(table([service()]))
    assert "1 to be started anew" in lines[0]
    assert sum("restart" in line for line in lines) == 4
    assert any("and 2 more files" in line for line in lines)
    assert any("1 file of no known package" in line for line in lines)


def test_hostile_text_reaches_no_terminal():
    hostile = "\x1b[2J\u202e" + "x" * 300
    lines = list(
        table([service(product=hostile, host=hostile, logs=(hostile,), config_files=(hostile,) * 9)])
    )
    assert not any("\x1b[2J" in line or "\u202e" in line for line in lines)


def test_nothing_that_listens_is_told_in_one_line():
    assert list(table([])) == ["0 listeners · 0 that strangers reach · 0 to be started anew"]
