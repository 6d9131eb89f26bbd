"""1 Disconnect: keep the client out of the service for a time, then end the connections that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vedette.model.plan import Action, Refusal, Step, StepName
from vedette.model.running import Reach
from vedette.respond.backends import CUTTERS, KEEPERS, SEVERERS, packet_filter
from vedette.respond.behind import proxy_in_front
from vedette.respond.call_backs import hosts_of_intruder
from vedette.respond.interface import Backend, Order, Situation
from vedette.respond.rails import refusals
from vedette.respond.words import client_network, port

_TITLE: Final = "Disconnect the client"
_ON_THE_MACHINE: Final = frozenset({Reach.PROXIED, Reach.LOOPBACK})
"""Reaches at which strangers come by way of a proxy on the same machine."""
_CONTAINERS: Final = ("docker:", "podman:", "containerd:", "cri-o:", "kubernetes:")


class Disconnect:
    """First out, then cut: whoever is cut first is back at once."""

    name: Final = StepName.DISCONNECT

    def plan(self, situation: Situation) -> Step:
        """The step."""
        alert = situation.alert
        if alert.client is None:
            return self._nobody("The alert is about the service, not about a client")
        order = order_for(situation)
        if order is None:
            return self._nobody(
                f"No packet filter can name {alert.client.ip} on this service, which has no port of TCP or UDP"
            )
        keepers, facts = _keepers(situation)
        refused = refusals(order.network, situation)
        actions = [_act(keeper, order, refused) for keeper in keepers]
        if all(keeper.programs and keeper.id not in {"nginx_deny", "apache_deny"} for keeper in keepers):
            actions += [_act(cutter, order, refused) for cutter in CUTTERS.values()]
        actions += _severed(order, situation)
        return Step(self.name, _TITLE, (*_whom(order, alert.client.ip), *facts), (), tuple(actions))

    def _nobody(self, why: str) -> Step:
        return Step(self.name, _TITLE, (why,), (), ())


def order_for(situation: Situation) -> Order | None:
    """Whom to keep out of what; null where no address or no port is known that a packet filter could name."""
    alert, service = situation.alert, situation.alert.service
    network = None if alert.client is None else client_network(alert.client.ip)
    number = port(service.port)
    if network is None or number is None or service.transport not in {"tcp", "udp"}:
        return None
    running = service.running
    return Order(
        alert=alert.id,
        network=network,
        port=number,
        transport=service.transport,
        seconds=int(situation.term.total_seconds()),
        until=situation.now + situation.term,
        pid=running.pid if running is not None and _in_container(situation) else None,
    )


def _severed(order: Order, situation: Situation) -> Iterator[Action]:
    """Where success was seen: the client and whom the machine called back to, cut off in both directions."""
    for ip in hosts_of_intruder(situation.alert):
        network = client_network(ip)
        if network is not None:
            of_host = replace(order, network=network)
            refused = refusals(network, situation)
            yield from (_act(severer, of_host, refused) for severer in SEVERERS.values())


def _act(backend: Backend, order: Order, refused: tuple[Refusal, ...]) -> Action:
    """The back end's action under the step's name, emptied where a rail refuses it."""
    action = backend.action(order)
    named = replace(action, id=f"{StepName.DISCONNECT}.{action.id}")
    if not refused:
        return named
    return replace(named, doing=(), undo=(), verify=(), expires=None, expires_after=None, refused_by=refused)


def _whom(order: Order, ip: str) -> tuple[str, ...]:
    if order.v6:
        return (f"{ip} is kept out by its /64, {order.network}: one subscriber has all of it",)
    return (f"{ip} is kept out by its address alone",)


def _keepers(situation: Situation) -> tuple[tuple[Backend, ...], tuple[str, ...]]:
    """Where to keep the client out, and why there."""
    host, service = situation.host, situation.alert.service
    if situation.backend is not None:
        chosen = KEEPERS[situation.backend]
        return (chosen,), (f"{chosen.title} was asked for",)
    proxy = proxy_in_front(situation)
    if proxy is not None:
        here = _web_servers(situation)
        return (KEEPERS["upstream"], *here), (
            f"The client came through {proxy}, a trusted proxy: the packets that arrive here are the proxy's",
        )
    if service.reach in _ON_THE_MACHINE:
        why = service.reach_reason or "it is bound to the machine itself"
        told = f"The service is reached through a proxy on the same machine ({why}): its own port sees the proxy alone"
        return _web_servers(situation, otherwise=True), (told,)
    if _in_container(situation):
        told = "The service runs in a container: its published ports are forwarded past the rules of the machine itself"
        return (KEEPERS["docker_user"],), (told,)
    chosen = packet_filter(host)
    seen = "is what this machine offers" if host.programs else "is assumed: what the machine has is not known"
    return (chosen,), (f"{chosen.title} {seen}; --backend chooses another one ({', '.join(KEEPERS)})",)


def _web_servers(situation: Situation, *, otherwise: bool = False) -> tuple[Backend, ...]:
    """The web servers that can deny a client by the address that a proxy tells. otherwise: at least both of them."""
    product = situation.alert.service.product.lower()
    reason = (situation.alert.service.reach_reason or "").lower()
    names = {"nginx_deny": ("nginx",), "apache_deny": ("apache", "httpd")}
    meant = [key for key, words in names.items() if any(word in product or word in reason for word in words)]
    if not meant and otherwise:
        meant = [key for key in names if KEEPERS[key].programs <= situation.host.programs] or [*names]
    return tuple(KEEPERS[key] for key in meant)


def _in_container(situation: Situation) -> bool:
    running = situation.alert.service.running
    return running is not None and (running.container or "").startswith(_CONTAINERS)
