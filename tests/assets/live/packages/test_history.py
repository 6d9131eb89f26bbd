import gzip
from datetime import UTC, datetime, timedelta

from vedette.assets.live.packages.history import version_at

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def line(hours, text):
    return f"{(NOW + timedelta(hours=hours)).astimezone():%Y-%m-%d %H:%M:%S} {text}\n"


def logs(machine):
    old = line(-50, "upgrade libssl3:amd64 3.0.1 3.0.2") + line(-40, "upgrade other:amd64 1 2")
    new = (
        line(-10, "upgrade libssl3:amd64 3.0.2 3.0.3")
        + "rubbish\n"
        + line(-5, "status installed libssl3:amd64 3.0.3")
    )
    return machine(
        {
            "/var/log/dpkg.log": new,
            "/var/log/dpkg.log.2.gz": gzip.compress(old.encode()),
            "/var/log/dpkg.log.3.gz": b"\x1f\x8bbroken",
        }
    )


def test_the_version_before_the_next_upgrade_is_the_one_that_ran(machine):
    tree = logs(machine)
    assert version_at(tree, "libssl3", NOW - timedelta(hours=60)) == "3.0.1"
    assert version_at(tree, "libssl3", NOW - timedelta(hours=20)) == "3.0.2"


def test_without_a_later_upgrade_nothing_is_known(machine):
    assert version_at(logs(machine), "libssl3", NOW) is None
    assert version_at(logs(machine), "nginx", NOW - timedelta(hours=60)) is None
