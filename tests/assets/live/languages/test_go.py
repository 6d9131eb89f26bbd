import mmap
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assets.live.conftest import elf

from vedette.assets.live.languages.go import Go, build_info, parse_modules

MODULES = (
    "path\tgithub.com/caddyserver/caddy/v2/cmd/caddy\n"
    "mod\tgithub.com/caddyserver/caddy/v2\tv2.7.6\th1:x\n"
    "dep\tgolang.org/x/net\tv0.17.0\th1:x\n"
    "dep\tgithub.com/old/one\tv1.0.0\n"
    "=>\tgithub.com/new/one\tv1.0.1\th1:x\n"
    "build\tCGO_ENABLED=0\n"
)


def length(number):
    head = b""
    while number >= 0x80:
        head += bytes([number & 0x7F | 0x80])
        number >>= 7
    return head + bytes([number])


def executable(modules, version=b"go1.21.5"):
    text = b"x" * 16 + modules.encode() + b"y" * 16
    info = b"\xff Go buildinf:\x08\x02" + bytes(16)
    return elf({b".go.buildinfo": info + length(len(version)) + version + length(len(text)) + text})


def test_the_main_module_is_the_application_and_the_others_its_parts(scene):
    program = Go().examine(scene({"/proc/42/exe": executable(MODULES)}, executable="/srv/caddy"))
    assert program.name == "caddy"
    assert program.application.purl == "pkg:golang/github.com/caddyserver/caddy/v2@v2.7.6"
    assert [part.package.purl for part in program.parts[1:]] == [
        "pkg:golang/golang.org/x/net@v0.17.0",
        "pkg:golang/github.com/new/one@v1.0.1",
        "pkg:golang/stdlib@1.21.5",
    ]


def test_a_development_build_has_no_version():
    assert parse_modules("mod\texample.org/app\t(devel)\t\n")[0].version is None


def test_an_executable_without_the_section_is_none(scene):
    assert Go().examine(scene({"/proc/42/exe": elf({b".text": b"x"})})) is None


def test_the_older_form_is_told_to_be_go_without_modules(scene):
    data = elf({b".go.buildinfo": b"\xff Go buildinf:\x08\x00" + bytes(64)})
    program = Go().examine(scene({"/proc/42/exe": data}))
    assert (program.application, program.parts) == (None, ())


@given(st.binary(max_size=200))
def test_what_the_section_claims_is_held_to_the_file(tail):
    with tempfile.TemporaryFile() as file:
        file.write(elf({b".go.buildinfo": b"\xff Go buildinf:\x08\x02" + bytes(16) + tail}))
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            version, modules = build_info(data)
    assert len(version) + len(modules) < 2000


@pytest.mark.parametrize("line", ["mod", "mod\t\t\t", "dep\tx", "\t\t", "=>\tx\ty"])
def test_broken_lines_are_passed_over(line):
    assert len(parse_modules(line)) <= 1
