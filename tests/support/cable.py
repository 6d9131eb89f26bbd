"""Two network namespaces joined by a cable, a server in one and clients in the other: real packets, real kernels."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

NEEDS = pytest.mark.skipif(
    os.geteuid() != 0 or not all(map(shutil.which, ("ip", "nft", "ss", "conntrack", "iptables"))),
    reason="network namespaces need root, and ip, nft, ss, conntrack and iptables",
)
SERVER = ("192.0.2.1", "2001:db8::1")
BAD = ("192.0.2.66", "2001:db8:0:bad::66")
GOOD = ("192.0.2.77", "2001:db8:0:900d::77")
PORT = 8080
_PREFIX = {4: 24, 6: 32}

_SERVE = """
import selectors, socket, sys
port = int(sys.argv[1])
tcp = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)
udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
udp.bind(("::", port))
chosen = selectors.DefaultSelector()
chosen.register(tcp, selectors.EVENT_READ)
chosen.register(udp, selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in chosen.select():
        each = key.fileobj
        try:
            if each is tcp:
                chosen.register(tcp.accept()[0], selectors.EVENT_READ)
            elif each is udp:
                data, sender = udp.recvfrom(100)
                udp.sendto(data, sender)
            else:
                data = each.recv(100)
                if data:
                    each.sendall(data)
                else:
                    raise OSError
        except OSError:
            chosen.unregister(each)
            each.close()
"""
_CALL = """
import socket, sys
kind, source, target, port = sys.argv[1:]
family = socket.AF_INET6 if ":" in target else socket.AF_INET
line = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
line.settimeout(0.6)
line.bind((source, 0))
try:
    line.connect((target, int(port)))
    print("connected", flush=True)
    for _ in sys.stdin:
        line.send(b"x")
        print("answered" if line.recv(1) else "closed", flush=True)
except TimeoutError:
    print("silence", flush=True)
except OSError as error:
    print("broken", flush=True)
"""


class Line:
    """A connection that a client holds open."""

    def __init__(self, process):
        self.process = process
        self.state = process.stdout.readline().strip()

    def asks(self):
        """What comes of a byte that is sent to be echoed."""
        if self.process.poll() is None:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        return self.process.stdout.readline().strip() or "over"


class Cable:
    """Both ends."""

    def __init__(self, here, there):
        self.here, self.there, self.processes = here, there, []

    @property
    def within(self):
        """Words before a command that is to run where the server is."""
        return ("ip", "netns", "exec", self.here)

    def serve(self, port=PORT, within=None):
        server = self._start(within or self.within, _SERVE, port)
        assert server.stdout.readline() == "ready\n"

    def call(self, source, target=None, kind="tcp", port=PORT, within=None):
        """A connection from that address; opened, or not."""
        target = target or SERVER[":" in source]
        far = ("ip", "netns", "exec", self.there)
        return Line(self._start(within or far, _CALL, kind, source, target, port))

    def reaches(self, source, kind="tcp", port=PORT, target=None):
        """Whether a new connection from that address gets an answer."""
        line = self.call(source, target, kind, port)
        return line.state == "connected" and line.asks() == "answered"

    def _start(self, within, script, *words):
        process = subprocess.Popen(
            [*within, sys.executable, "-c", script, *map(str, words)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def close(self):
        for process in self.processes:
            process.kill()
            process.communicate()


def run(*words):
    subprocess.run(words, check=True, capture_output=True)


@contextmanager
def cable():
    """Both ends, joined, with the addresses above; removed at the end."""
    here, there = f"vedette-h{os.getpid()}", f"vedette-t{os.getpid()}"
    ends = Cable(here, there)
    try:
        for space in (here, there):
            run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
        run("ip", "link", "add", "eth0", "netns", here, "type", "veth", "peer", "eth0", "netns", there)
        for space, addresses in ((here, SERVER), (there, (*BAD, *GOOD))):
            run("ip", "-n", space, "link", "set", "eth0", "up")
            for address in addresses:
                length = _PREFIX[6 if ":" in address else 4]
                words = ("nodad",) if ":" in address else ()
                run("ip", "-n", space, "address", "add", f"{address}/{length}", "dev", "eth0", *words)
        yield ends
    finally:
        ends.close()
        for space in (here, there):
            subprocess.run(["ip", "netns", "delete", space], check=False, capture_output=True)
