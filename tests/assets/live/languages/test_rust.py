import json
import shutil
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assets.live.conftest import elf

from vedette.assets.live.elf import mapped
from vedette.assets.live.languages.rust import Rust, _crate, source_paths
from vedette.assets.live.tree import Tree

CRATES = {
    "packages": [
        {"name": "server", "version": "0.1.0", "root": True},
        {"name": "hyper", "version": "0.14.1", "source": "crates.io"},
        {"name": "cc", "version": "1.0.0", "kind": "build"},
    ]
}


def test_an_audited_executable_lists_its_crates(scene):
    data = elf({b".dep-v0": zlib.compress(json.dumps(CRATES).encode())})
    program = Rust().examine(scene({"/proc/42/exe": data}))
    assert program.application.purl == "pkg:cargo/server@0.1.0"
    assert [part.package.purl for part in program.parts] == [
        "pkg:cargo/server@0.1.0",
        "pkg:cargo/hyper@0.14.1",
    ]


def test_other_executables_name_the_sources_that_can_panic(scene):
    text = b"/root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/hyper-util-0.1.3/src/lib.rs\0" * 3
    program = Rust().examine(scene({"/proc/42/exe": elf({b".rodata": text})}))
    assert program.application is None
    assert [part.package.purl for part in program.parts] == ["pkg:cargo/hyper-util@0.1.3"]
    assert "cannot panic" in program.found


def test_a_broken_list_is_no_list(scene):
    for content in (b"rubbish", zlib.compress(b"[]"), zlib.compress(b"{" * 1000)):
        assert Rust().examine(scene({"/proc/42/exe": elf({b".dep-v0": content})})) is None


@pytest.mark.parametrize(
    ("folder", "crate"),
    [
        (b"hyper-util-0.1.3", ("hyper-util", "0.1.3")),
        (b"rustix-1.0.0-prerelease.1", ("rustix", "1.0.0-prerelease.1")),
        (b"md-5-0.10.6", ("md-5", "0.10.6")),
        (b"nothing", None),
        (b"-1.0", None),
    ],
)
def test_a_crates_folder_says_name_and_version(folder, crate):
    assert _crate(folder) == crate


@given(st.binary(max_size=100))
def test_any_folder_is_a_crate_or_none(folder):
    crate = _crate(folder)
    assert crate is None or (crate[0].isascii() and crate[1].isascii())


def test_a_real_program_of_rust_is_known():
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or pytest.skip(
        "no ruff beside this Python"
    )
    with mapped(Tree(), ruff) as data:
        crates = {package.name: package.version for package in source_paths(data)}
    assert crates["clap_builder"][0].isdigit()
