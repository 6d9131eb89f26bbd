"""A whole machine, prepared: from its sockets to its services."""

import json

import pytest

from vedette.assets.inventory import InventoryJson
from vedette.assets.live import services
from vedette.assets.live.reachability import Rules
from vedette.assets.live.services import survey
from vedette.assets.writing import write
from vedette.model.running import Reach

HEAD = "  sl  local_address\n"
ID = "4f2a9c11d3e8" + "0" * 52


def line(local, inode):
    return f"   0: {local} 00000000:0000 0A 0:0 00:0 0 0 0 {inode} 1\n"


def process(
    pid, *, parent=1, exe="/usr/sbin/nginx", cgroup="/system.slice/nginx.service", maps="", inodes=()
):
    """The files and the links of a process."""
    base = f"/proc/{pid}"
    files = {
        f"{base}/stat": f"{pid} (x) S {parent} 0 0 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0",
        f"{base}/maps": maps,
        f"{base}/cmdline": f"{exe}\0",
        f"{base}/status": "Uid:\t0\t33\t33\t33\n",
        f"{base}/cgroup": f"0::{cgroup}\n",
        f"{base}/fd/.keep": "",
    }
    links = {f"{base}/exe": exe, f"{base}/cwd": "/", f"{base}/ns/net": "net:[1]", f"{base}/ns/mnt": "mnt:[1]"}
    return files, links | {f"{base}/fd/{n}": f"socket:[{inode}]" for n, inode in enumerate(inodes, 3)}


@pytest.fixture
def host(machine, tmp_path):
    """Makes a machine of processes, with Debian's nginx on it."""

    def host(tables, *processes, more=None):
        files = {
            "/etc/os-release": 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID=12\n',
            "/etc/passwd": "www-data:x:33:33::/:/bin/sh\n",
            "/proc/sys/kernel/hostname": "web-1",
            "/proc/stat": "btime 1763971200\n",
            "/var/lib/dpkg/status": "Package: nginx\nStatus: install ok installed\nVersion: 1.22.1-9\nArchitecture: amd64\n",
            "/var/lib/dpkg/info/nginx.list": "/usr/sbin/nginx\n",
            "/usr/sbin/nginx": "",
            **{f"/proc/net/{name}": HEAD + "".join(lines) for name, lines in tables.items()},
            **(more or {}),
        }
        links = {"/proc/self/ns/net": "net:[1]", "/proc/self/ns/mnt": "mnt:[1]"}
        for own, linked in processes:
            files |= own
            links |= linked
        tree = machine(files)
        for path, target in links.items():
            place = tmp_path / path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.is_symlink():
                place.unlink()
            place.symlink_to(target)
        return tree

    return host


def found(tree, rules=None):
    """The services, after they were written as an inventory and read again, and the notes."""
    inventory = survey(tree, rules or Rules({}))
    read = InventoryJson().read(write(inventory), "inventory.json").services
    assert {s.id for s in read} == {s.id for s in inventory.services}
    return list(read), inventory.notes


def test_a_service_is_told_with_its_package_and_its_unit(host):
    tree = host({"tcp": [line("00000000:0050", 7)]}, process(42, inodes=[7]))
    (service,), notes = found(tree)
    assert (service.id, service.host, service.port) == ("web-1/nginx:80/tcp", "web-1", 80)
    assert service.purl == "pkg:deb/debian/nginx@1.22.1-9?arch=amd64&distro=debian-12"
    assert (service.running.unit, service.running.user, service.running.container) == (
        "nginx.service",
        "www-data",
        None,
    )
    assert service.platform == "Debian GNU/Linux 12"
    assert service.reach is Reach.OPEN
    assert notes == ()


def test_master_and_workers_are_one_service_of_the_master(host):
    tree = host(
        {"tcp": [line("00000000:0050", 7)]},
        process(50, parent=60, inodes=[7]),
        process(60, inodes=[7]),
        process(61, parent=60, inodes=[7]),
    )
    (service,), _ = found(tree)
    assert service.running.pid == 60


def test_workers_with_a_socket_of_their_own_each_are_one_service(host):
    tree = host(
        {"tcp": [line("00000000:0050", 7), line("00000000:0050", 8)]},
        process(50, inodes=[7]),
        process(51, inodes=[8]),
    )
    assert len(found(tree)[0]) == 1


