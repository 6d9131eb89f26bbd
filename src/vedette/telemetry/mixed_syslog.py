"""Syslog in which several programs speak (/var/log/syslog, /var/log/messages, `journalctl`): each is read by its format.

Web servers may send their access logs through syslog: those in the combined format are read too. What other programs
say is ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.model.connection import SCHEMA
from vedette.telemetry.access_log import AccessLogReader, Combined
from vedette.telemetry.apache_error import ApacheError
from vedette.telemetry.apart import read_telling
from vedette.telemetry.asterisk import Asterisk
from vedette.telemetry.daemon import NO_STAMP, Daemon
from vedette.telemetry.dovecot import Dovecot
from vedette.telemetry.drupal import Drupal
from vedette.telemetry.exim import Exim
from vedette.telemetry.fail2ban import Fail2ban
from vedette.telemetry.haproxy import Haproxy
from vedette.telemetry.lines import LineFormat, LineReader
from vedette.telemetry.mosquitto import Mosquitto
from vedette.telemetry.mysqld import Mysqld
from vedette.telemetry.named import Named
from vedette.telemetry.netfilter import Netfilter
from vedette.telemetry.nginx_error import NginxError
from vedette.telemetry.openvpn import Openvpn
from vedette.telemetry.pf import Pf
from vedette.telemetry.pfsense_gui import PfsenseGui
from vedette.telemetry.postfix import Postfix
from vedette.telemetry.postgresql import Postgresql
from vedette.telemetry.proftpd import Proftpd
from vedette.telemetry.pureftpd import Pureftpd
from vedette.telemetry.sogo import Sogo
from vedette.telemetry.source import Source
from vedette.telemetry.sshd import PROGRAM as SSHD
from vedette.telemetry.sshd import WORDS as SSHD_WORDS
from vedette.telemetry.sshd import Sshd
from vedette.telemetry.syslog import are_stamped, said_by, speakers
from vedette.telemetry.text import first_lines
from vedette.telemetry.vsftpd import Vsftpd
from vedette.telemetry.wordpress import Wordpress
from vedette.telemetry.znc import Znc

_WEB_SERVERS: Final = "(?:nginx|apache2?|httpd|caddy|traefik)"
_LINES_SNIFFED: Final = 300
_SCHEMA: Final = SCHEMA | {"reject": pl.String, "ignore": pl.Boolean}


@dataclass(frozen=True, slots=True)
class _Voice:
    """A program, and who reads what it says."""

    program: str
    """Pattern of its tag."""
    reader: LineReader


class _AccessReader(LineReader):
    """Access logs within syslog; what is none is ignored."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._inner = AccessLogReader(Combined.directive)

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        said = said_by(self._program, lines)
        rows = self._inner.parse(said["message"].fill_null(""))
        none = rows["reject"].is_not_null()
        return rows.with_columns(
            said["host"].alias("server_name"),
            pl.lit(None, pl.String).alias("reject"),
            (pl.col("ignore") | none).alias("ignore"),
        )


class _MixedReader(LineReader):
    def __init__(self, voices: Sequence[_Voice]) -> None:
        self._voices = voices

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`: each line by the first voice that can tell something of it."""
        return read_telling(lines, _WORDS, self._read, _refused)

    def _read(self, lines: pl.Series) -> pl.DataFrame:
        """What lines tell that may name a client."""
        left = pl.DataFrame({"line": lines, "tag": speakers(lines)}).with_row_index("row")
        rows = left.select("row")
        found = [pl.DataFrame(schema={"row": rows.schema["row"], **_SCHEMA})]
        for voice in self._voices:
            mine = left.filter(_by(voice.program, left["tag"]))
            if mine.height:
                told = (
                    _whole(voice.reader.parse(mine["line"]))
                    .with_columns(mine["row"])
                    .filter(~pl.col("ignore"))
                )
                found.append(told)
                left = left.join(told, on="row", how="anti", maintain_order="left")
        told = rows.join(pl.concat(found, how="diagonal"), on="row", how="left", maintain_order="left").drop(
            "row"
        )
        nothing = told["ignore"].is_null()
        refused = _refused(lines)
        return told.with_columns(
            pl.when(nothing).then(refused).otherwise("reject").alias("reject"),
            (nothing & refused.is_null()).alias("ignore"),
        )


def _refused(lines: pl.Series) -> pl.Series:
    """Why lines are rejected of which nobody tells anything."""
    stampless = ~are_stamped(lines) & (lines.str.strip_chars() != "")
    return pl.select(pl.when(stampless).then(pl.lit(NO_STAMP))).to_series()


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    """What a reader gives, as all columns that any reader gives."""
    return rows.select(
        pl.col(name).cast(dtype) if name in rows.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in _SCHEMA.items()
    )


_DAEMONS: Final[tuple[type[Daemon], ...]] = (
    Netfilter,
    NginxError,
    ApacheError,
    Haproxy,
    Postfix,
    Dovecot,
    Mysqld,
    Postgresql,
    Proftpd,
    Vsftpd,
    Exim,
    Asterisk,
    Named,
    Openvpn,
    Pf,
    PfsenseGui,
    Pureftpd,
    Mosquitto,
    Wordpress,
    Fail2ban,
    Sogo,
    Znc,
    Drupal,
)
"""Drupal, which any program may seem to be, comes last."""
_WORDS: Final = (*SSHD_WORDS, *(word for daemon in _DAEMONS for word in daemon.words), '" ')
"""One of them stands in every line that tells something; behind a request's quote is a blank."""


class MixedSyslog(LineFormat):
    """Several programs in one file."""

    name = "mixed_syslog"
    title = "Syslog of several programs (/var/log/syslog, /var/log/messages)"

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: nearly certain where two programs tell of clients, unlikely where only one does, which is
        rather a log of its own format.
        """
        del name
        lines = first_lines(head, _LINES_SNIFFED)
        if 2 * are_stamped(lines).sum() <= len(lines):
            return 0.0
        lines = lines.filter(are_stamped(lines))
        tags = speakers(lines)
        programs = [daemon.program for daemon in _DAEMONS if _tells(daemon(), lines, tags)]
        programs += [SSHD] if _by(SSHD, tags).any() else []
        if len(programs) > 1:
            return 0.97
        web = lines.filter(_by(_WEB_SERVERS, tags))
        requests = len(web) and not _AccessReader(_WEB_SERVERS).parse(web)["ignore"].all()
        return 0.45 if programs or requests else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`."""
        return _MixedReader(_voices(head, source))


def _by(program: str, tags: pl.Series) -> pl.Series:
    """Which lines the program speaks, by their tags."""
    return tags.str.contains(f"^{program}$").fill_null(value=False)


def _tells(daemon: Daemon, lines: pl.Series, tags: pl.Series) -> bool:
    """Whether the program names a client in any of the lines."""
    mine = lines.filter(_by(daemon.program, tags))
    return bool(len(mine)) and daemon.told(daemon.opened(mine, ()))["client"].count() > 0


def _voices(head: bytes, source: Source) -> list[_Voice]:
    daemons = [_Voice(daemon.program, daemon().reader(head, source)) for daemon in _DAEMONS]
    return [
        _Voice(SSHD, Sshd().reader(head, source)),
        *daemons,
        _Voice(_WEB_SERVERS, _AccessReader(_WEB_SERVERS)),
    ]
