"""Whether an exploit is made for something that the service cannot be, where no advisory tells.

A rule says which products its exploit is made for and what they run on. A service that is known to be another product,
on another runtime, cannot be hurt by it. Where that is not sure it stays unknown.
"""

from __future__ import annotations

from vedette.detect.attempts import Attempt
from vedette.model.products import Runtime, product_of_cpe
from vedette.model.service import Service
from vedette.vulns.subjects import Subject, application, component

_BEHIND_A_WEB_SERVER = "php"
"""The one runtime that native web servers load into themselves or start."""


def made_for_another(attempt: Attempt, service: Service) -> str | None:
    """Why the exploit cannot hurt the service, or null where it may."""
    if not attempt.products:
        return None
    if made_for(attempt, service):
        return None
    itself = application(service)
    wanted = " or ".join(name.partition(":")[2] or name for name in attempt.products[:2])
    if _other_runtime(attempt, itself):
        return (
            f"the exploit is made for {wanted}, which runs on {attempt.runtime}, and {itself.label} does not"
        )
    if itself.product is not None and _only_alone(attempt):
        return f"the exploit is made for {wanted}, and {itself.label} is something else"
    return None


def made_for(attempt: Attempt, service: Service) -> bool:
    """Whether the service, or a component of it, is what the exploit is made for."""
    parts = [part for text in service.components if (part := component(text, service)) is not None]
    return any(_names(attempt, subject) for subject in (application(service), *parts))


def _names(attempt: Attempt, subject: Subject) -> bool:
    """Whether the subject is one of the products that the exploit is made for."""
    makers = {f"{vendor}:{product}" for vendor, product in subject.makers}
    packages = {str(subject.purl.key).removeprefix("pkg:")} if subject.purl is not None else set()
    return not (makers | packages).isdisjoint(attempt.products)


def _other_runtime(attempt: Attempt, subject: Subject) -> bool:
    """Whether the service surely runs on something else than the exploit needs."""
    if attempt.runtime is None or subject.runtime is None or subject.runtime.value == attempt.runtime:
        return False
    return not (attempt.runtime == _BEHIND_A_WEB_SERVER and subject.runtime is Runtime.NATIVE)


def _only_alone(attempt: Attempt) -> bool:
    """Whether all that the exploit is made for are applications that are no part of others."""
    known = [product_of_cpe(*name.split(":", 1)) for name in attempt.products if ":" in name]
    return bool(known) and all(product is not None and not product.embeds_in for product in known)
