"""Step 2 tells what is known of the client, then and now, and who could not be asked."""

import pytest
from investigated import AT, alert_of, finding, ids, investigator, scanned, steps_of

LINE = (
    '{ip} - - [{day}/Nov/2026:10:00:00 +0000] "GET /static/../../etc/passwd HTTP/1.1" 403 10 "-" "curl/8"\n'
)


@pytest.fixture
def step(tmp_path):
    """Scans the attacks of some clients, and asks about one."""

    def ask(*clients, lists=None, about=None):
        paths = []
        for name, text in (lists or {}).items():
            (tmp_path / name).write_text(text)
            paths.append(tmp_path / name)
        log = tmp_path / "access.log"
        log.write_text("".join(LINE.format(ip=ip, day=23) for ip in clients))
        alerts = scanned(tmp_path / "state", [log], intel=paths)
        return steps_of(tmp_path / "state", alert_of(alerts, about or clients[0]))["reputation"]

    return ask


def test_each_list_is_told_with_what_it_is_worth_then_and_now(step):
    record = step("203.0.113.6", lists={"bad.txt": "203.0.113.6\n", "worse.txt": "203.0.113.0/24\n"})
    assert {f.subject for f in record.findings if f.id == "opinion"} == {"bad", "worse"}
    assert "listed-then" in ids(record)
    assert any("now worth" in reason for reason in finding(record, "opinion", "bad").reasons)


def test_without_lists_not_listed_says_nothing(step):
    record = step("203.0.113.6")
    assert any("no list of bad addresses" in missing for missing in record.missing)
    assert record.confidence < 1
    assert "not listed at the event, not listed now" in record.summary


def test_others_of_the_same_network_are_told_of_ipv4_and_of_ipv6(step):
    v4 = step("203.0.113.6", "203.0.113.7", "198.51.100.1", lists={"bad.txt": "203.0.113.9\n203.0.113.10\n"})
    assert finding(v4, "neighbours").subject == "203.0.113.0/24"
    assert finding(v4, "neighbours").says == "1 alert of its network"
    assert finding(v4, "listed-neighbours").says == "2 of 255 other addresses are listed today"
    v6 = step("2001:db8:0:1::6", "2001:db8:0:1::7", "2001:db8:0:2::6")
    assert finding(v6, "neighbours").subject == "2001:db8:0:1::/64"


def test_other_alerts_of_the_client_are_its_history(step):
    record = step("203.0.113.6", about="203.0.113.6")
    assert "seen-before" not in ids(record)


def test_what_lists_say_fades_with_the_days_so_that_it_is_asked_again(tmp_path):
    (tmp_path / "bad.txt").write_text("203.0.113.6\n")
    (tmp_path / "access.log").write_text(LINE.format(ip="203.0.113.6", day=23))
    alerts = scanned(tmp_path / "state", [tmp_path / "access.log"], intel=[tmp_path / "bad.txt"])
    alert = alert_of(alerts, "203.0.113.6")
    steps_of(tmp_path / "state", alert)
    later = investigator(tmp_path / "state")
    later.clock = lambda: AT.replace(day=25)
    assert [done.step.id for done in later.one(alert.id).steps if done.fresh] == ["reputation"]


def test_a_list_that_changed_makes_the_step_run_again(tmp_path):
    (tmp_path / "bad.txt").write_text("203.0.113.6\n")
    (tmp_path / "access.log").write_text(LINE.format(ip="203.0.113.6", day=23))
    alerts = scanned(tmp_path / "state", [tmp_path / "access.log"], intel=[tmp_path / "bad.txt"])
    alert = alert_of(alerts, "203.0.113.6")
    steps_of(tmp_path / "state", alert)
    (tmp_path / "bad.txt").write_text("198.51.100.1\n")
    after = steps_of(tmp_path / "state", alert)["reputation"]
    assert "not listed now" in after.summary
