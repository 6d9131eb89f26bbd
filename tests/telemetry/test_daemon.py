"""Daemons that tell of their clients in messages: every format of the kind, by what it says of a line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry import FORMATS
from vedette.telemetry.daemon import HOST_NAME, NO_STAMP, Daemon
from vedette.telemetry.messages import AMBIGUOUS

SYSLOG = "Jun  2 03:04:05 host "
MESSAGES = [
    ("haproxy", "haproxy[9]: 192.0.2.1:80 [02/Jun/2024:03:04:05.000] a b/c 0/0/1 5 -- 1/1/1/1/0 0/0", "192.0.2.1", None, None),
    ("haproxy", "haproxy[9]: 2001:db8::1:80 [02/Jun/2024:03:04:05.000] a/1: SSL handshake failure", "2001:db8::1", "probe", None),
    ("postfix", "postfix/smtpd[9]: connect from mx.example.org[192.0.2.1]", "192.0.2.1", "connected", None),
    ("postfix", "postfix/smtpd[9]: disconnect from a[192.0.2.1] ehlo=1 auth=1 commands=2", "192.0.2.1", "disconnected", None),
    ("postfix", "postfix/smtpd[9]: disconnect from a[192.0.2.1] ehlo=1 auth=0/3 commands=1/4", "192.0.2.1", "login-failed", None),
    ("postfix", "postfix/smtpd[9]: warning: a[192.0.2.1]: SASL PLAIN authentication failed: , sasl_username=eve", "192.0.2.1", "login-failed", "eve"),
    ("postfix", "postfix/smtpd[9]: 4F1: client=a[192.0.2.1], sasl_method=PLAIN, sasl_username=bob", "192.0.2.1", "login-accepted", "bob"),
    ("postfix", "postfix/submission/smtpd[9]: warning: non-SMTP command from a[192.0.2.1]: GET / HTTP/1.1", "192.0.2.1", "probe", None),
    ("postfix", "postfix/postscreen[9]: PREGREET 14 after 0.08 from [192.0.2.1]:594: EHLO x\\r\\n", "192.0.2.1", "probe", None),
    ("postfix", "postfix/smtpd[9]: NOQUEUE: reject: EHLO from a[192.0.2.1]: 504 5.5.2 <[192.0.2.9]>: x", "192.0.2.1", "request-refused", None),
    ("postfix", "postfix/smtpd[9]: warning: Connection rate limit exceeded: 31 from a[192.0.2.1] for service smtpd", "192.0.2.1", "rate-limited", None),
    ("dovecot", "dovecot: pop3-login: Disconnected (no auth attempts in 1 secs): user=<>, rip=192.0.2.1, lip=10.0.0.1", "192.0.2.1", "probe", None),
    ("dovecot", "dovecot: imap-login: Aborted login (tried to use disallowed plaintext auth): user=<eve>, rip=192.0.2.1", "192.0.2.1", "login-refused", "eve"),
    ("dovecot", "dovecot: auth: passwd-file(eve,192.0.2.1,<x>): Password mismatch", "192.0.2.1", "login-failed", "eve"),
    ("mysqld", "mysqld[9]: 2024-06-02  3:04:05 8 [Warning] Access denied for user 'eve'@'192.0.2.1' (using password: NO)", "192.0.2.1", "login-failed", "eve"),
    ("mysqld", "mariadbd: 2024-06-02  3:04:05 8 [Warning] Host '192.0.2.1' is blocked because of many errors", "192.0.2.1", "connection-refused", None),
    ("postgresql", 'postgres[9]: [3-1] FATAL:  no pg_hba.conf entry for host "192.0.2.1", user "eve", database "x"', "192.0.2.1", "login-refused", "eve"),
    ("postgresql", "postgres[9]: [3-1] LOG:  connection received: host=192.0.2.1 port=5", "192.0.2.1", "connected", None),
    ("vsftpd", 'vsftpd[9]: [eve] FAIL LOGIN: Client "192.0.2.1"', "192.0.2.1", "login-failed", "eve"),
    ("vsftpd", "vsftpd[9]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=eve rhost=192.0.2.1", "192.0.2.1", "pam-failed", None),
    ("proftpd", "proftpd[9]: x (a[192.0.2.1]) - Maximum login attempts (3) exceeded", "192.0.2.1", "attempts-exceeded", None),
    ("exim", "exim[9]: login authenticator failed for (x) [192.0.2.1]:5 I=[10.0.0.1]:25: 535 Incorrect authentication data (set_id=eve)", "192.0.2.1", "login-failed", "eve"),
    ("exim", 'exim[9]: [9] SMTP protocol error in "AUTH LOGIN" H=(x) [192.0.2.1] AUTH command used when not advertised', "192.0.2.1", "probe", None),
    ("exim", "exim[9]: 1ahr79-0006jK-G9 SMTP connection from (x) [192.0.2.1]:5 I=[10.0.0.1]:25 closed by DROP in ACL", "192.0.2.1", "connection-refused", None),
    ("exim", "exim4[9]: 2024-06-02 03:04:05 H=a.example (x) [192.0.2.1] F=<a@b> rejected RCPT <c@d>: no", "192.0.2.1", "request-refused", None),
    ("asterisk", "asterisk[9]: NOTICE[7]: manager.c: 192.0.2.1 failed to authenticate as 'eve'", "192.0.2.1", "login-failed", "eve"),
    ("asterisk", "asterisk[9]: NOTICE[7]: chan_iax2.c: No registration for peer 'eve' (from 192.0.2.1)", "192.0.2.1", "login-failed", "eve"),
    ("asterisk", 'asterisk[9]: WARNING[7][C-1]: Ext. s:6 in @ from-sip: "Rejecting unknown SIP connection from [2001:db8::1]:5060"', "2001:db8::1", "request-refused", None),
    ("openvpn", "openvpn[9]: bob/192.0.2.1:5 SIGTERM[soft,remote-exit] received, client-instance exiting", "192.0.2.1", "disconnected", "bob"),
    ("openvpn", "ovpn-server[9]: [AF_INET6]2001:db8::1:45321 TLS Error: TLS handshake failed", "2001:db8::1", "probe", None),
    ("named", "named[9]: client @0x7f 192.0.2.1#50413 (a.example): zone transfer 'a.example/AXFR/IN' denied", "192.0.2.1", "request-refused", None),
    ("pf", "filterlog: 53,,,1,em0,match,block,in,4,0x0,,64,892,0,none,6,tcp,44,192.0.2.1,10.0.0.1,59576,22,0,S,1,,65535,,mss", "192.0.2.1", "dropped", None),
    ("pf", "filterlog[9]: 5,,,1,em0,match,pass,in,4,0x0,,64,892,0,none,1,icmp,84,192.0.2.1,10.0.0.1,request,9,1", "192.0.2.1", None, None),
    ("jellyfin", 'jellyfin[9]: [INF] [7] A.B: Authentication request for "eve" has been denied (IP: "192.0.2.1").', "192.0.2.1", "login-failed", "eve"),
    ("sshd", "sshd[9]: Failed password for eve from 192.0.2.1 port 5 ssh2", "192.0.2.1", "login-failed", "eve"),
    ("dovecot", "dovecot: auth: passwd-file(eve,192.0.2.1,<x>): unknown user", "192.0.2.1", "user-invalid", "eve"),
    ("asterisk", "asterisk[9]: NOTICE[7]: chan_sip.c: Registration from '\"9\"<sip:eve@10.0.0.1>' failed for '192.0.2.1:5' - Wrong password", "192.0.2.1", "login-failed", "eve"),
    ("asterisk", "asterisk[9]: NOTICE[7]: chan_sip.c: Registration from 'sip:eve@10.0.0.1' failed for '192.0.2.1' - No matching peer found", "192.0.2.1", "user-invalid", "eve"),
    ("gitea", "gitea[9]: a.go:206:SignInPost() [I] Failed authentication attempt for eve from 192.0.2.1:5: user does not exist [uid: 0]", "192.0.2.1", "user-invalid", "eve"),
    ("gitea", "gitea[9]: a.go:206:SignInPost() [I] Failed authentication attempt for eve from 192.0.2.1:5: user's password is invalid", "192.0.2.1", "login-failed", "eve"),
    ("mssql", "sqlservr[9]: Logon       Login failed for user 'eve'. Reason: Could not find a login matching the name provided. [CLIENT: 192.0.2.1]", "192.0.2.1", "user-invalid", "eve"),
    ("keycloak", 'kc[9]: WARN [org.keycloak.events] (a) type="LOGIN_ERROR", clientId="x", ipAddress="192.0.2.1", error="user_not_found", username="eve"', "192.0.2.1", "user-invalid", "eve"),
    ("keycloak", "kc[9]: WARN [org.keycloak.events] (a) type=LOGIN_ERROR, ipAddress=192.0.2.1, error=invalid_user_credentials, username=eve", "192.0.2.1", "login-failed", "eve"),
    ("mosquitto", "mosquitto[9]: New client connected from 2001:db8::1:50412 as x (p2, c1, k60, u'bob').", "2001:db8::1", "login-accepted", "bob"),
    ("mosquitto", "mosquitto[9]: New client connected from 192.0.2.1:5 as x (p2, c1, k60).", "192.0.2.1", "connected", None),
    ("mosquitto", "mosquitto[9]: Client x [192.0.2.1:5] disconnected: not authorised.", "192.0.2.1", "login-failed", None),
    ("mosquitto", "mosquitto[9]: Client x [192.0.2.1:5] closed its connection.", "192.0.2.1", "disconnected", None),
    ("pureftpd", "pure-ftpd: (?@192.0.2.1) [WARNING] Authentication failed for user [eve]", "192.0.2.1", "login-failed", "eve"),
    ("pureftpd", "pure-ftpd: (?@192.0.2.1) [INFO] bob is now logged in", "192.0.2.1", "login-accepted", "bob"),
    ("pureftpd", "pure-ftpd: (?@192.0.2.1) [ERROR] Too many authentication failures", "192.0.2.1", "attempts-exceeded", None),
    ("pureftpd", "pure-ftpd[9]: (bob@192.0.2.1) [NOTICE] /home/bob//up.txt uploaded  (2 bytes, 1.00KB/sec)", "192.0.2.1", None, "bob"),
    ("wordpress", "wordpress(a.example)[9]: Authentication attempt for unknown user eve from 192.0.2.1", "192.0.2.1", "user-invalid", "eve"),
    ("wordpress", "wordpress[9]: XML-RPC authentication failure for eve from 192.0.2.1", "192.0.2.1", "login-failed", "eve"),
    ("wordpress", "wp(a.example)[9]: Accepted password for bob from 2001:db8::1", "2001:db8::1", "login-accepted", "bob"),
    ("wordpress", "wordpress(a.example)[9]: Pingback error 0 generated from 192.0.2.1", "192.0.2.1", "request-refused", None),
    ("fail2ban", "fail2ban.actions[9]: NOTICE [sshd] Ban 192.0.2.1", "192.0.2.1", "connection-refused", None),
    ("fail2ban", "fail2ban-server[9]: fail2ban.filter         [9]: INFO    [sshd] Found 192.0.2.1 - 2024-06-02 03:04:05", "192.0.2.1", None, None),
    ("pfsense_gui", "php-fpm[9]: /index.php: webConfigurator authentication error for user 'eve' from: 192.0.2.1", "192.0.2.1", "login-failed", "eve"),
    ("pfsense_gui", "php-fpm[9]: /index.php: Successful login for user 'bob' from: 192.0.2.1 (Local Database)", "192.0.2.1", "login-accepted", "bob"),
    ("sogo", "sogod[9]: SOGoRootPage Login from '192.0.2.1, 10.0.0.2' for user 'eve' might not have worked - x", "192.0.2.1", "login-failed", "eve"),
    ("znc", "znc[9]: [eve] failed to login from 192.0.2.1:5", "192.0.2.1", "login-failed", "eve"),
    ("bitwarden", "Bitwarden-Identity[9]: [Bit.Core.X] Failed login attempt. 192.0.2.1", "192.0.2.1", "login-failed", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line", "client", "event", "user"), MESSAGES)
def test_a_message_tells_the_client_what_happened_and_the_account(read_row, name, line, client, event, user):
    fields = read_row(FORMATS[name], SYSLOG + line)
    assert (fields["client_ip"], fields.get("event"), fields.get("user")) == (client, event, user)
    assert (fields["server_name"], fields["time"]) == ("host", datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("redis", "7:M 02 Jun 2024 03:04:05.000 - Accepted 192.0.2.1:50412"),
        ("mysqld", "240602  3:04:05 [Warning] Access denied for user 'eve'@'192.0.2.1' (using password: NO)"),
        ("mysqld", "2024-06-02T05:04:05+02:00 3 [Note] Access denied for user 'eve'@'192.0.2.1' (using password: NO)"),
        ("mysqld", "2024-06-02T03:04:05.000000Z\t   14 Connect\tAccess denied for user 'e'@'192.0.2.1' (using password: YES)"),
        ("dovecot", "2024-06-02 03:04:05 auth-worker(default): Info: pam(eve,192.0.2.1): unknown user"),
        ("dovecot", "Jun 02 03:04:05 auth: Info: ldap(eve,192.0.2.1,): invalid credentials"),
        ("vsftpd", 'Sun Jun  2 03:04:05 2024 [pid 9] CONNECT: Client "::ffff:192.0.2.1"'),
        ("proftpd", "2024-06-02 03:04:05,000 ftp proftpd[9] x (a[192.0.2.1]): FTP session opened."),
        ("proftpd", "Jun 02 03:04:05 ftp proftpd[9] x (a[192.0.2.1]): FTP session closed."),
        ("haproxy", "192.0.2.1:80 [02/Jun/2024:03:04:05.000] a b/c 0/0/1 5 -- 1/1/1/1/0 0/0"),
        ("exim", "2024-06-02 03:04:05 a.example exim[9]: no host name found for IP address 192.0.2.1"),
        ("asterisk", "[Jun  2 03:04:05] NOTICE[7]: chan_sip.c:9 f: Registration from 'x' failed for '192.0.2.1:5' - Wrong password"),
        ("openvpn", "Sun Jun  2 03:04:05 2024 192.0.2.1:5 TLS: Initial packet from [AF_INET]192.0.2.1:5, sid=1 2"),
        ("mosquitto", "1717297445: New connection from 192.0.2.1:5 on port 1883."),
        ("mosquitto", "2024-06-02T03:04:05: New connection from 192.0.2.1:5 on port 1883."),
        ("fail2ban", "2024-06-02 03:04:05,000 fail2ban.actions        [9]: WARNING [sshd] 192.0.2.1 already banned"),
        ("bitwarden", "2024-06-02 05:04:05.000 +02:00 [WRN] Failed login attempt, 2FA invalid. 192.0.2.1"),
        ("guacamole", '2024-06-02T03:04:05,000Z [a] WARN  o.a.g.r.auth.AuthenticationService - Authentication attempt from [192.0.2.1, 10.0.0.2] for user "eve" failed.'),
        ("sogo", "Jun 02 03:04:05 sogod [9]: SOGoRootPage Login from '192.0.2.1' for user 'eve' might not have worked - x"),
        ("znc", "[2024-06-02 03:04:05] [bob] connected to ZNC from 192.0.2.1"),
        ("zimbra", "2024-06-02 03:04:05,000 INFO  [a] [name=bob@a.example;oip=192.0.2.1;ua=x;] SoapEngine - handler exception: authentication failed for [bob], invalid password"),
        ("pterodactyl", "WARN: [Jun  2 03:04:05.000] failed to validate user credentials (invalid format) ip=192.0.2.1:5 subsystem=sftp username=eve"),
        ("drupal", "Jun  2 05:04:05 a a.example: https://a.example|1717297445|user|192.0.2.1|https://a.example/user|https://a.example/user|0||Login attempt failed for eve."),
        ("squid", "1717297445.000 4 192.0.2.1 TCP_MISS/200 9 GET http://a/ - HIER_DIRECT/10.0.0.1 text/html"),
        ("nginx_proxy_manager", '[02/Jun/2024:03:04:05 +0000] HIT 200, 200 200 - GET http a "/" [Client 192.0.2.1] [Length 1] [Gzip -] [Sent-to b] "x" "-"'),
    ],
)  # fmt: skip
def test_a_daemons_own_file_is_read_too(read_row, name, line):
    fields = read_row(FORMATS[name], line)
    assert (fields["client_ip"], fields["time"]) == ("192.0.2.1", datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC))


FORGED = [
    ("dovecot", "dovecot: imap-login: Login: user=<{}>, method=PLAIN, rip=192.0.2.1, lip=10.0.0.1"),
    ("dovecot", "dovecot: imap-login: Disconnected (auth failed, 1 attempts): user=<{}>, method=PLAIN, rip=192.0.2.1"),
    ("dovecot", "dovecot: auth: pam({},192.0.2.1): unknown user"),
    ("mysqld", "mysqld: 2024-06-02  3:04:05 8 [Warning] Access denied for user '{}'@'192.0.2.1' (using password: NO)"),
    ("postfix", "postfix/smtpd[9]: NOQUEUE: reject: RCPT from a[192.0.2.1]: 554 <x>: x; from=<{}> to=<x> helo=<{}>"),
    ("postfix", "postfix/smtpd[9]: warning: non-SMTP command from a[192.0.2.1]: {}"),
    ("postgresql", 'postgres[9]: FATAL:  no pg_hba.conf entry for host "192.0.2.1", user "{}", database "{}"'),
    ("vsftpd", 'vsftpd[9]: [{}] FAIL LOGIN: Client "192.0.2.1"'),
    ("proftpd", "proftpd[9]: x (a[192.0.2.1]) - USER {}: no such user found from a [192.0.2.1] to 10.0.0.1:21"),
    ("haproxy", 'haproxy[9]: 192.0.2.1:80 [02/Jun/2024:03:04:05.000] a b/c 0/0/0/1/1 200 5 - - ---- 1/1/1/1/0 0/0 "GET /{} HTTP/1.1"'),
    ("exim", "exim[9]: login authenticator failed for (x) [192.0.2.1]: 535 Incorrect authentication data (set_id={})"),
    ("exim", 'exim[9]: SMTP protocol error in "{}" H=(x) [192.0.2.1] AUTH command used when not advertised'),
    ("exim", 'exim[9]: SMTP protocol synchronization error (x): rejected "{}" H=a [192.0.2.1] I=[10.0.0.1]:25 next input="{}"'),
    ("exim", "exim[9]: F=<{}> H=a [192.0.2.1] rejected RCPT <{}>: no"),
    ("asterisk", "asterisk[9]: NOTICE[7]: chan_sip.c: Registration from '{}' failed for '192.0.2.1' - Wrong password"),
    ("asterisk", "asterisk[9]: NOTICE[7]: res_pjsip/pjsip_distributor.c: Request from '{}' failed for '192.0.2.1:5' (callid: {}) - Failed to authenticate"),
    ("asterisk", "asterisk[9]: NOTICE[7]: chan_sip.c: Call from '{}' (192.0.2.1:5) to extension '{}' rejected because extension not found"),
    ("asterisk", "asterisk[9]: NOTICE[7]: chan_iax2.c: No registration for peer '{}' (from 192.0.2.1)"),
    ("asterisk", 'asterisk[9]: SECURITY[7]: res_security_log.c: SecurityEvent="InvalidPassword",AccountID="{}",SessionID="{}",RemoteAddress="IPV4/UDP/192.0.2.1/5",Challenge="{}"'),
    ("gitea", "gitea[9]: a.go:206:SignInPost() [I] Failed authentication attempt for {} from 192.0.2.1:5: user does not exist [uid: 0, name: {}]"),
    ("gitea", "gitea[9]: a.go:1:f() [I] router: completed GET /{} for 192.0.2.1:5, 200 OK in 3.2ms @ x.go:1(f)"),
    ("mssql", "mssql-server[9]: Logon       Login failed for user '{}'. Reason: x. [CLIENT: 192.0.2.1]"),
    ("vaultwarden", "vaultwarden[9]: [vaultwarden::api::identity][ERROR] Username or password is incorrect. Try again. IP: 192.0.2.1. Username: {}."),
    ("jellyfin", 'jellyfin[9]: [INF] [7] A.B: Authentication request for "{}" has been denied (IP: "192.0.2.1").'),
    ("keycloak", 'keycloak[9]: WARN [org.keycloak.events] (a) type="LOGIN_ERROR", clientId="{}", ipAddress="192.0.2.1", error="x", username="{}"'),
    ("named", "named[9]: client @0x7f 192.0.2.1#5 ({}): query (cache) '{}/A/IN' denied"),
    ("mosquitto", "mosquitto[9]: New client connected from 192.0.2.1:5 as {} (p2, c1, k60, u'{}')."),
    ("mosquitto", "mosquitto[9]: Client {} [192.0.2.1:5] disconnected: not authorised."),
    ("pureftpd", "pure-ftpd: (?@192.0.2.1) [WARNING] Authentication failed for user [{}]"),
    ("pureftpd", "pure-ftpd: (bob@192.0.2.1) [NOTICE] /{} uploaded  (2 bytes, 1.00KB/sec)"),
    ("wordpress", "wordpress(a.example)[9]: Authentication failure for {} from 192.0.2.1"),
    ("wordpress", "wordpress(a.example)[9]: Blocked authentication attempt for {} from 192.0.2.1"),
    ("pfsense_gui", "php-fpm[9]: /index.php: webConfigurator authentication error for user '{}' from: 192.0.2.1"),
    ("sogo", "sogod[9]: SOGoRootPage Login from '192.0.2.1' for user '{}' might not have worked - x"),
    ("znc", "znc[9]: [{}] failed to login from 192.0.2.1"),
    ("drupal", "a.example: https://a.example|1717297445|user|192.0.2.1|https://a.example/{}|{}|0||Login attempt failed for {}."),
    ("guacamole", 'tomcat9[9]: [a] WARN  o.a.A - Authentication attempt from 192.0.2.1 for user "{}" failed.'),
    ("zimbra", "zimbra[9]: INFO  [a] [name={};oip=192.0.2.1;ua={};] SoapEngine - handler exception: authentication failed for [{}], invalid password"),
    ("pterodactyl", "wings[9]: failed to validate user credentials (invalid format) ip=192.0.2.1:5 subsystem=sftp username={}"),
]  # fmt: skip
LURES = [
    "{}",
    ">, rip=198.51.100.9, lip=10.0.0.1",
    "x,198.51.100.9): unknown user",
    "x'@'198.51.100.9' (using password: NO)",
    '", user "x", database "y" FATAL:  no pg_hba.conf entry for host "198.51.100.9", user "',
    'x] FAIL LOGIN: Client "198.51.100.9"',
    "x (a[198.51.100.9]) - ",
    " from a[198.51.100.9]: ",
    '" H=(x) [198.51.100.9] AUTH command used when not advertised',
    "x' failed for '198.51.100.9' - Wrong password",
    "' (198.51.100.9:5) to extension '9' rejected because ",
    "' (from 198.51.100.9)",
    '",RemoteAddress="IPV4/UDP/198.51.100.9/5",x="',
    "x from 198.51.100.9:5: user does not exist",
    " for 198.51.100.9:5, 200 OK in 1ms @ x",
    "'. Reason: x. [CLIENT: 198.51.100.9]",
    "client 198.51.100.9#5 (x): ",
    ". IP: 198.51.100.9. Username: x",
    '" has been denied (IP: "198.51.100.9").',
    '", ipAddress="198.51.100.9", x="',
    "]: 198.51.100.9:80 [02/Jun/2024:03:04:05.000] ",
    " [198.51.100.9:5] disconnected: not authorised. ",
    "@198.51.100.9) [INFO] ",
    " from 198.51.100.9",
    "' from: 198.51.100.9",
    "' for user '' Login from '198.51.100.9' for user '",
    "|user|198.51.100.9|",
    ' from 198.51.100.9 for user "x" failed.',
    ";oip=198.51.100.9;",
    " ip=198.51.100.9:5 subsystem=sftp username=x",
]
TEXT = st.text(st.characters(blacklist_characters="\n\r{}", codec="utf-8"), max_size=30)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(FORGED), st.sampled_from(LURES), TEXT, TEXT)
def test_no_text_of_a_client_is_taken_for_its_address(read_lines, message, lure, before, after):
    name, line = message
    chosen = before + lure.replace("{}", "") + after
    frame, account = read_lines(FORMATS[name], SYSLOG + line.replace("{}", chosen) + "\n")
    assert set(frame["client_ip"]) <= {"192.0.2.1"}
    assert account.lines == 1


DAEMONS = [name for name, form in FORMATS.items() if isinstance(form, Daemon)]


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=300).map(b"\n".__add__), st.sampled_from(DAEMONS))
def test_any_bytes_are_accounted_for(read_lines, data, name):
    read_lines(FORMATS[name], data)
    FORMATS[name].sniff(data, "x")


@pytest.mark.parametrize("name", DAEMONS)
def test_other_programs_are_ignored_and_lines_without_a_stamp_rejected(read_lines, name):
    frame, account = read_lines(FORMATS[name], SYSLOG + "cron[1]: (root) CMD (x)\nhello\n\n")
    assert frame.is_empty()
    assert (account.ignored, dict(account.reasons)) == (2, {NO_STAMP: 1})


def test_a_client_that_was_resolved_to_a_name_is_rejected_as_such(read_lines):
    line = "2024-06-02T03:04:05Z 6 [Note] Access denied for user 'root'@'localhost' (using password: YES)\n"
    assert dict(read_lines(FORMATS["mysqld"], line)[1].reasons) == {HOST_NAME: 1}


def test_an_account_that_names_a_further_client_leaves_the_line_unread(read_lines):
    line = (
        SYSLOG + "dovecot: imap-login: Login: user=<x>, rip=198.51.100.9, y>, method=PLAIN, rip=192.0.2.1\n"
    )
    assert dict(read_lines(FORMATS["dovecot"], line)[1].reasons) == {AMBIGUOUS: 1}


def test_clients_are_found_in_raw_bytes(agree):
    line = SYSLOG + "haproxy[9]: {}:80 [02/Jun/2024:03:04:05.000] a b/c 0/0/1 5 -- 1/1/1/1/0 0/0\n"
    agree(FORMATS["haproxy"], "".join(map(line.format, ("192.0.2.1", "2001:db8::1", "198.51.100.2"))))


@pytest.mark.parametrize("line", [
    '[02/Jun/2024:03:04:05 +0000] - 404 404 - GET http a "/x\\x22 [Client 198.51.100.9] [Length 1]" [Client 192.0.2.1] [Length 1] [Gzip -] [Sent-to b] "x" "-"',
    '[02/Jun/2024:03:04:05 +0000] - 404 404 - GET http a "/" [Client 192.0.2.1] [Length 1] [Gzip -] [Sent-to b] "[Client 198.51.100.9]" "-"',
])  # fmt: skip
def test_what_looks_like_a_client_in_a_path_or_agent_is_none(read_row, line):
    assert read_row(FORMATS["nginx_proxy_manager"], line)["client_ip"] == "192.0.2.1"


def test_a_journal_without_stamps_is_read_without_times(read_row):
    fields = read_row(FORMATS["sshd"], "srv sshd[9]: Invalid user eve from 192.0.2.1 port 5")
    assert (fields["client_ip"], fields["server_name"], fields.get("time")) == ("192.0.2.1", "srv", None)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("pureftpd", SYSLOG + "pure-ftpd[9]: (?@{}) [INFO] New connection from x\n"),
        ("squid", "1717297445.000      4 {} TCP_MISS/200 9 GET http://a/ - HIER_DIRECT/10.0.0.1 text/html\n"),
        ("squid", "1717297445.000 123456 {} TCP_MISS/200 9 GET http://a/ - HIER_DIRECT/10.0.0.1 text/html\n"),
        (
            "nginx_proxy_manager",
            '[02/Jun/2024:03:04:05 +0000] HIT 200, 200 200 - GET http a "/" [Client {}] [Length 1] [Gzip -] "x" "-"\n',
        ),
    ],
)
def test_clients_are_found_in_raw_bytes_too_where_no_mark_tells_them(agree, name, line):
    clients = ("192.0.2.1", "2001:db8::1", "198.51.100.2")
    agree(FORMATS[name], "".join(line.replace("{}", client) for client in clients))
