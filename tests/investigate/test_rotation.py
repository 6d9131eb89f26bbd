"""Which files are one log."""

from pathlib import Path

import pytest

from vedette.investigate.rotation import family, gaps, number


@pytest.mark.parametrize(
    ("name", "log"),
    [
        ("access.log", "access.log"),
        ("access.log.1", "access.log"),
        ("access.log.12.gz", "access.log"),
        ("access.log-20261123", "access.log"),
        ("access.log-20261123.xz", "access.log"),
        ("access.log-20261123-1764000000.gz", "access.log"),
        ("access.log.2026-11-23.zst", "access.log"),
        ("access-2026-11-23.log", "access.log"),
        ("access.log.old", "access.log"),
        ("u_ex261124.log", "u_ex.log"),
        ("conn.2026-11-24-10-00-00.log.gz", "conn.log"),
        ("syslog.1", "syslog"),
        ("1", "1"),
    ],
)
def test_a_rotated_file_is_known_by_the_log_that_it_was(name, log):
    assert family(name) == log


def test_a_numbered_file_says_its_number_and_a_dated_one_none():
    assert [number(name) for name in ("a.log", "a.log.3", "a.log.3.gz", "a.log-20261123")] == [
        None,
        3,
        3,
        None,
    ]


@pytest.mark.parametrize(
    ("names", "lost"),
    [
        (["a.log", "a.log.1", "a.log.2.gz"], {}),
        (["a.log", "a.log.1", "a.log.3.gz"], {"/l/a.log": [2]}),
        (["a.log", "a.log.2"], {"/l/a.log": [1]}),
        (["a.log.0", "a.log.2"], {"/l/a.log": [1]}),
        (["a.log-20261120", "a.log-20261123"], {}),
    ],
)
def test_a_number_that_is_missing_in_the_middle_is_seen(names, lost):
    assert gaps(Path("/l", name) for name in names) == lost
