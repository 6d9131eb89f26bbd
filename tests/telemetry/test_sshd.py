"""OpenSSH in syslog: which client, which event, and no client that a user name or a banner invents."""

import gzip
import json
import random
import re
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.addresses import canonical
from vedette.telemetry import detect_format
from vedette.telemetry.events import Event
from vedette.telemetry.interface import Account
from vedette.telemetry.source import Source
from vedette.telemetry.sshd import AMBIGUOUS, NO_ADDRESS, NO_STAMP, Sshd, unvis
from vedette.telemetry.sshd_messages import FAMILIES

CHANGE = "Change of username or service not allowed: "
REAL, FORGED = "203.0.113.7", "6.6.6.6"


def reader(tmp_path, name="auth.log"):
    path = tmp_path / name
    path.write_bytes(b"")
    return Sshd().reader(b"", Source(str(path), path))


def parse(tmp_path, *messages):
    lines = pl.Series([f"Mar 27 13:06:56 web-1 sshd[1291]: {message}" for message in messages])
    return reader(tmp_path).parse(lines)


def one(tmp_path, message):
    (row,) = parse(tmp_path, message).rows(named=True)
    return row


KNOWN = [
    ("Failed password for root from {ip} port 50273 ssh2", Event.LOGIN_FAILED, "root"),
    ("Failed password for invalid user ROOT from {ip} port 50273", Event.LOGIN_FAILED, "ROOT"),
    ("Failed none for invalid user  from {ip} port 50273 ssh2", Event.LOGIN_FAILED, ""),
    ("Failed publickey for git from {ip} port 57904 ssh2: RSA SHA256:v3dpapGl", Event.LOGIN_FAILED, "git"),
    ("Failed keyboard-interactive/pam for invalid user a b from {ip} port 1 ssh2", Event.LOGIN_FAILED, "a b"),
    ("message repeated 5 times: [ Failed password for root from {ip} port 5 ssh2]", Event.LOGIN_FAILED, "root"),
    ("Accepted password for rda from {ip} port 52100 ssh2", Event.LOGIN_ACCEPTED, "rda"),
    ("Accepted publickey for u from {ip} port 1 ssh2: ED25519-CERT SHA256:x ID y (serial 0) CA RSA SHA256:z",
     Event.LOGIN_ACCEPTED, "u"),
    ("Postponed publickey for git from {ip} port 57904 ssh2 [preauth]", Event.LOGIN_PENDING, "git"),
    ("Partial publickey for git from {ip} port 57904 ssh2: RSA SHA256:v3d", Event.LOGIN_PENDING, "git"),
    ("Invalid user ftp from {ip}", Event.USER_INVALID, "ftp"),
    ("Invalid user  from {ip} port 37220", Event.USER_INVALID, ""),
    ("Illegal user ftp from {ip}", Event.USER_INVALID, "ftp"),
    ("Connection closed by {ip} [preauth]", Event.DISCONNECTED, None),
    ("Connection closed by {ip} port 35352", Event.DISCONNECTED, None),
    ("Connection closed by authenticating user root {ip} port 46038 [preauth]", Event.DISCONNECTED, "root"),
    ("Connection reset by invalid user x y {ip} port 1558 [preauth]", Event.DISCONNECTED, "x y"),
    ("Disconnected from {ip} port 36985 [preauth]", Event.DISCONNECTED, None),
    ("Disconnected from user root {ip} port 36985", Event.DISCONNECTED, "root"),
    ("error: Received disconnect from {ip}: 3: com.jcraft.jsch.JSchException: Auth fail", Event.DISCONNECTED, None),
    ("Received disconnect from {ip} port 7736:11: Bye Bye [preauth]", Event.DISCONNECTED, None),
    ("Disconnecting invalid user a {ip} port 4: Too many authentication failures [preauth]", Event.DISCONNECTED, "a"),
    ("Disconnecting invalid user admin {ip} port 4: " + CHANGE + "(admin,x) -> (user,x)", Event.DISCONNECTED, "admin"),
    ("ssh_dispatch_run_fatal: Connection from {ip} port 33738: message authentication code incorrect [preauth]",
     Event.DISCONNECTED, None),
    ("Timeout, client not responding from user root {ip} port 22", Event.DISCONNECTED, "root"),
    ("error: maximum authentication attempts exceeded for invalid user xxx from {ip} port 49941 ssh2 [preauth]",
     Event.ATTEMPTS_EXCEEDED, "xxx"),
    ("Did not receive identification string from {ip}", Event.PROBE, None),
    ("Did not receive identification string from {ip} port 35836", Event.PROBE, None),
    ("Bad protocol version identification 'GET / HTTP/1.1' from {ip} port 31778", Event.PROBE, None),
    ("Protocol major versions differ for {ip} port 5: SSH-2.0-x vs. SSH-1.5-y", Event.PROBE, None),
    ("scanned from {ip} port 5 with SSH-1.0-SSH_Version_Mapper.  Don't panic.", Event.PROBE, None),
    ("fatal: Unable to negotiate with {ip} port 55419: no matching cipher found. Their offer: aes256-cbc [preauth]",
     Event.PROBE, None),
    ("banner exchange: Connection from {ip} port 44105: invalid format", Event.PROBE, None),
    ("fatal: Timeout before authentication for {ip} port 55555", Event.LOGIN_TIMEOUT, None),
    ("Timeout before authentication for connection from {ip} to 127.0.0.1, pid = 29098", Event.LOGIN_TIMEOUT, None),
    ("User root from {ip} not allowed because not listed in AllowUsers", Event.LOGIN_REFUSED, "root"),
    ("User root from {ip} not allowed because shell /bin/x.y does not exist", Event.LOGIN_REFUSED, "root"),
    ("ROOT LOGIN REFUSED FROM {ip} port 12345 [preauth]", Event.LOGIN_REFUSED, None),
    ("Authentication tried for u with correct key but not from a permitted host (host=h, ip={ip}, required=1.2.3.4).",
     Event.LOGIN_REFUSED, "u"),
    ("error: PAM: Authentication failure for illegal user j from {ip} via 192.168.1.201", Event.PAM_FAILED, "j"),
    ("pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip}  user=root",
     Event.PAM_FAILED, "root"),
    ("PAM 5 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip}", Event.PAM_FAILED, None),
    ("Connection from {ip} port 39678 on 192.168.1.9 port 22", Event.CONNECTED, None),
    ('Connection from {ip} port 51280 on 192.0.2.16 port 22 rdomain ""', Event.CONNECTED, None),
    ("refused connect from _x=_@{ip} ({ip})", Event.CONNECTION_REFUSED, None),
    ("drop connection #10 from [{ip}]:52556 on [192.0.2.16]:22 past MaxStartups", Event.CONNECTION_REFUSED, None),
    ("drop connection #0 from [{ip}]:52556 on [192.0.2.16]:22 penalty: failed authentication",
     Event.CONNECTION_REFUSED, None),
    ("Starting session: shell on pts/0 for u from {ip} port 4 id 0", Event.SESSION_OPENED, "u"),
    ("Close session: user u from {ip} port 4 id 0", Event.SESSION_CLOSED, "u"),
    ("reverse mapping checking getaddrinfo for a.example [{ip}] failed - POSSIBLE BREAK-IN ATTEMPT!",
     Event.NAME_MISMATCH, None),
    ("Address {ip} maps to b.example, but this does not map back to the address.", Event.NAME_MISMATCH, None),
    ('Nasty PTR record "1.2.3.4" is set up for {ip}, ignoring', Event.NAME_MISMATCH, None),
]  # fmt: skip


