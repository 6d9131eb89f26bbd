from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.lsof import Lsof

HEADING = "COMMAND     PID     USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n"


def read(*lines):
    return Lsof().read((HEADING + "\n".join(lines)).encode(), "web-1")


def test_listening_sockets_are_services_named_by_their_process():
    found = read(
        "sshd       1206     root    3u  IPv4  18421      0t0  TCP *:22 (LISTEN)",
        "sshd       1206     root    4u  IPv6  18423      0t0  TCP *:ssh (LISTEN)",
        "postgres   3001 postgres    5u  IPv4  20001      0t0  TCP 127.0.0.1:5432 (LISTEN)",
        "cupsd\\x20x  900     root    7u  IPv6  17000      0t0  TCP [::1]:631 (LISTEN)",
        "chronyd     795   chrony    5u  IPv4  16000      0t0  UDP 127.0.0.1:323",
        "curl       9000     root    5u  IPv4  99999      0t0  TCP 192.0.2.1:40000->192.0.2.2:443 (ESTABLISHED)",
    ).services
    assert [(s.product, s.listen_address, s.port) for s in found] == [
        ("OpenSSH", "::", 22), ("PostgreSQL", "127.0.0.1", 5432), ("cupsd x", "::1", 631), ("chrony", "127.0.0.1", 323),
    ]  # fmt: skip


def test_a_named_port_that_is_not_known_is_told():
    assert "lsof -P" in read("x 1 root 3u IPv4 1 0t0 TCP *:frobnicate (LISTEN)").notes[0]


def test_it_is_recognised_by_its_heading():
    assert Lsof().sniff(HEADING.encode()) > 0
    assert Lsof().sniff(b"COMMAND PID\n") == 0


@given(st.text(max_size=120))
def test_any_text_is_read(text):
    read(text, "sshd 1 root 3u IPv4 1 0t0 TCP " + text)