def test_the_widest_address_stands_for_a_port(host):
    tables = {
        "tcp": [line("0100007F:0050", 7), line("00000000:0050", 8)],
        "tcp6": [line("0" * 32 + ":0050", 9)],
    }
    (service,), _ = found(host(tables, process(42, inodes=[7, 8, 9])))
    assert service.listen_address == "::"


def test_two_programs_of_one_name_on_one_port_are_two_services(host):
    tables = {"tcp": [line("0100007F:0050", 7), line("0A0200C0:0050", 8)]}
    both, _ = found(host(tables, process(42, inodes=[7]), process(43, inodes=[8])))
    assert len({service.id for service in both}) == 2
    assert {service.reach for service in both} == {Reach.LOOPBACK, Reach.OPEN}


def test_a_listener_whose_process_cannot_be_seen_is_listed_all_the_same(host):
    (service,), notes = found(host({"tcp": [line("00000000:0016", 99)]}))
    assert (service.product, service.port, service.version, service.protocol) == ("unknown", 22, None, "ssh")
    assert not service.version_verified
    assert notes == ("processes of listening sockets: 1",)


def test_sockets_that_systemd_keeps_are_the_services_that_it_started(host):
    tables = {"tcp": [line("00000000:0050", 7)]}
    tree = host(
        tables, process(1, parent=0, exe="/usr/lib/systemd/systemd", inodes=[7]), process(42, inodes=[7])
    )
    (service,), _ = found(tree)
    assert service.running.pid == 42


def test_a_container_is_a_host_of_its_own(host):
    files, links = process(42, cgroup=f"/system.slice/docker-{ID}.scope", inodes=[7])
    files["/proc/42/net/tcp"] = HEAD + line("00000000:0050", 7)
    links |= {"/proc/42/ns/net": "net:[2]"}
    (service,), _ = found(host({"tcp": []}, (files, links)))
    assert service.host == "web-1/docker:4f2a9c11d3e8"
    assert service.running.container == "docker:4f2a9c11d3e8"
    assert service.reach is Reach.UNKNOWN


def test_the_files_of_a_container_are_its_own(host):
    files, links = process(42, inodes=[7])
    root = "/proc/42/root"
    files |= {
        f"{root}/etc/os-release": "ID=alpine\nNAME=Alpine\nVERSION_ID=3.20\n",
        f"{root}/lib/apk/db/installed": "P:nginx\nV:1.26.0-r1\nA:x86_64\nF:usr/sbin\nR:nginx\n",
        f"{root}/usr/sbin/nginx": "",
    }
    links |= {"/proc/42/ns/mnt": "mnt:[2]"}
    (service,), _ = found(host({"tcp": [line("00000000:0050", 7)]}, (files, links)))
    assert service.purl == "pkg:apk/alpine/nginx@1.26.0-r1?arch=x86_64&distro=alpine-3.20"
    assert service.platform == "Alpine 3.20"


def test_hostile_names_are_kept_within_bounds_and_valid(host):
    name = "/srv/\x1b[2J\udcff" + "x" * 900
    tree = host({"tcp": [line("00000000:0050", 7)]}, process(42, exe=name[:200], inodes=[7]))
    (service,), _ = found(tree)
    assert "\\udcff" in service.running.executable
    assert len(service.product) <= 512
    json.loads(write(survey(tree, Rules({}))))


def test_one_process_on_which_discovery_fails_does_not_hide_the_others(host, monkeypatch):
    tables = {"tcp": [line("00000000:0050", 7), line("00000000:0051", 8)]}
    tree = host(tables, process(42, inodes=[7]), process(43, inodes=[8]))
    examine = services.examine

    def failing(tree, machine, group):
        if group.pids[0] == 42:
            raise RuntimeError("as if by a defect")
        return examine(tree, machine, group)

    monkeypatch.setattr(services, "examine", failing)
    both, notes = found(tree)
    assert [service.product for service in both] == ["unknown", "nginx"]
    assert "as if by a defect" in notes[0]
    assert "report" in notes[0]


def test_what_is_installed_is_listed_where_it_is_asked_for(host):
    inventory = survey(host({"tcp": []}), Rules({}), packages=True)
    assert [(p.name, p.version, p.host) for p in inventory.packages] == [("nginx", "1.22.1-9", "web-1")]
    assert inventory.services == ()


def test_a_broken_package_database_is_told(host):
    tree = host({"tcp": []}, more={"/var/lib/dpkg/status": "rubbish\n\n"})
    assert "dpkg: /var/lib/dpkg/status:1: a paragraph without a package's name" in found(tree)[1]
