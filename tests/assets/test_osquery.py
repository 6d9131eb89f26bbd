import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.osquery import Osquery
from vedette.model.errors import MalformedInput

PORT = {"pid": "7", "port": "22", "protocol": "6", "family": "2", "address": "0.0.0.0", "path": ""}
PROCESS = {"pid": "7", "name": "sshd", "path": "/usr/sbin/sshd"}
DEB = {"name": "openssh-server", "version": "1:9.2p1-2+deb12u6", "source": "openssh", "arch": "amd64",
       "revision": "2+deb12u6", "maintainer": "x"}  # fmt: skip


def read(document):
    return Osquery().read(json.dumps(document).encode(), "web-1.json")


def test_tables_by_name_are_joined():
    found = read({"listening_ports": [PORT], "processes": [PROCESS], "deb_packages": [DEB]})
    assert [(s.product, s.port, s.listen_address) for s in found.services] == [("OpenSSH", 22, "0.0.0.0")]
    assert [p.purl for p in found.packages] == [
        "pkg:deb/debian/openssh-server@1:9.2p1-2%2Bdeb12u6?upstream=openssh"
    ]


def test_rows_that_were_joined_by_the_query_name_their_process():
    (service,) = read([PORT | {"name": "nginx", "port": "80"}]).services
    assert (service.product, service.host) == ("nginx", "web-1")


def test_lines_of_the_daemon_name_their_host():
    lines = [
        {"name": "p", "hostIdentifier": "db-1", "action": "added", "columns": PORT | {"name": "postgres", "port": "5432"}},
        {"name": "p", "hostIdentifier": "db-1", "action": "removed", "columns": PORT},
        {"name": "p", "hostIdentifier": "db-2", "snapshot": [PORT, PROCESS]},
    ]  # fmt: skip
    text = "\n".join(map(json.dumps, lines)) + "\nnonsense"
    found = Osquery().read(text.encode(), "results.log")
    assert [(s.host, s.product) for s in found.services] == [("db-1", "PostgreSQL"), ("db-2", "OpenSSH")]
    assert "line 4" in found.notes[0]


def test_packages_of_rpm_and_of_languages_are_told_apart():
    rows = [
        {"name": "bash", "version": "4.2", "release": "34.el7", "epoch": "0", "arch": "x86_64"},
        {"name": "openssl", "version": "1.0.2k", "release": "19.el7", "epoch": "1", "arch": "x86_64"},
        {
            "name": "flask",
            "version": "2.0.0",
            "path": "/usr/lib/python3/dist-packages/flask",
            "directory": "/usr/lib",
        },
        {"name": "express", "version": "4.1.0", "path": "/srv/node_modules/express/package.json"},
    ]
    assert [p.purl for p in read(rows).packages] == [
        "pkg:rpm/redhat/bash@4.2-34.el7", "pkg:rpm/redhat/openssl@1:1.0.2k-19.el7",
        "pkg:pypi/flask@2.0.0", "pkg:npm/express@4.1.0",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["[1]", '{"a": 1}', "[" * 100_000, '[{"port": []}]'])
def test_other_documents_are_refused(text):
    with pytest.raises(MalformedInput):
        Osquery().read(text.encode(), "x")


@given(st.dictionaries(st.sampled_from([*PORT, *DEB, "release"]), st.text(max_size=8)))
def test_any_row_is_read(row):
    read([row])
