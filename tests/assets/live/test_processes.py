from datetime import UTC, datetime, timedelta

import pytest

from vedette.assets.live.processes import boot_time, pids, read_process, sockets

BOOTED = datetime(2026, 11, 24, 8, tzinfo=UTC)
STAT = "42 (a) b) S 7 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 12345 1 1"
MAPS = (
    "7f00-7f10 r-xp 00000000 fe:01 11 /usr/lib/libssl.so.3 (deleted)\n"
    "7f10-7f20 r--p 00000000 fe:01 11 /usr/lib/libssl.so.3 (deleted)\n"
    "7f20-7f30 r--p 00000000 fe:01 12 /usr/share/fonts/a b.ttf\n"
    "7f30-7f40 rw-p 00000000 00:00 0 [heap]\n"
    "7f40-7f50 rw-s 00000000 00:01 13 /dev/zero (deleted)\n"
    "broken\n"
)


@pytest.fixture
def tree(machine, tmp_path):
    tree = machine(
        {
            "/proc/42/stat": STAT,
            "/proc/42/maps": MAPS,
            "/proc/42/cmdline": "/usr/sbin/app\0-c\0/etc/app.conf\0",
            "/proc/42/environ": "PASSWORD=secret\0VIRTUAL_ENV=/srv/venv\0",
            "/proc/42/status": "Name:\tapp\nUid:\t0\t33\t33\t33\n",
            "/proc/42/cgroup": "0::/system.slice/app.service\n9:name=systemd:/\n",
            "/proc/42/fdinfo/1": "pos:\t0\nflags:\t0102001\n",
            "/proc/42/fdinfo/5": "pos:\t0\nflags:\t0100000\n",
            "/proc/stat": "cpu 1 2\nbtime 1763971200\n",
        }
    )
    (tmp_path / "proc/42/fd").mkdir()
    for name, target in {
        "1": "/var/log/app.log",
        "5": "/etc/app.conf",
        "6": "socket:[99]",
        "7": "/dev/null",
    }.items():
        (tmp_path / "proc/42/fd" / name).symlink_to(target)
    (tmp_path / "proc/42/exe").symlink_to("/usr/sbin/app (deleted)")
    (tmp_path / "proc/42/cwd").symlink_to("/srv")
    return tree


def test_a_process_is_read_whole(tree):
    process = read_process(tree, 42, BOOTED)
    assert (process.parent, process.name, process.uid) == (7, "a) b", 33)
    assert (process.executable, process.executable_deleted) == ("/usr/sbin/app", True)
    assert process.arguments == ("/usr/sbin/app", "-c", "/etc/app.conf")
    assert process.started == BOOTED + timedelta(seconds=123.45)
    assert process.cgroups == ("/system.slice/app.service",)
    assert process.absolute("conf/x") == "/srv/conf/x"
    assert process.denied == ()


def test_of_the_environment_only_places_are_kept(tree):
    assert read_process(tree, 42, None).environment == {"VIRTUAL_ENV": "/srv/venv"}


def test_mapped_files_tell_whether_they_are_code_and_whether_they_were_replaced(tree):
    mappings = read_process(tree, 42, None).mappings
    assert [(m.path, m.deleted, m.executable) for m in mappings] == [
        ("/usr/lib/libssl.so.3", True, True),
        ("/usr/share/fonts/a b.ttf", False, False),
    ]


def test_open_files_tell_whether_they_are_written(tree):
    files = read_process(tree, 42, None).files
    assert [(f.path, f.written, f.standard) for f in files] == [
        ("/var/log/app.log", True, True),
        ("/etc/app.conf", False, False),
    ]


def test_the_sockets_of_a_process_are_known_by_number(tree):
    assert sockets(tree, 42) == {99}


def test_a_process_that_has_ended_is_null(tree):
    assert read_process(tree, 43, None) is None
    assert sockets(tree, 43) == set()


def test_processes_are_listed_by_number(tree):
    assert pids(tree) == [42]


def test_the_boot_time_is_in_utc(tree):
    assert boot_time(tree) == datetime.fromtimestamp(1763971200, UTC)
