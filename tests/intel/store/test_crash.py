"""A process that is killed at any point leaves the old or the new version in use, and the next one goes on."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from vedette.intel.gate.decision import Verdict
from vedette.intel.gate.settings import GateSettings
from vedette.intel.store import disk
from vedette.intel.store.feed_store import FeedStore
from vedette.model.errors import InputError

CHANGES = ("make", "write", "rename", "append", "truncate", "remove")


LIMITS = GateSettings(versions_kept=2)


class Killed(BaseException):
    """What stands for the end of the process."""


@pytest.fixture
def dying(monkeypatch):
    """Lets so many changes of the disk happen; the next is torn where it can be, and the last."""

    def die_after(allowed):
        left = iter(range(allowed))

        def limit(name, change):
            def changed(*arguments):
                if next(left, None) is None:
                    if name in {"write", "append"} and arguments[1]:
                        change(arguments[0], arguments[1][: len(arguments[1]) // 2])
                    raise Killed(name)
                change(*arguments)

            return changed

        for name in CHANGES:
            monkeypatch.setattr(disk, name, limit(name, ORIGINAL[name]))

    yield die_after
    monkeypatch.undo()


ORIGINAL = {name: getattr(disk, name) for name in CHANGES}


def settled(store, profile):
    """What a reader finds: the number of the version in use, and how many addresses it names."""
    in_use = store.load(profile)
    return None if in_use is None else (in_use.version.number, len(in_use.candidate.vetted))


def revive(monkeypatch):
    for name, change in ORIGINAL.items():
        monkeypatch.setattr(disk, name, change)


AT = datetime(2026, 11, 10, tzinfo=UTC)
OFFERED = {"first": 200, "accepted": 210, "refused": 2, "unchanged": 202}
"""How many addresses the document has that is offered, by what becomes of it."""


def perform(name, store, profile, document, where):
    if name in OFFERED:
        store.offer(profile, document(OFFERED[name]), where, AT)
    else:
        store.rollback("mine", AT, "why")


@pytest.mark.parametrize("name", [*OFFERED, "rolled back"])
def test_every_prefix_of_an_operation_leaves_the_old_or_the_new_version(
    name, tmp_path, profile, document, where, day, dying, monkeypatch
):
    before = FeedStore(tmp_path / "before", LIMITS)
    for n in range(0 if name == "first" else 3):
        before.offer(profile, document(200 + n), where, day(n))
    outcomes, allowed, finished = set(), 0, False
    while not finished:
        folder = tmp_path / str(allowed)
        if name != "first":
            shutil.copytree(tmp_path / "before", folder)
        store = FeedStore(folder, LIMITS)
        old = settled(store, profile)
        dying(allowed)
        try:
            perform(name, store, profile, document, where)
            finished = True
        except Killed:
            pass
        revive(monkeypatch)
        found = settled(store, profile)
        outcomes.add((old, found))
        decided = [d for d in store.history("mine") if d.at == AT]
        assert len(decided) <= 1
        after = store.offer(profile, document(212), where, day(10))
        assert after.verdict is Verdict.ACCEPTED
        assert settled(store, profile) == (after.version, 212)
        versions = [d.version for d in store.history("mine") if d.verdict is Verdict.ACCEPTED]
        assert len(set(versions)) == len(versions)
        if found != old:  # what came into use is in the history, though its maker died before it could say so
            assert [d.version for d in store.history("mine") if d.at == AT] == [found[0]]
        assert len(store.versions("mine")) <= 3
        assert not list((folder / "mine" / "versions").glob(".*"))
        allowed += 1
        assert allowed < 60
    assert allowed > 2
    news = {found for old, found in outcomes if found != old}
    assert len(news) <= 1
    assert bool(news) is (name in {"first", "accepted", "rolled back"})


@pytest.mark.parametrize("name", ["accepted", "refused"])
def test_a_disk_that_fails_at_any_point_is_told_and_leaves_a_whole_version(
    name, tmp_path, profile, document, where, day, monkeypatch
):
    store = FeedStore(tmp_path, LIMITS)
    store.offer(profile, document(200), where, day(0))
    writes = {"accepted": 6, "refused": 5}[name]
    for allowed in range(writes + 1):
        old = settled(store, profile)
        left = iter(range(allowed))

        def full(path, data, *, left=left):
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            ORIGINAL["write"](path, data)

        monkeypatch.setattr(disk, "write", full)
        size = 201 + allowed if name == "accepted" else 2
        expected = nullcontext() if allowed >= writes else pytest.raises(InputError, match="No space left")
        with expected:
            store.offer(profile, document(size), where, day(allowed + 1))
        revive(monkeypatch)
        assert settled(store, profile) in {old, (old[0] + 1, size)}


PROGRAM = textwrap.dedent("""
    import os, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from vedette.intel.gate.reading import Profile
    from vedette.intel.provenance import Provenance
    from vedette.intel.store import disk
    from vedette.intel.store.feed_store import FeedStore

    def then_die(change):
        def changed(*arguments):
            change(*arguments)
            if arguments[-1] == Path(sys.argv[3]):
                os.kill(os.getpid(), signal.SIGKILL)
        return changed

    folder, document = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()
    disk.rename = then_die(disk.rename)
    FeedStore(folder).offer(
        Profile("mine", format="plain"), document, Provenance(url="x"), datetime(2026, 11, 24, tzinfo=UTC)
    )
