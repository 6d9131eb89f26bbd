"""`vedette intel update` and `list`: what becomes of feeds, from a server that behaves and from one that does not."""

import gzip
import ipaddress
import json
import time

import pytest
import trustme

from vedette.intel.gate.reading import Profile
from vedette.intel.places import feeds_folder
from vedette.intel.store.feed_store import FeedStore

pytestmark = pytest.mark.usefixtures("places", "impatient")

BASE = int(ipaddress.IPv4Address("45.12.1.0"))


def addresses(number, start=0):
    """A list of so many addresses that nothing is known of."""
    return "".join(f"{ipaddress.IPv4Address(BASE + 7 * n)}\n" for n in range(start, start + number)).encode()


GOOD = addresses(400)


@pytest.fixture
def feed(server, configure, run):
    """One feed, fetched once."""
    configure(
        f'[[feed]]\nname = "own"\nurl = "{server.url()}"\ncategory = "attacker"\n'
        "allow_private = true\nallow_insecure = true\n"
    )
    server.answer = lambda request: request.give(GOOD, ETag='"1"')
    done = run("intel", "update")
    assert (done.exit_code, done.stdout) == (0, "own: version 1 with 400 entries is in use\n"), done.stderr
    return server


@pytest.fixture
def in_use(places):
    """The addresses in use."""

    def in_use(name="own"):
        loaded = FeedStore(feeds_folder(places / "state")).load(Profile(name))
        return loaded and loaded.candidate.vetted.v4["first"].sort().to_list()

    return in_use


def _redirect(request):
    request.give(b"", 302, Location="http://169.254.169.254/latest/")


def _cut(request):
    request.send_response(200)
    request.send_header("content-length", str(10 * len(GOOD)))
    request.end_headers()
    request.wfile.write(GOOD)


def _encoded(data):
    def answer(request):
        request.give(data, Content_Encoding="gzip")

    return answer


