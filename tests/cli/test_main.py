"""What holds for every command."""

import subprocess
import sys
from importlib import import_module
from inspect import getdoc

import click
import pytest

from vedette.cli.main import COMMANDS, vedette

HEAVY = ("polars", "numpy", "msgspec", "hyperscan", "dpkt", "re2", "packaging", "cvss")


def commands(command, path=()):
    """Every command and group below one, with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            yield from commands(command.get_command(click.Context(command), name), (*path, name))


@pytest.mark.parametrize("path", [path for path, _ in commands(vedette)], ids=" ".join)
def test_every_command_and_every_option_has_help(path, run):
    command = dict(commands(vedette))[path]
    done = run(*path, "--help")
    assert done.exit_code == 0
    assert (command.help or "").strip()
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert all(option.opts[-1] in done.stdout for option in options)
    assert all(option.help or isinstance(option.type, click.Choice) for option in options)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_module_that_says_what_it_is(name):
    module = import_module(f"vedette.cli.{name}")
    assert f"`vedette {name}`" in (getdoc(module) or "")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments):
    program = (
        "import sys\nfrom vedette.cli import main\n"
        f"sys.argv = ['vedette', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"sys.exit(' '.join(name for name in {HEAVY!r} if name in sys.modules) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_command_exits_2_and_names_it(run):
    done = run("scna")
    assert done.exit_code == 2
    assert "scna" in done.stderr


@pytest.mark.parametrize("output", ["jsonl", "csv"])
def test_a_reader_that_goes_away_is_no_error(output, process, tmp_path):
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [24/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "a"\n' * 50_000)
    vedette_binary = process("--version").args[0]
    with subprocess.Popen(
        [vedette_binary, "read", log, "-o", output], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        running.stdout.readline()
        running.stdout.close()
        told = running.stderr.read()
    assert (running.returncode, told) == (0, b"")


def test_an_error_of_ours_is_one_line_whichever_the_command(run, tmp_path):
    for arguments in (
        ["scan", "/nowhere"],
        ["read", "/nowhere"],
        ["explain", "192.0.2.1", "--intel", "/nowhere"],
        ["intel", "check", "--intel", "/nowhere", "192.0.2.1"],
        ["rules", "list", "--rules", tmp_path],
    ):
        done = run(*arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith("vedette: ")
        assert done.stderr.count("\n") == 1