@pytest.mark.parametrize("ip", [REAL, "2001:db8:1234::1:1"])
@pytest.mark.parametrize(("message", "event", "user"), KNOWN, ids=[message for message, _, _ in KNOWN])
def test_every_message_that_names_a_client_is_understood(tmp_path, message, event, user, ip):
    row = one(tmp_path, message.format(ip=ip))
    assert (row["client_ip"], row["event"], row["user"]) == (ip, event, user)
    assert (row["reject"], row["ignore"], row["server_name"]) == (None, False, "web-1")
    assert (row["transport"], row["protocol"]) == ("tcp", "ssh")


def test_every_family_of_messages_is_held_by_an_example():
    assert {event for _, event, _ in KNOWN} == {family.event for family in FAMILIES}


def test_ports_are_those_that_the_message_says(tmp_path):
    row = one(tmp_path, "Connection from 203.0.113.7 port 39678 on 192.168.1.9 port 2222")
    assert (row["client_port"], row["server_ip"], row["server_port"]) == (39678, "192.168.1.9", 2222)
    row = one(tmp_path, "Failed password for root from 203.0.113.7 port 50273 ssh2")
    assert (row["client_port"], row["server_ip"], row["server_port"]) == (50273, None, None)
    assert one(tmp_path, "Invalid user a from 203.0.113.7 port 99999")["client_port"] is None


