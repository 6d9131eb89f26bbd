"""sshd_config, and what sshd -T prints."""

import json

import pytest

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration import SERVERS

CONF = "/etc/ssh/sshd_config"


def test_keywords_have_no_case_and_may_be_followed_by_an_equals_sign(read):
    parsed = read("openssh", {CONF: 'PORT=22\nPermitRootLogin = "no" # for now\n#Port 23\nPort\t24'})
    assert [(d.name, d.value, d.line) for d in parsed.directives] == [
        ("port", "22", 1),
        ("permitrootlogin", "no", 2),
        ("port", "24", 4),
    ]


def test_what_stands_behind_match_counts_for_some_only_up_to_the_end_of_its_file(read):
    parsed = read(
        "openssh",
        {
            CONF: "Include sshd_config.d/*.conf\nX11Forwarding no\nMatch User a\nPermitTTY no\nMatch all\nBanner x",
            "/etc/ssh/sshd_config.d/1.conf": "Match Address 10.0.0.0/8\n  PasswordAuthentication yes\n",
        },
    )
    assert [(d.name, d.within is not None) for d in parsed.directives] == [
        ("match", True),
        ("x11forwarding", False),
        ("match", True),
        ("banner", False),
    ]
    assert parsed.files == (CONF, "/etc/ssh/sshd_config.d/1.conf")


@pytest.mark.conformance
@pytest.mark.parametrize("name", ["sshd-T", "sshd-T-2"])
def test_what_sshd_prints_is_read_as_jc_reads_it(shared_data, name):
    folder = shared_data / "inventory/jc_fixtures/generic"
    told = json.loads((folder / f"{name}.json").read_text())
    parsed = SERVERS["openssh"].read(Tree(folder), f"/{name}.out")
    derived = {name for name in told if name.endswith(("_command", "_strategy", "_full", "_rate", "_time"))}
    assert {d.name for d in parsed.directives} == set(told) - derived
    for directive in parsed.directives:
        expected = told[directive.name]
        if isinstance(expected, list):
            given = {part for argument in directive.arguments for part in argument.lstrip("+-^").split(",")}
            assert given <= {str(value) for value in expected}
        elif directive.name not in {"subsystem", "maxstartups", "rekeylimit"}:  # which jc parts
            assert " ".join(directive.arguments).lstrip("+-^") == str(expected)
