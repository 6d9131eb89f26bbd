"""Whatever a process makes the kernel show of it, discovery goes on and fails on nothing."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.assets.live.reachability import Rules
from vedette.assets.live.services import survey
from vedette.assets.live.tree import Tree
from vedette.assets.writing import write

SITE = b"/srv/venv/lib/python3.11/site-packages"
WORDS = st.sampled_from(
    [b"\0", b"\n", b" ", b":", b"=", b"/", b"-", b"*", b"..", b"\xff", b"\x1b[2J", b"-jar", b"-cp", b"-m", b"-c", b"-f", b"-D",
     b"x.jar", b"/srv/x.jar", b"/srv/app.conf", b"java", b"node", b"rw-p", b"r-xp", b"00000000", b"fe:01", b"1", b"99999999999999999999",
     b"(deleted)", b"[heap]", SITE, SITE + b"/a/b.py", b"/srv/node_modules/a/x.js", b"/srv/a.so", b"1000-2000", b"zz-1", b"btime", b"Uid:"]
)  # fmt: skip
CONTENT = st.lists(WORDS, max_size=14).map(b"".join) | st.binary(max_size=60)
LINES = st.lists(st.lists(WORDS, min_size=5, max_size=6).map(b" ".join), max_size=5).map(b"\n".join)
AREA = b"1000-2000 rw-p 00000000 00:00 0 \n"
EXECUTABLES = ["/usr/bin/python3", "/usr/bin/node", "/usr/bin/java", "/usr/sbin/nginx", "/usr/sbin/sshd",
               "/usr/sbin/apache2", "/usr/bin/redis-server", "/usr/bin/postgres", "/srv/\x1bown (deleted)"]  # fmt: skip


@settings(max_examples=60)
@given(
    executable=st.sampled_from(EXECUTABLES),
    files=st.fixed_dictionaries(
        dict.fromkeys(("proc/42/maps", "proc/42/cmdline", "proc/42/environ", "proc/42/status", "proc/42/cgroup", "proc/42/mem", "proc/stat", "etc/os-release", "var/lib/dpkg/status", "etc/passwd", "srv/x.jar", "srv/app.conf", "etc/nginx/nginx.conf", "etc/redis/redis.conf", "srv/package.json", "etc/ssh/sshd_config"), CONTENT)
    ),
    lines=LINES,
)  # fmt: skip
def test_discovery_fails_on_nothing_that_a_process_shows(executable, files, lines, tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    files["proc/net/tcp"] = b"head\n   0: 00000000:1F90 00000000:0000 0A 0:0 00:0 0 0 0 7 1\n"
    files["proc/42/stat"] = b"42 (x) S 1 0 0 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0"
    files["proc/42/exe.real"] = b""
    files["proc/42/maps"] += b"\n" + AREA + lines
    files["proc/42/mem"] = bytes(4096) + files["proc/42/mem"]
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    (root / "proc/42/fd").mkdir()
    for name, target in {
        "3": "socket:[7]",
        "4": "/srv/x.jar",
        "5": "/srv/x.jar (deleted)",
        "1": "/var/log/\udcff",
    }.items():
        (root / "proc/42/fd" / name).symlink_to(target)
    (root / "proc/42/exe").symlink_to(executable)
    (root / "proc/42/cwd").symlink_to("/srv")
    found = survey(Tree(root), Rules({}))
    assert not [note for note in found.notes if "defect" in note]
    assert [service.port for service in found.services] == [8080]
    json.loads(write(found))