@pytest.mark.parametrize(
    ("written", "address"),
    [("::ffff:1.2.3.4", "1.2.3.4"), ("2001:DB8:0::1", "2001:db8::1"), ("fe80::1%eth0", "fe80::1")],
)
def test_addresses_are_canonical(tmp_path, written, address):
    assert one(tmp_path, f"Invalid user a from {written} port 1")["client_ip"] == address


@pytest.mark.parametrize("name", ["example.com", "192.030.0.6", "UNKNOWN", "1.2.3.4.5"])
def test_a_client_that_is_not_named_by_its_address_is_rejected(tmp_path, name):
    row = one(tmp_path, f"Failed password for root from {name} port 22 ssh2")
    assert (row["client_ip"], row["reject"]) == (None, NO_ADDRESS)


@pytest.mark.parametrize(
    "message",
    [
        "Server listening on 0.0.0.0 port 22.",
        "pam_unix(sshd:session): session opened for user ubuntu by (uid=0)",
        "pam_unix(sshd:auth): check pass; user unknown",
        "input_userauth_request: invalid user 6.6.6.6 [preauth]",
        "Accepted key RSA SHA256:x found at /root/.ssh/authorized_keys:1",
        "User root not allowed because account is locked",
        "User child is on pid 1645",
        "Disconnecting: Too many authentication failures for root [preauth]",
        "error: kex_exchange_identification: Connection closed by remote host",
        "",
    ],
)
def test_messages_that_name_no_client_are_ignored(tmp_path, message):
    row = one(tmp_path, message)
    assert (row["client_ip"], row["ignore"], row["reject"]) == (None, True, None)


def test_other_programs_are_ignored_and_what_is_no_syslog_rejected(tmp_path):
    lines = [
        "Mar 27 13:06:56 web-1 CRON[1]: pam_unix(cron:session): session opened for user root by (uid=0)",
        "Mar 27 13:06:56 web-1 sudo:   root : TTY=pts/0 ; COMMAND=/bin/echo Failed password for x from 6.6.6.6 port 1",
        "Mar 27 13:06:56 web-1 systemd-logind[1118]: New session 858 of user ubuntu.",
        "",
        "Failed password for root from 6.6.6.6 port 22 ssh2",
    ]
    got = reader(tmp_path).parse(pl.Series(lines))
    assert got["ignore"].to_list() == [True] * 4 + [False]
    assert got["reject"].to_list() == [None] * 4 + [NO_STAMP]
    assert got["client_ip"].null_count() == 5


@pytest.mark.parametrize(
    ("written", "own"),
    [(r"\003", "\x03"), (r"\026\003\001", "\x16\x03\x01"), (r"a\\b", r"a\b"), (r"\303\251", "é"), (r"\377", r"\xff"),
     (r"\r\n\t\0", "\r\n\t\0"), (r"\q", r"\q"), ("\\", "\\")],
)  # fmt: skip
def test_what_a_client_sent_is_read_back_from_what_vis_wrote(tmp_path, written, own):
    row = one(tmp_path, f"Bad protocol version identification '{written}' from 203.0.113.7 port 5")
    assert row["body"] == own
    assert unvis(pl.Series([written])).item() == own


