"""Which files are searched, and which are missing."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from example_alert import ALERT, SERVICE

from vedette.investigate.files import files_of
from vedette.investigate.interface import Case
from vedette.model.alert import Evidence

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def case(paths, *, logs=(), read=(), evidence=(), here=False, root=None, others=()):
    service = replace(SERVICE, logs=tuple(logs))
    knowledge = SimpleNamespace(services={s.id: s for s in (service, *others)})
    background = SimpleNamespace(knowledge=knowledge)
    return Case(
        replace(ALERT, service=service, evidence=tuple(evidence)),
        [str(path) for path in paths],
        None,
        read,
        {},
        NOW,
        load=lambda: background,
        here=here,
        **({"root": root} if root else {}),
    )


def names(files):
    return [source.path.name for source in files.sources]


@pytest.fixture
def logs(tmp_path):
    folder = tmp_path / "nginx"
    folder.mkdir()
    for name in (
        "access.log",
        "access.log.1",
        "access.log.2.gz",
        "access.log-20261101.xz",
        "error.log",
        "notes.txt",
    ):
        (folder / name).write_text("x\n")
    return folder


def test_what_rotation_made_of_a_log_and_the_other_logs_beside_it_are_searched_too(logs):
    files = files_of(case([logs / "access.log"]))
    assert names(files) == [
        "access.log",
        "access.log-20261101.xz",
        "access.log.1",
        "access.log.2.gz",
        "error.log",
    ]
    assert {path.name for path in files.beside} == set(names(files)) - {"access.log"}
    assert files.missing == ()


def test_all_of_a_folder_that_the_scan_was_given_is_searched(logs):
    assert "notes.txt" in names(files_of(case([logs])))


def test_a_path_that_leads_nowhere_any_more_is_missing(logs):
    (missing,) = files_of(case([logs, logs / "gone.log"])).missing
    assert "gone.log, which the scan was given: there is no such file" in missing


def test_a_file_that_the_scan_read_is_missed(logs):
    (logs / "access.log.1").rename(logs / "saved")
    files = files_of(case([logs / "access.log"], read=[str(logs / "access.log.1")]))
    assert any("access.log.1, which the scan read: it is gone" in missing for missing in files.missing)


def test_a_file_that_the_evidence_points_at_is_missed(logs):
    pointer = Evidence("logs/vhost.log", 3, 100, None, "GET /", "asked")
    (missing,) = files_of(case([logs], evidence=[pointer])).missing
    assert missing == "logs/vhost.log, which the alert's evidence points at: it is gone"


def test_a_number_that_rotation_lacks_is_missed(logs):
    (logs / "access.log.1").unlink()
    (missing,) = files_of(case([logs])).missing
    assert missing.endswith("access.log.1, which rotation should have left between the others")


def test_standard_input_is_said_to_be_gone(logs):
    assert files_of(case(["-", logs])).missing == (
        "what the scan was given on standard input, which nobody kept",
    )


def test_a_log_that_the_inventory_names_is_missed_where_no_file_is_it(logs):
    present = files_of(case([logs], logs=["nginx/access.log*"]))
    absent = files_of(case([logs], logs=["/var/log/app/app.log"]))
    assert present.missing == ()
    assert absent.missing == ("/var/log/app/app.log, a log of nginx by the inventory: there is no such file",)


def test_logs_of_the_inventory_and_of_the_system_are_searched_on_the_machine_itself(logs, tmp_path):
    root = tmp_path / "root"
    (root / "var/log/app").mkdir(parents=True)
    for name in ("app/app.log", "app/app.log.3.gz", "auth.log", "auth.log.1", "dpkg.log"):
        (root / "var/log" / name).write_text("x\n")
    here = names(files_of(case([logs / "access.log"], logs=["/var/log/app/app.log"], root=root)))
    assert {"app.log", "app.log.3.gz", "auth.log", "auth.log.1"} <= set(here)
    assert "dpkg.log" not in here
    assert "auth.log" not in names(files_of(case([logs / "access.log"], logs=["/var/log/app/app.log"])))
