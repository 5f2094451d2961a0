"""Takes out of a person what a viewer may not read. Absent and withheld values look alike to whoever gets the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from schemas.directory import Person
from schemas.viewer import Audience
from schemas.vocabulary import ContactKind, Layer
from zhaoren.access.attributes import holds
from zhaoren.access.policy import Policy

_CONTACT_FIELDS = {
    ContactKind.MOBILE: "mobile",
    ContactKind.PHONE: "phone",
    ContactKind.EMAIL: "email",
    ContactKind.CHAT: "chat_id",
    ContactKind.OFFICE: "office",
}


def layers_for(audience: Audience, tokens: frozenset[tuple[str, str]]) -> frozenset[Layer]:
    """The layers that this viewer may read of the entry with these tokens."""
    held: dict[int, bool] = {}  # several layers share one condition, and it may name hundreds of units
    for _, condition in audience.layers:
        if id(condition) not in held:
            held[id(condition)] = holds(condition, tokens)
    return frozenset(layer for layer, condition in audience.layers if held[id(condition)])


def redact(person: Person, policy: Policy, layers: Iterable[Layer]) -> tuple[Person, tuple[str, ...]]:
    """The person with the values of these layers only, and the names of the fields that were taken out."""
    reach = frozenset(layers)
    withheld: list[str] = []

    def open_(field: str) -> bool:
        if policy.layer_of(field) in reach:
            return True
        withheld.append(field)
        return False

    contacts = tuple(c for c in person.contacts if open_(_CONTACT_FIELDS[c.kind]))
    numbers = tuple(n for n in person.employee_numbers if open_("employee_number"))
    logins = tuple(v for v in person.logins if open_("login"))
    facts = tuple(f for f in person.facts if open_(f.field))
    seen = replace(person, contacts=contacts, employee_numbers=numbers, logins=logins, facts=facts)
    return seen, tuple(dict.fromkeys(withheld))
