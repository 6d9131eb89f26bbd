"""Protocols by their first bytes, and the names in them."""

import struct

import pytest

from vedette.telemetry.pcap.names import question, server_name
from vedette.telemetry.pcap.protocols import Opening, recognise

BIND = bytes.fromhex("300c020101600702010304008000")
OPENINGS = [
    ("ssh", 6, 2222, b"SSH-2.0-Go\r\n", b"SSH-2.0-OpenSSH_9.6\r\n"),
    ("ssh", 6, 22, b"", b"notice\r\nSSH-2.0-OpenSSH_9.6\r\n"),
    ("tls", 6, 4443, b"\x16\x03\x01\x02\0\x01\0\x01\xfc", b""),
    ("ldap", 6, 1389, BIND, b""),
    ("redis", 6, 7000, b"*1\r\n$4\r\nPING\r\n", b"+PONG\r\n"),
    ("redis", 6, 6379, b"PING\r\n", b"+PONG\r\n"),
    ("postgresql", 6, 5433, struct.pack(">II", 40, 196_608) + b"user\0a\0\0", b"R"),
    ("mysql", 6, 3307, b"", b"\x4a\0\0\0\x0a8.0.36\0"),
    ("smb", 6, 445, b"\0\0\0\x2f\xffSMBr", b""),
    ("smb", 6, 445, b"\0\0\0\x2f\xfeSMB@", b""),
    ("rdp", 6, 3390, b"\x03\0\0\x13\x0e\xe0\0\0", b""),
    ("modbus", 6, 502, b"\0\1\0\0\0\6\1\3\0\0\0\1", b""),
    ("mqtt", 6, 1883, b"\x10\x0e\0\4MQTT\4\2\0\0", b""),
    ("mongodb", 6, 27017, struct.pack("<IIII", 60, 1, 0, 2013), b""),
    ("smtp", 6, 2525, b"EHLO me\r\n", b"220 mail ESMTP\r\n"),
    ("ftp", 6, 2121, b"USER anonymous\r\n", b"220 ready\r\n"),
    ("pop3", 6, 110, b"USER a\r\n", b"+OK\r\n"),
    ("imap", 6, 143, b"a1 LOGIN a b\r\n", b"* OK ready\r\n"),
    ("vnc", 6, 5901, b"", b"RFB 003.008\n"),
    ("telnet", 6, 2323, b"", b"\xff\xfd\x18"),
    ("openwire", 6, 61616, b"\0\0\0\x08\x01ActiveMQ\0", b""),
    ("java-rmi", 6, 1099, b"JRMI\0\2K", b""),
    ("amqp", 6, 5672, b"AMQP\0\0\x09\1", b""),
    ("http2", 6, 80, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b""),
    ("sip", 17, 5060, b"OPTIONS sip:a SIP/2.0\r\n", b""),
    ("dns", 17, 53, b"\0\1\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", b""),
    ("quic", 17, 443, b"\xc3\0\0\0\1\x08" + bytes(20), b""),
    ("stun", 17, 3478, b"\0\1\0\0\x21\x12\xa4\x42" + bytes(12), b""),
    ("ntp", 17, 123, b"\x23" + bytes(47), b""),
    ("snmp", 17, 161, b"\x30\x26\x02\x01\x01", b""),
    (None, 6, 9001, b"id\n", b"uid=0(root)\n"),
    (None, 6, 80, b"", b""),
]


@pytest.mark.parametrize(("name", "transport", "port", "client", "server"), OPENINGS)
def test_a_protocol_is_recognised_by_its_opening(name, transport, port, client, server):
    assert recognise(Opening(transport, port, client, server)) == name


@pytest.mark.parametrize("size", range(12))
@pytest.mark.parametrize(("name", "transport", "port", "client", "server"), OPENINGS)
def test_no_predicate_reads_beyond_a_short_opening(name, transport, port, client, server, size):
    recognise(Opening(transport, port, client[:size], server[:size]))


def hello(name, before=b""):
    names = struct.pack(">BH", 0, len(name)) + name
    extension = before + struct.pack(">HHH", 0, len(names) + 2, len(names)) + names
    body = (
        b"\x03\x03"
        + bytes(32)
        + b"\0"
        + b"\0\2\x13\x01"
        + b"\1\0"
        + struct.pack(">H", len(extension))
        + extension
    )
    return (
        b"\x16\x03\x01" + struct.pack(">H", len(body) + 4) + b"\x01\0" + struct.pack(">H", len(body)) + body
    )


def test_the_server_name_of_a_hello_is_found_behind_long_extensions():
    assert server_name(hello(b"shop.example")) == "shop.example"
    assert server_name(hello(b"shop.example", struct.pack(">HH", 51, 1216) + bytes(1216))) == "shop.example"
    assert server_name(hello(b"")) is None


@pytest.mark.parametrize("size", range(0, 80, 3))
def test_a_hello_cut_short_has_no_name_or_a_part_of_it(size):
    assert "shop.example".startswith(server_name(hello(b"shop.example")[:size]) or "")


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (b"\0\1\1\0\0\1" + bytes(6) + b"\3www\7example\0\0\1\0\1", "www.example"),
        (b"\0\1\1\0\0\1" + bytes(6) + b"\0\0\1\0\1", "."),
        (b"\0\1\1\0\0\0" + bytes(6), None),
        (b"\0\1\1\0\0\1" + bytes(6) + b"\xc0\x0c\0\1\0\1", None),
        (b"\0\1\1\0\0\1" + bytes(6) + b"\3ww", None),
        (b"\0\1\1\0\0\1" + bytes(6) + b"\x3f" * 5000, None),
        (b"", None),
    ],
)
def test_the_question_of_a_dns_message_is_its_name(message, name):
    assert question(message) == name


def test_names_and_protocols_stand_in_the_rows_of_their_flows(craft, read):
    message = b"\0\1\1\0\0\1" + bytes(6) + b"\3www\7example\0\0\1\0\1"
    rows, _ = read(
        [
            craft.udp(craft.client, ("192.0.2.1", 53), message),
            *craft.exchange(struct.pack(">H", len(message)) + message, b"", server=("192.0.2.1", 53)),
            *craft.exchange(hello(b"shop.example"), b"", server=("192.0.2.1", 443)),
            *craft.exchange(b"", b"220 mail ESMTP\r\n", server=("192.0.2.1", 25)),
        ]
    )
    told = {(row["transport"], row["server_port"], row["protocol"], row["host"]) for row in rows}
    assert told == {
        ("udp", 53, "dns", "www.example"),
        ("tcp", 53, "dns", "www.example"),
        ("tcp", 443, "tls", "shop.example"),
        ("tcp", 25, "smtp", None),
    }
    assert next(row["raw"] for row in rows if row["server_port"] == 25) == "220 mail ESMTP\\r"
