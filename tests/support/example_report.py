"""Facts for a report in which every field has something to say."""

from datetime import timedelta

from example_alert import ALERT, NOW, SERVICE

from vedette.model.alert import Alert as _Alert
from vedette.model.alert import Client, Evidence, Hypothesis, HypothesisName, Kind, Outcome, Severity, Verdict
from vedette.model.investigation import Finding, Moment, Question, StepRecord, StepStatus
from vedette.model.lifecycle import Change, State
from vedette.model.plan import Action, Check, Command, Manual, Plan, Refusal, Requirement, Step, StepName
from vedette.model.plan import Change as Edit
from vedette.model.reputation import Category, Opinion, Reputation
from vedette.model.vulnerability import State as Holds
from vedette.model.vulnerability import Vulnerability
from vedette.report.interface import Carried, Facts, Raw, place_of

EVIDENCE = Evidence(
    "/var/log/nginx/access.log", 7, 812, NOW, "GET /@fs/etc/passwd HTTP/1.1", "it asked for /etc/passwd"
)
VULNERABILITY = Vulnerability(
    "CVE-2025-30208",
    Holds.AFFECTED,
    "vite 6.2.2 is below 6.2.3",
    "pkg:npm/vite@6.2.2",
    5.3,
    0.9,
    True,
    "6.2.3",
    ("CWE-22",),
)
OPINION = Opinion("attackers", Category.ATTACKER, 80, NOW, "ssh", None)
CLIENT = Client(
    "203.0.113.141",
    Reputation(True, 68, (Category.ATTACKER,), (OPINION,), ()),
    "ZZ",
    64500,
    "Example Networks",
)
INCIDENT = _Alert(
    **{
        **{name: getattr(ALERT, name) for name in ALERT.__slots__},
        "kind": Kind.INCIDENT,
        "verdict": Verdict.COMPROMISED,
        "severity": Severity.CRITICAL,
        "severity_reasons": ("there is proof that the attack worked",),
        "client": CLIENT,
        "service": SERVICE,
        "vulnerabilities": (VULNERABILITY,),
        "attacked_vulnerability": "CVE-2025-30208",
        "hypotheses": (Hypothesis(HypothesisName.EXPLOITATION, 0.95, ("it asked for /etc/passwd",)),),
        "outcome": Outcome.CONFIRMED_SUCCESSFUL,
        "bytes_out": 192433,
        "evidence": (EVIDENCE,),
        "who": "203.0.113.141, listed by 1 feed",
        "what": "the answer holds /etc/passwd",
        "when": "today",
        "where": "vite 6.2.2 on web-1:5173/tcp",
        "why": "CVE-2025-30208 holds for it",
    }
)
RECORD = StepRecord(
    step="source",
    status=StepStatus.DONE,
    summary="7 lines mention it",
    findings=(
        Finding(
            "asked",
            "access.log",
            "it was asked",
            Severity.HIGH,
            (EVIDENCE,),
            ("for a reason",),
            "close it",
            "CIS Debian Linux 12 v1.1.0 5.1.20",
        ),
    ),
    questions=(Question("who", "Who runs it?", "who is told depends on it"),),
    checked=("/var/log/nginx/access.log",),
    missing=("no error log",),
    confidence=0.85,
    timeline=(
        Moment(NOW - timedelta(minutes=9), NOW, "access.log", "it asked", 3, EVIDENCE),
        Moment(None, None, "old.log", "it asked once", 1),
    ),
)
ACTION = Action(
    "disconnect.keep-out",
    "keeps the client out",
    (Command(("nft", "add", "rule")), Edit("/etc/nginx.conf", "a\nb", "c"), Manual("Tell [name]")),
    "others behind the address are kept out too",
    "after 4 hours",
    14400,
    (Command(("nft", "delete", "rule")),),
    (Check("it is listed", Command(("nft", "list"))),),
)
REFUSED = Action(
    "disconnect.kill", "kills", (), "none", refused_by=(Refusal("own-address", "it is our own"),)
)
PLAN = Plan(
    alert=INCIDENT.id,
    severity=Severity.CRITICAL,
    subject="203.0.113.141 on vite",
    made=NOW,
    host="web-1",
    host_facts=("it is this machine",),
    gaps=("nobody is known to be logged in",),
    steps=(Step(StepName.DISCONNECT, "Disconnect", ("it is listed",), ("its state",), (ACTION, REFUSED)),),
    requirements=(Requirement("gone", "the client is gone", Check("gone", Command(("ss",)))),),
)
FACTS = Facts(
    alert=INCIDENT,
    state=State.INVESTIGATING,
    changes=(Change(NOW, "ada", None, State.NEW, "found by a scan"),),
    steps=(Carried("Source", RECORD, NOW),),
    not_carried=("Activity",),
    raws={place_of(EVIDENCE): Raw("ab" * 32, 90, True)},
    plan=PLAN,
    made_at=NOW,
    version="1.2.3",
)