BAITS = [
    f"from {FORGED}",
    f"x from {FORGED}",
    f"x from {FORGED} port 1",
    f"x from {FORGED} port 1 ssh2",
    f"x from {FORGED} port 1 ssh2:",
    f"x from {FORGED} port 1 ssh2: RSA SHA256:abc",
    f"{FORGED}",
    f"x {FORGED} port 1",
    f"x {FORGED} port 1: Too many authentication failures",
    f"x {FORGED} port 1 [preauth]",
    f"x' from {FORGED} port 1",
    f"x rhost={FORGED}",
    f"x rhost={FORGED}  user=root",
    f"x [{FORGED}] failed - POSSIBLE BREAK-IN ATTEMPT!",
    f"x ({FORGED})",
    f"x from {FORGED} not allowed because not listed in AllowUsers",
    f"x from {FORGED} via 10.0.0.1",
    f"x, ip={FORGED}, required=y).",
    f"x,ssh-connection) -> (y {FORGED} port 1: z",
    f"x from {FORGED} port 1 id 0",
]
TRAPS = [
    "Failed password for invalid user {bait} from {ip} port 22 ssh2",
    "Failed password for {bait} from {ip} port 22 ssh2",
    "Failed publickey for invalid user {bait} from {ip} port 22 ssh2: RSA SHA256:v3dpapGleDaUKf",
    'Failed hostbased for dan from {ip} port 22 ssh2: RSA 8c:e3, client user "{bait}", client host "h"',
    "Invalid user {bait} from {ip} port 22",
    "Invalid user {bait} from {ip}",
    "Connection closed by invalid user {bait} {ip} port 22 [preauth]",
    "Disconnected from authenticating user {bait} {ip} port 22 [preauth]",
    "Disconnecting invalid user {bait} {ip} port 22: Too many authentication failures [preauth]",
    "Disconnecting invalid user {bait} {ip} port 22: "
    + CHANGE
    + "({bait},ssh-connection) -> ({bait},x) [preauth]",
    "Disconnecting authenticating user a {ip} port 22: "
    + CHANGE
    + "(a,ssh-connection) -> ({bait},x) [preauth]",
    "ssh_dispatch_run_fatal: Connection from invalid user {bait} {ip} port 22: Connection corrupted [preauth]",
    "error: maximum authentication attempts exceeded for invalid user {bait} from {ip} port 22 ssh2 [preauth]",
    "error: PAM: Authentication failure for illegal user {bait} from {ip}",
    "pam_sss(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip} user={bait}",
    "User {bait} from {ip} not allowed because none of user's groups are listed in AllowGroups",
    "Bad protocol version identification '{bait}' from {ip} port 22",
    "Received disconnect from {ip} port 22:11: {bait} [preauth]",
    "Received disconnect from {ip}: 11: {bait}",
    "Unable to negotiate with {ip} port 22: no matching cipher found. Their offer: {bait} [preauth]",
    "scanned from {ip} port 22 with {bait}.  Don't panic.",
    "Protocol major versions differ for {ip} port 22: SSH-2.0-x vs. {bait}",
    "input_userauth_request: invalid user {bait} [preauth]",
    "pam_unix(sshd:session): session opened for user {bait} by (uid=0)",
]


@pytest.mark.parametrize("trap", TRAPS)
def test_no_words_of_a_client_are_taken_for_its_address(tmp_path, trap):
    messages = [trap.format(bait=bait, ip=REAL) for bait in BAITS]
    got = parse(tmp_path, *messages)
    for message, row in zip(messages, got.rows(named=True), strict=True):
        assert row["client_ip"] in (REAL, None), message
        assert row["client_ip"] or row["ignore"] or row["reject"] == AMBIGUOUS, message


