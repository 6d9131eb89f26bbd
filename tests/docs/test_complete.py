"""Nothing that a user can name is missing from the documents."""

from pathlib import Path

import click
import pytest

from vedette.assets.registry import FORMATS as INVENTORIES
from vedette.cli.main import vedette
from vedette.cli.report_output import OUTPUTS
from vedette.detect.rules.rule import AttackClass
from vedette.intel.formats import FORMATS as LISTS
from vedette.telemetry import FORMATS as TELEMETRY
from vedette.vulns.advisories.registry import FORMATS as ADVISORIES

ROOT = Path(__file__).resolve().parents[2]
TEXT = "\n".join(p.read_text("utf-8") for p in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))))


def commands(command, path="vedette"):
    """Every command that does something, with the words that call it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name in command.list_commands(click.Context(command)):
        yield from commands(command.get_command(click.Context(command), name), f"{path} {name}")


@pytest.mark.parametrize("path", [path for path, _ in commands(vedette)])
def test_every_command_is_named(path):
    assert path in TEXT or path.rpartition(" ")[2] in TEXT.partition("## Checking one")[2]


@pytest.mark.parametrize(
    "option",
    sorted(
        {
            o
            for _, c in commands(vedette)
            for p in c.params
            if isinstance(p, click.Option)
            for o in p.opts
            if o.startswith("--")
        }
        - {"--output", "--verbose"}
    ),
)
def test_every_option_is_named(option):
    assert option in TEXT


@pytest.mark.parametrize(
    "registry", [TELEMETRY, LISTS, INVENTORIES, ADVISORIES, OUTPUTS, [str(c) for c in AttackClass]]
)
def test_every_format_output_and_class_is_named(registry):
    assert [
        name for name in registry if f"`{name}`" not in TEXT and f"-o {name}" not in TEXT and name != "human"
    ] == []


@pytest.mark.parametrize("name", TELEMETRY)
def test_every_telemetry_format_says_what_it_cannot_tell(name):
    table = (ROOT / "docs/formats.md").read_text("utf-8").partition("cannot tell |")[2]
    assert any(f"`{name}`" in line.split("|")[1] for line in table.splitlines() if line.startswith("|"))