""")


@pytest.mark.parametrize(("point", "number"), [("versions/2", 1), ("current", 2)])
def test_a_process_that_is_killed_leaves_a_lock_that_nobody_holds(
    point, number, tmp_path, store, profile, document, where, day
):
    folder = tmp_path / "feeds"
    store.offer(profile, document(100), where, day(0))
    (tmp_path / "new").write_bytes(document(101))
    killed = subprocess.run(
        [sys.executable, "-c", PROGRAM, folder, tmp_path / "new", folder / "mine" / point],
        check=False,
        env=os.environ,
    )
    assert killed.returncode == -signal.SIGKILL
    assert settled(store, profile)[0] == number
    assert store.offer(profile, document(102), where, day(30)).version == number + 1
    assert [d.version for d in store.history("mine")] == [*range(1, number + 2)]


def test_two_updaters_do_not_change_a_feed_at_once(tmp_path, store, profile, document, where, day):
    store.offer(profile, document(100), where, day(0))
    program = (
        "import fcntl, sys\nfile = open(sys.argv[1])\nfcntl.flock(file, fcntl.LOCK_EX)\n"
        "print(flush=True)\nsys.stdin.read()\n"
    )
    lock = tmp_path / "feeds/mine/lock"
    with subprocess.Popen(
        [sys.executable, "-c", program, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        holder.stdout.readline()
        with pytest.raises(Exception, match="another update of this feed is running"):
            store.offer(profile, document(101), where, day(1))
        assert settled(store, profile) == (1, 100)
        holder.communicate()
    assert store.offer(profile, document(101), where, day(1)).verdict is Verdict.ACCEPTED


def test_a_reader_beside_updates_always_finds_a_whole_version(tmp_path, profile, document, where, day):
    store = FeedStore(tmp_path)
    store.offer(profile, document(100), where, day(0))
    program = textwrap.dedent("""
        import sys
        from datetime import UTC, datetime, timedelta
        from pathlib import Path
        from vedette.intel.gate.reading import Profile
        from vedette.intel.gate.settings import GateSettings
        from vedette.intel.provenance import Provenance
        from vedette.intel.store.feed_store import FeedStore
        store = FeedStore(Path(sys.argv[1]), GateSettings(versions_kept=1))
        for n in range(1, 25):
            document = "".join(f"20.0.0.{i}\\n" for i in range(100 + n)).encode()
            store.offer(Profile("mine", format="plain"), document, Provenance(url="x"),
                        datetime(2026, 11, 2, tzinfo=UTC) + timedelta(hours=n))
    """)
    found = set()
    with subprocess.Popen([sys.executable, "-c", program, tmp_path]) as updater:
        while updater.poll() is None:
            number, entries = settled(store, profile)
            assert entries == 99 + number
            found.add(number)
    assert updater.returncode == 0
    assert settled(store, profile) == (25, 124)