def test_few_words_of_a_client_can_hide_its_address(tmp_path):
    messages = [trap.format(bait=bait, ip=REAL) for trap in TRAPS[:-2] for bait in BAITS]
    found = parse(tmp_path, *messages).filter(client_ip=REAL).height
    assert found > 0.9 * len(messages)


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(BAITS), st.text("ab 0167.:'[](),->\\", max_size=20)), min_size=1, max_size=4
    ).map(" ".join),
    st.sampled_from(TRAPS),
)
def test_no_mixture_of_words_is_taken_for_an_address(tmp_path_factory, bait, trap):
    row = one(tmp_path_factory.mktemp("s"), trap.format(bait=bait, ip=REAL))
    assert row["client_ip"] in (REAL, None)


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from(
                [f"Mar 27 13:06:56 h sshd[1]: {m.format(ip=REAL)}".encode() for m, _, _ in KNOWN]
            ),
            st.sampled_from([b"Mar 27 13:06:56 h sshd[1]: ", b"<38>1 2019-07-08T17:40:16Z h sshd 1 - ["]),
        ),
        max_size=12,
    )
)
def test_every_line_is_accounted_for_whatever_its_bytes(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("s") / "auth.log"
    path.write_bytes(b"\n" + b"\n".join(lines))  # never a compressed file by chance
    account, rows = Account(), 0
    for batch in Sshd().read(Source("auth.log", path), None):
        account.add(batch.account)
        rows += batch.frame.height
    assert rows == account.connections
    assert account.connections + account.ignored + account.rejected == account.lines


def test_a_log_is_recognised_by_what_sshd_says_and_unsurely_by_its_name():
    line = b"Mar 27 13:06:56 web-1 sshd[1291]: Server listening on :: port 22.\n"
    cron = b"Mar 27 13:06:56 web-1 CRON[1]: x\n"
    assert detect_format(cron * 50 + line, "x").name == "sshd"
    assert 0 < Sshd().sniff(cron, "/var/log/auth.log") < Sshd().sniff(line, "x")
    assert Sshd().sniff(cron, "/var/log/syslog") == 0
    assert Sshd().sniff(b"garbage\n" * 3 + line, "auth.log") == 0


@pytest.mark.conformance
def test_a_real_log_yields_every_client_that_grep_finds(shared_data):
    path = shared_data / "telemetry/elastic/ssh_auth.log.gz"
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    account, frames = Account(), []
    for batch in Sshd().read(Source(str(path), path), None):
        account.add(batch.account)
        frames.append(batch.frame)
    got = pl.concat(frames)
    sshd = [line for line in lines if " sshd[" in line]
    own = [re.sub(r" on \S+ port \d+$", "", line) for line in sshd if "Server listening" not in line]
    clients = {ip for line in own for ip in re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", line)}
    assert (account.lines, account.rejected) == (7121, 0)
    assert set(got["client_ip"]) == clients
    for event, words in {
        "login-failed": "Failed (password|publickey|none)",
        "login-accepted": "Accepted ",
        "user-invalid": r"\]: Invalid user",
        "probe": "Did not receive|Bad protocol|Unable to negotiate",
        "attempts-exceeded": "maximum authentication attempts",
        "pam-failed": "authentication failures?;",
        "disconnected": "Connection (closed|reset) by |Received disconnect|Disconnected from|Disconnecting: Too many",
    }.items():
        assert got.filter(event=event).height == sum(bool(re.search(words, line)) for line in sshd), event
    assert got.filter(event="login-accepted")["client_ip"].n_unique() == 4
    assert set(got["server_name"]) == {"ip-10-77-20-248"}
    assert got["time"].is_sorted()


MARKED = re.compile(r"^# failJSON: (\{.*\})\s*$")


def labelled(path):
    """The lines of a test log of fail2ban, each with what its label says."""
    label = None
    for line in path.read_text("utf-8").splitlines():
        if marked := MARKED.match(line):
            label = json.loads(marked[1])
        elif line and not line.startswith("#") and label is not None:
            yield label, line
            label = None


# Words that OpenSSH itself does not write: the client stands in an earlier line of the same process, or the line has
# a reading for each of two clients.
TWO_READINGS = (
    "Failed password for invalid user test from 127.0.0.1 port 58946 ssh2: from 10.10.1.2 port 55555 ssh2"
)
ELSEWHERE = (
    "Too many authentication failures",
    "Read from socket failed",
    "kex_exchange_identification",
    "Unable to negotiate a key exchange method",
    "no matching mac found: client",
)


@pytest.mark.conformance
def test_every_attack_that_fail2ban_marks_has_its_client(shared_data, tmp_path):
    told = 0
    for label, line in labelled(shared_data / "labelled/fail2ban_logs/sshd"):
        (row,) = reader(tmp_path).parse(pl.Series([line])).rows(named=True)
        host = label.get("host")
        if label["match"] and TWO_READINGS in line:
            assert row["reject"] == AMBIGUOUS
        elif label["match"] and any(words in line for words in ELSEWHERE):
            assert row["client_ip"] is None or row["client_ip"] == host, line
        elif label["match"] and canonical(host) is None:
            assert row["reject"] == NO_ADDRESS, line
        elif label["match"]:
            assert (row["client_ip"], row["reject"], row["ignore"]) == (canonical(host), None, False), line
            told += 1
            if "user" in label:
                assert row["user"] == label["user"], line
        elif row["event"] == "login-failed":
            assert row["client_ip"] in line
            assert "Failed " in line
    assert told >= 90


@pytest.mark.conformance
def test_times_are_those_that_fail2ban_reads(shared_data, tmp_path):
    for label, line in labelled(shared_data / "labelled/fail2ban_logs/sshd"):
        if "time" not in label or not line[0].isupper():
            continue  # its own stamps are of another zone
        changed = datetime(2005, 8, 14, 12, tzinfo=UTC)
        sshd = reader(tmp_path)
        sshd._changed = changed
        got = sshd.parse(pl.Series([line]))["time"].item()
        if got is not None:
            assert got.replace(tzinfo=None) == datetime.fromisoformat(label["time"]), line


def test_two_readings_of_the_same_lines_are_equal(tmp_path):
    messages = [message.format(ip=REAL) for message, _, _ in KNOWN] * 3
    random.Random(7).shuffle(messages)
    assert parse(tmp_path, *messages).equals(parse(tmp_path, *messages))


def test_a_message_without_a_client_is_of_the_one_that_its_process_names(tmp_path):
    rows = parse(
        tmp_path,
        'error: kex_exchange_identification: client sent invalid protocol identifier "GET / HTTP/1.1"',
        f"Connection closed by {REAL} port 35352",
        "Disconnecting: Too many authentication failures for root [preauth]",
    )
    assert rows["client_ip"].to_list() == [REAL] * 3
    assert rows["event"].to_list() == [Event.PROBE, Event.DISCONNECTED, Event.DISCONNECTED]
    assert (rows["body"][0], rows["user"][2]) == ("GET / HTTP/1.1", "root")


def test_a_process_that_names_several_clients_lends_none_of_them(tmp_path):
    rows = parse(
        tmp_path,
        f"Connection closed by {REAL} port 35352",
        f"Connection closed by {FORGED} port 35352",
        "fatal: Read from socket failed: Connection reset by peer [preauth]",
    )
    assert rows.filter("ignore").height == 1
    assert rows["client_ip"][2] is None


def test_a_name_with_two_readings_lends_no_client_to_its_process(tmp_path):
    rows = parse(
        tmp_path,
        f"Failed password for x from {REAL} port 1 ssh2: from {FORGED} port 2 ssh2",
        "fatal: Read from socket failed: Connection reset by peer [preauth]",
    )
    assert rows["client_ip"].to_list() == [None, None]


def test_another_host_has_other_processes(tmp_path):
    lines = pl.Series(
        [
            f"Mar 27 13:06:56 web-1 sshd[1291]: Connection closed by {REAL} port 35352",
            "Mar 27 13:06:57 web-1 sshd[1291]: error: kex_exchange_identification: Connection closed by remote host",
            "Mar 27 13:06:57 web-2 sshd[1291]: error: kex_exchange_identification: Connection closed by remote host",
        ]
    )
    assert reader(tmp_path).parse(lines)["client_ip"].to_list() == [REAL, REAL, None]
