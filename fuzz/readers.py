"""Feeds mutated logs and captures to every reader, by coverage (atheris): `python fuzz/readers.py --seconds 60`.

One process a format, one after the other, each beginning from the format's sample among the tests. What must hold of
any bytes: reading ends in batches whose accounts add up, or in an error of ours; with a screen no row is read that is
not read without one, and no row of a client that the screen knows is lost. The input of a failure is kept as
`crash-…` in the working folder of its format.

`--format NAME` feeds one format, `--runs N` stops after so many inputs, `--folder DIR` keeps what was found (by
default one under the temporary folder).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import polars as pl

from vedette.model.address_set import AddressSet
from vedette.model.connection import SCHEMA
from vedette.model.errors import VedetteError
from vedette.telemetry import FORMATS
from vedette.telemetry.interface import Account, Format, Screen
from vedette.telemetry.source import Source

SAMPLES: Final = Path(__file__).resolve().parents[1] / "tests" / "telemetry" / "samples"
LONGEST: Final = 16 * 1024
"""Bytes of an input; what is bounded in size is held by tests of its own."""
SCREEN: Final = Screen(
    AddressSet.of(["10.0.0.0/8"]), AddressSet.of(["192.0.2.0/24", "203.0.113.0/24"]), None, frozenset()
)
"""Knows the clients of the samples."""


class Broken(Exception):
    """What must hold does not."""


def read(form: Format, source: Source, screen: Screen | None) -> pl.DataFrame:
    """The rows of a source. Raises VedetteError where it is refused, Broken where the account does not add up."""
    account, frames = Account(), [pl.DataFrame(schema=SCHEMA)]
    for batch in form.read(source, screen):
        account.add(batch.account)
        frames.append(batch.frame)
    if account.rejected != account.reasons.total():
        raise Broken(f"{account.rejected} lines rejected, for {account.reasons}")
    if form.name != "pcap" and account.lines != account.connections + account.ignored + account.rejected:
        raise Broken(f"the lines do not add up: {account}")
    return pl.concat(frames)


def check(form: Format, path: Path) -> None:
    """Hold a reader to what must be of any bytes. Raises what it should not."""
    source = Source("fuzz", path)
    form.sniff(source.head(), source.name)
    try:
        whole, screened = read(form, source, None), read(form, source, SCREEN)
    except VedetteError:
        return
    known = whole.filter(pl.Series(_known(whole["client_ip"]), dtype=pl.Boolean))
    places = ["line", "offset", "client_ip"]
    lost = known.select(places).join(screened.select(places), on=places, how="anti", nulls_equal=True)
    added = screened.select(places).join(whole.select(places), on=places, how="anti", nulls_equal=True)
    if lost.height or added.height:
        raise Broken(f"the screen loses {lost.rows()[:3]}, adds {added.rows()[:3]}")


def _known(clients: pl.Series) -> list[bool]:
    return [client is not None and client.startswith(("192.0.2.", "203.0.113.")) for client in clients]


def target(form: Format, folder: Path) -> Callable[[bytes], None]:
    """What is called with each input."""
    path = folder / "input"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        check(form, path)

    return one


def seeds(name: str, folder: Path) -> Path:
    """A folder with what mutation begins from."""
    corpus = folder / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES.glob(f"{name}.*"):
        (corpus / sample.name).write_bytes(sample.read_bytes())
    if name == "pcap":
        (corpus / "seed.pcap").write_bytes(_capture())
    return corpus


def _capture() -> bytes:
    """A capture of one request: Ethernet, IPv4, TCP."""
    import dpkt  # noqa: PLC0415 - of captures alone

    request = b"GET /a HTTP/1.1\r\nHost: a.example\r\nUser-Agent: x\r\n\r\n"
    ends = (b"\xc0\x00\x02\x01", b"\x0a\x00\x00\x01")
    with tempfile.TemporaryFile() as file:
        writer = dpkt.pcap.Writer(file)
        for number, (flags, data) in enumerate(((2, b""), (24, request), (17, b""))):
            segment = dpkt.tcp.TCP(sport=40000, dport=80, seq=number and 1, flags=flags, data=data)
            packet = dpkt.ip.IP(src=ends[0], dst=ends[1], p=6, data=segment)
            writer.writepkt(bytes(dpkt.ethernet.Ethernet(data=packet)), ts=1_700_000_000 + number)
        file.seek(0)
        return file.read()


def fuzz(name: str, folder: Path, seconds: int, runs: int) -> None:
    """Feed one format until the time or the runs are over. Ends the process."""
    import atheris  # noqa: PLC0415 - a tool of development

    with atheris.instrument_imports(include=["vedette.telemetry"]):
        form = FORMATS[name]
    own = folder / name
    corpus = seeds(name, folder)
    bounds = [
        f"-max_total_time={seconds}",
        f"-runs={runs}",
        f"-max_len={LONGEST}",
        "-timeout=20",
        "-rss_limit_mb=2048",
    ]
    atheris.Setup(
        [sys.argv[0], *bounds, f"-artifact_prefix={own}/", "-verbosity=0", str(corpus)], target(form, own)
    )
    atheris.Fuzz()


def main() -> int:
    """Feed the formats asked for, each in a process of its own; how many of them failed."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--seconds", type=int, default=60, help="for all formats together")
    asked.add_argument("--runs", type=int, default=-1, help="inputs of each format at most")
    asked.add_argument("--format", action="append", choices=list(FORMATS), dest="formats")
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "vedette-fuzz")
    asked.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args()
    formats = options.formats or list(FORMATS)
    each = max(1, options.seconds // len(formats))
    if options.here:
        fuzz(formats[0], options.folder, each, options.runs)
    failed = 0
    for name in formats:
        own = [
            "--here",
            "--format",
            name,
            f"--seconds={each}",
            f"--runs={options.runs}",
            f"--folder={options.folder}",
        ]
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, __file__, *own],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        failed += done.returncode != 0
        sys.stdout.write(f"{name}: {'holds' if done.returncode == 0 else 'FAILS'}\n")
        if done.returncode:
            sys.stdout.write(done.stdout[-3000:])
        sys.stdout.flush()
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
