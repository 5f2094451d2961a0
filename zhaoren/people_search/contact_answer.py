"""People by a number, an address or an account: only through fields that this viewer may read."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.answers import Text
from schemas.directory import Person
from schemas.expressions import AllOf, Expression, Term
from schemas.published import PublishedPerson
from schemas.vocabulary import ContactKind
from zhaoren.language.text import fold
from zhaoren.people_search.cards import read_person, readable_layers
from zhaoren.people_search.name_answer import context_condition
from zhaoren.people_search.reasons import number_text
from zhaoren.people_search.snapshot import Snapshot
from zhaoren.search_index.port import Collection, CompiledQuery
from zhaoren.search_index.tokens import marked

NUMBER_FIELDS = ("employee_number", "mobile", "phone")
CANDIDATES = 100
_AREA_CODE = 8  # digits; longer numbers with a leading 0 begin with an area code


@dataclass(frozen=True, slots=True)
class Reached:
    """One person found by a contact; `why` names the field, not the value."""

    order: int
    published: PublishedPerson
    why: Text


def find_number(snapshot: Snapshot, digits: str, companies: tuple[str, ...] = ()) -> list[Reached]:
    """People one of whose numbers ends in these digits, or is this employee number."""
    folded = fold(digits).replace(" ", "")
    if folded.isdigit() and len(folded) > _AREA_CODE and folded.startswith("0"):
        folded = folded.lstrip("0")  # the trunk prefix; normal forms have the country code in its place
    per_field: dict[str, Expression] = {field: Term("num", marked(field, folded)) for field in NUMBER_FIELDS}
    return _reached(snapshot, per_field, companies, folded)


def find_mail(snapshot: Snapshot, address: str) -> list[Reached]:
    """People with this mail address, or with this local part."""
    folded = fold(address).replace(" ", "")
    return _reached(snapshot, {"email": Term("mail", marked("email", folded))}, (), folded)


def find_login(snapshot: Snapshot, account: str) -> list[Reached]:
    """People with this very account name."""
    folded = fold(account).replace(" ", "")
    return _reached(snapshot, {"login": Term("login", folded)}, (), folded)


def _reached(
    snapshot: Snapshot, conditions: dict[str, Expression], companies: tuple[str, ...], typed: str
) -> list[Reached]:
    condition = snapshot.reachable_any(conditions)
    context = context_condition(companies, ())
    narrowed = condition if context is None else AllOf((condition, context))
    query = CompiledQuery(Collection.PEOPLE, (narrowed,), snapshot.audience.find, enough=CANDIDATES)
    found: list[Reached] = []
    for candidate in snapshot.reader.candidates(query).found:
        published = read_person(candidate.card)
        field = _field_that_fits(published, typed, tuple(conditions), snapshot)
        if field is not None:
            found.append(Reached(candidate.order, published, number_text(field, typed)))
    return found


def _field_that_fits(published: PublishedPerson, typed: str, fields: tuple[str, ...], snapshot: Snapshot) -> str | None:
    open_layers = readable_layers(published, snapshot)
    for field in fields:
        if snapshot.policy.layer_of(field) in open_layers and any(
            typed in value for value in _values(published.person, field)
        ):
            return field
    return None


def _values(person: Person, field: str) -> list[str]:
    kinds = {"mobile": ContactKind.MOBILE, "phone": ContactKind.PHONE, "email": ContactKind.EMAIL}
    if field == "employee_number":
        return [fold(number.value.text).replace(" ", "") for number in person.employee_numbers]
    if field == "login":
        return [fold(login.text) for login in person.logins]
    contacts = [c for c in person.contacts if c.kind is kinds[field]]
    if field == "email":
        return [fold(c.normal or c.value.text) for c in contacts]
    return ["".join(sign for sign in (c.normal or c.value.text) if sign.isdigit()) for c in contacts]
