"""Clients behind trusted proxies: who they are, by the proxies' own word and nobody else's.

Each proxy appends the address that it saw to X-Forwarded-For (a convention) or Forwarded (RFC 7239), so a chain is
true from its right end as far as trusted proxies wrote it; what stands further left is anybody's claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import polars as pl

from vedette.model.address_set import AddressSet
from vedette.model.addresses import canonical, from_texts

_MOST_HOPS: Final = 64
"""Addresses of a chain that are looked at; no real chain is as long."""


def resolve_clients(frame: pl.DataFrame, trusted: AddressSet) -> pl.DataFrame:
    """Connections with the client that trusted proxies name in place of the proxy, which becomes `peer_ip`.

    The client is the right-most address of the chain that is no trusted proxy. Where the peer is not trusted, where
    no chain is given, or where its right end is malformed, the row stays as it is.
    """
    proxies = frame["client_ip"].unique().drop_nulls()
    proxies = proxies.filter(trusted.contains(from_texts(proxies))) if trusted else proxies.clear()
    if proxies.is_empty():
        return frame
    by_proxy = pl.col("client_ip").is_in(proxies.implode())
    chains = frame.filter(by_proxy)["forwarded"].unique().drop_nulls()
    named = pl.col("forwarded").replace_strict(chains, _clients(chains, trusted), default=None)
    changed = by_proxy & named.is_not_null()
    return frame.with_columns(
        pl.when(changed).then(named).otherwise("client_ip").alias("client_ip"),
        pl.when(~changed).then("client_port").alias("client_port"),
        pl.when(changed).then("client_ip").otherwise("peer_ip").alias("peer_ip"),
    )


def _clients(chains: pl.Series, trusted: AddressSet) -> pl.Series:
    """The client that each of the distinct chains names, null where it names none."""
    hops = [list(islice(_hops(chain), _MOST_HOPS)) for chain in chains]
    distinct = list({address for chain in hops for address in chain if address is not None})
    proxies = dict(zip(distinct, trusted.contains(from_texts(distinct)).tolist(), strict=True))
    clients = (next((hop for hop in chain if hop is None or not proxies[hop]), None) for chain in hops)
    return pl.Series(list(clients), dtype=pl.String)


def _hops(chain: str) -> Iterator[str | None]:
    """The addresses of a chain from its right end, null for what is none."""
    while chain:
        chain, _, hop = chain.rpartition(",")
        yield _address(hop.strip())


def _address(hop: str) -> str | None:
    """The address of a hop: bare, with a port, in brackets, quoted, or as an element of `Forwarded`."""
    if "=" in hop:
        parameters = dict(part.strip().partition("=")[::2] for part in hop.split(";"))
        hop = next((value for name, value in parameters.items() if name.lower() == "for"), "")
    node = hop.strip('"')
    if node.startswith("["):
        node, bracket, _ = node[1:].partition("]")
        return canonical(node) if bracket else None
    return canonical(node.partition(":")[0] if node.count(":") == 1 else node)


def unmasked(frame: pl.DataFrame, home: AddressSet) -> int:
    """How many rows of `resolve_clients` have a client outside the home networks behind a proxy within them.

    A reader, which sees the proxy alone, did not count them as external.
    """
    pairs = frame.filter(pl.col("peer_ip").is_not_null()).group_by("client_ip", "peer_ip").len()
    client, peer = from_texts(pairs["client_ip"].fill_null("")), from_texts(pairs["peer_ip"])
    outside = (client.family != 0) & ~home.contains(client)
    return int(pairs["len"].filter(pl.Series(outside & home.contains(peer))).sum())