FAULTS = {
    "slow": (lambda _: time.sleep(1.5), "failed", "does not answer in time"),
    "truncated": (_cut, "failed", "ends before its end"),
    "gzip bomb": (_encoded(gzip.compress(bytes(20 << 20))), "failed", "more than 100 times larger"),
    "redirect inward": (_redirect, "failed", "a cloud's metadata service"),
    "redirect loop": (lambda r: r.give(b"", 302, Location=r.path), "failed", "redirects more than 5 times"),
    "error": (lambda r: r.give(b"", 500), "failed", "answered 500, 3 times"),
    "gone": (lambda r: r.give(b"", 410), "failed", "the feed has ended"),
    "html": (lambda r: r.give(b"<!doctype html><p>45.12.1.1"), "refused", "HTML"),
    "empty": (lambda r: r.give(b""), "refused", ""),
    "comments alone": (lambda r: r.give(b"# nothing today\n"), "refused", ""),
    "ten times as large": (lambda r: r.give(addresses(4000)), "refused", ""),
    "a tenth": (lambda r: r.give(addresses(40)), "refused", ""),
    "another list": (lambda r: r.give(addresses(400, 400_000) + b"8.8.8.8\n"), "refused", "8.8.8.8"),
    "binary": (lambda r: r.give(bytes(range(256)) * 100), "refused", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_under_fault_the_version_in_use_stays_and_the_reason_is_told(feed, run, in_use, fault):
    before = in_use()
    feed.answer, verdict, reason = FAULTS[fault]
    done = run("intel", "update", "own")
    assert done.exit_code == 4, done.output
    line = done.stdout.splitlines()[0]
    assert line.startswith(f"own: {verdict}, version 1 stays in use: ")
    assert reason in line
    assert in_use() == before
    shown = run("intel", "list")
    assert "version 1 with 400 entries" in shown.stdout
    assert f"{verdict}: " in shown.stdout
    assert reason in shown.stdout


@pytest.mark.parametrize("fault", FAULTS)
def test_at_first_nothing_bad_comes_into_use(server, configure, run, in_use, fault):
    configure(
        f'[[feed]]\nname = "own"\nurl = "{server.url()}"\nallow_private = true\nallow_insecure = true\n'
    )
    server.answer, verdict, _ = FAULTS[fault]
    done = run("intel", "update")
    if fault in {"ten times as large", "a tenth"}:
        assert done.exit_code == 0
    else:
        assert done.exit_code == 4
        assert done.stdout.startswith(f"own: {verdict}, nothing is in use: ")
        assert in_use() is None


def test_what_has_not_changed_is_confirmed(feed, run, in_use):
    feed.answer = lambda r: r.give(b"", 304)
    done = run("intel", "update", "own")
    assert (done.exit_code, done.stdout) == (0, "own: nothing new, version 1 stays in use\n")
    assert feed.asked[-1].headers["if-none-match"] == '"1"'


def test_500_then_200_is_an_update_like_any_other(feed, run):
    feed.asked.clear()
    feed.answer = lambda r: r.give(addresses(410), 500 if len(feed.asked) < 2 else 200)
    done = run("intel", "update", "own")
    assert (done.exit_code, done.stdout) == (0, "own: version 2 with 410 entries is in use\n")


def test_only_feeds_that_are_due_are_fetched_unless_they_are_named(feed, run):
    feed.asked.clear()
    done = run("intel", "update")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "1 feed is not due yet\n")
    assert feed.asked == []
    assert run("intel", "update", "own").exit_code == 0
    assert len(feed.asked) == 1


def test_a_feed_that_is_disabled_is_not_fetched(feed, run):
    run("intel", "disable", "own")
    feed.asked.clear()
    done = run("intel", "update")
    assert (done.exit_code, feed.asked) == (0, [])
    assert "no feed is enabled" in done.stderr
    assert "disabled" in run("intel", "list").stdout


def test_one_feed_that_fails_does_not_keep_the_others(feed, configure, run, places):
    (places / "own.txt").write_bytes(addresses(30))
    more = '[[feed]]\nname = "{}"\npath = "{}"\n'
    text = (places / "config.toml").read_text()
    configure(more.format("gone", "nowhere.txt") + text + more.format("file", "own.txt"))
    done = run("intel", "update", "-o", "jsonl")
    assert done.exit_code == 4
    gone, file = map(json.loads, done.stdout.splitlines())
    assert (gone["feed"], gone["verdict"]) == ("gone", "failed")
    assert "nowhere.txt: no such file" in gone["reason"]
    assert (file["verdict"], file["counts"]["entries"]) == ("accepted", 30)


def test_a_refused_update_is_taken_where_a_person_says_why(feed, run, in_use):
    feed.answer = lambda r: r.give(addresses(40))
    assert run("intel", "update", "own").exit_code == 4
    done = run("intel", "update", "own", "--force", "they announced it")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("own: version 2 with 40 entries is in use, against: ")
    assert len(in_use()) == 40
    assert run("intel", "update", "--force", "x").exit_code == 2


def test_a_changed_certificate_is_noted_and_one_that_is_not_trusted_refused(
    tls, authority, configure, run, ca_file
):
    configure(f'[[feed]]\nname = "own"\nurl = "{tls.url()}"\nallow_private = true\nca_file = "{ca_file}"\n')
    tls.answer = lambda request: request.give(GOOD)
    assert run("intel", "update").exit_code == 0
    tls.certify(authority.issue_cert("localhost"))
    tls.answer = lambda request: request.give(addresses(410))
    done = run("intel", "update", "own")
    assert (done.exit_code, done.stdout) == (
        0,
        "own: version 2 with 410 entries is in use\n  note: the certificate of localhost has changed\n",
    )
    tls.certify(trustme.CA().issue_cert("localhost"))
    done = run("intel", "update", "own")
    assert done.exit_code == 4
    assert "failed, version 2 stays in use: " in done.stdout
    assert "its certificate is not trusted" in done.stdout


def test_a_key_that_is_wanted_and_not_there_is_told(configure, run):
    configure('[[feed]]\nname = "abuseipdb"\ncatalog = "abuseipdb"\n')
    done = run("intel", "update")
    assert done.exit_code == 4
    assert "wants a key (A free key of abuseipdb.com" in done.stdout


def test_no_token_stands_in_what_is_told_or_kept(server, configure, run, places, monkeypatch):
    monkeypatch.setenv("X_TOKEN", "geheim-9f")
    for url, status in (("/{key}/list?token={key}", 403), ("/list", 500), ("/{key}", 200)):
        configure(
            f'[[feed]]\nname = "own"\nurl = "{server.url(url)}"\ntoken_env = "X_TOKEN"\n'
            "allow_private = true\nallow_insecure = true\n"
        )
        server.answer = lambda r, status=status: r.give(GOOD, status)
        done = run("intel", "update", "own", "-o", "jsonl")
        listed = run("intel", "list", "-o", "json")
        assert "geheim" not in done.output + listed.output
    kept = b"".join(path.read_bytes() for path in (places / "state").rglob("*") if path.is_file())
    assert b"geheim" not in kept


def test_a_feed_that_is_not_configured_is_one_error(run):
    done = run("intel", "update", "nonsense")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("vedette: nonsense: no feed is configured by this name")


def test_nothing_configured_is_told_and_no_error(run):
    assert run("intel", "update").exit_code == 0
    assert "no feed is configured" in run("intel", "list").stderr
    assert json.loads(run("intel", "list", "-o", "json").stdout) == []


def test_programs_read_how_a_feed_stands(feed, run):
    (row,) = json.loads(run("intel", "list", "-o", "json").stdout)
    assert (row["name"], row["state"], row["version"], row["entries"]) == ("own", "fresh", 1, 400)
    assert row["last_decision"]["verdict"] == "accepted"
    assert (row["stale_since"], row["trouble"]) == (None, None)


def test_a_feed_that_went_silent_shows_since_when(feed, run, configure, places):
    text = (places / "config.toml").read_text()
    configure(text + "gate = { stale_after_hours = 0.0, stale_after_intervals = 0.0 }\n")
    assert "stale since " in run("intel", "list").stdout


def _step_by_step(request):
    """A TAXII collection, a MISP feed and a MISP server in one."""
    uuid = "00000000-0000-4000-8000-000000000001"
    listed = addresses(20).decode().split()
    attributes = [{"type": "ip-dst", "value": value, "to_ids": True} for value in listed]
    indicators = [
        {
            "type": "indicator",
            "id": f"indicator--{uuid[:-2]}{number:02}",
            "pattern": f"[ipv4-addr:value = '{value}']",
            "pattern_type": "stix",
            "valid_from": "2026-11-01T00:00:00Z",
        }
        for number, value in enumerate(listed)
    ]
    answers = {
        "/taxii/collections/c/objects/": {"objects": indicators},
        "/feed/manifest.json": {uuid: {"timestamp": "1790000000"}},
        f"/feed/{uuid}.json": {"Event": {"info": "x", "date": "2026-11-01", "Attribute": attributes}},
        "/misp/attributes/restSearch": {"response": {"Attribute": attributes}},
    }
    request.give(json.dumps(answers[request.path.partition("?")[0]]).encode())


@pytest.mark.parametrize(
    ("kind", "path"), [("taxii", "/taxii/collections/c/"), ("misp-feed", "/feed/"), ("misp", "/misp")]
)
def test_a_feed_that_is_read_in_steps_is_an_update_like_any_other(tls, configure, run, ca_file, kind, path):
    configure(
        f'[[feed]]\nname = "own"\nkind = "{kind}"\nurl = "{tls.url(path)}"\n'
        f'allow_private = true\nca_file = "{ca_file}"\n'
    )
    tls.answer = _step_by_step
    done = run("intel", "update")
    assert (done.exit_code, done.stdout) == (0, "own: version 1 with 20 entries is in use\n"), done.stderr
    done = run("intel", "update", "own")
    assert (done.exit_code, done.stdout) == (0, "own: nothing new, version 1 stays in use\n")
    tls.answer = lambda request: request.give(b"<html>gone</html>")
    done = run("intel", "update", "own")
    assert done.exit_code == 4
    assert done.stdout.startswith("own: failed, version 1 stays in use: ")
