"""A group of any size as index entries: what publishing would write, made without sources, catalog and joining.

Companies, trees, titles and names come from the makers of `zhaoren.demo`; tokens and cards from the functions that
publishing itself uses. A million people take some minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from typing import TypeVar

from schemas.directory import (
    ContactPoint,
    EmployeeNumber,
    Name,
    NameKind,
    Origin,
    Person,
    Post,
    Relation,
    Role,
    Unit,
    Value,
)
from schemas.published import PUBLISHED_PERSON, PublishedPerson
from schemas.records import RecordRef
from schemas.vocabulary import ContactKind, EmploymentStatus, Layer, RecordKind, RelationKind, UnitType
from zhaoren.access.attributes import audience_tokens
from zhaoren.demo import truth
from zhaoren.demo.company_maker import CompanyMaker
from zhaoren.demo.dice import Dice
from zhaoren.demo.name_maker import make_name
from zhaoren.demo.tree_maker import CompanyTree, TreeMaker
from zhaoren.language.functions import function_of_unit
from zhaoren.language.name_tokens import person_tokens
from zhaoren.language.text import fold
from zhaoren.language.titles import read_title
from zhaoren.pipeline.entries import Tree, person_entry, person_order, person_standing, unit_entry
from zhaoren.search_index.port import Collection, IndexEntry
from zhaoren.search_index.tokens import marked, number_tokens, record_token, relation_token, role_tokens, words_of
from zhaoren.search_index.unit_log import UnitLog

PEOPLE_OF_A_COMPANY = 380
_NAMES = 50_000  # different names of people; the commonest in a million are borne by thousands anyway
_MOST_UNITS = 44  # beside the company itself, so that a million people have 100,000 units
_SINCE = "2026-01-05T02:00:00Z"
_CHECKED = 500  # first people whose entries are made both ways
T = TypeVar("T")


class MadeGroup:
    """About so many people in companies of 380 and units of ten; the same for the same number."""

    def __init__(self, people: int, seed: int = 1) -> None:
        self.people = people
        self._dice = Dice(seed, "scale")
        self.companies = CompanyMaker(seed, max(3, people // PEOPLE_OF_A_COMPANY), with_flagship=False).make()
        self.units: list[Unit] = []
        self._trees: list[CompanyTree] = []
        self._ids: dict[str, Unit] = {}
        for company in self.companies:
            self._add_company(company)
        self.tree = Tree.of(self.units)
        self.names = [make_name(self._dice, "mainland", 1965 + n % 35) for n in range(min(_NAMES, people))]

    def _add_company(self, company: truth.Company) -> None:
        made = TreeMaker(company, PEOPLE_OF_A_COMPANY, self._dice, is_flagship=False, is_grandchild=False).make()
        self._trees.append(made)
        for place, unit in enumerate(made.units):
            if place > _MOST_UNITS:
                break
            parent = self._ids.get(unit.parent_id or company.parent_code or "")
            kept = self._unit(company, unit, parent)
            self._ids[unit.unit_id] = kept
            self.units.append(kept)

    def _unit(self, company: truth.Company, unit: truth.DemoUnit, parent: Unit | None) -> Unit:
        number = len(self.units) + 1
        id_ = f"0192f0a0-0000-7000-8000-{number:012x}"
        is_company = unit.parent_id is None
        names = [Name(NameKind.MAIN, _said(unit.name, unit.unit_id))]
        if is_company:
            listed = [(NameKind.SHORT, company.short_name), (NameKind.ENGLISH, company.english_name)]
            listed += [(NameKind.ALIAS, alias) for alias in company.aliases]
            listed += [(NameKind.FORMER, former) for former in company.former_names]
            listed += [(NameKind.STOCK, company.stock_name)] if company.stock_name else []
            names += [Name(kind, _said(text, unit.unit_id)) for kind, text in listed]
        top = company.parent_code is None
        return Unit(
            id=id_,
            number=number,
            type=(UnitType.GROUP if top else UnitType.COMPANY) if is_company else unit.unit_type,
            name=names[0].value,
            names=tuple(names),
            parent_id=parent.id if parent is not None else None,
            path=(*(parent.path if parent is not None else ()), id_),
            company_id=id_ if is_company else parent.company_id if parent is not None else None,
            function=None if is_company else function_of_unit(unit.name),
            codes=(company.code,) if is_company else (),
            city=_said(company.city, unit.unit_id) if is_company else None,
            industry=_said(company.trade, unit.unit_id) if is_company else None,
            records=(RecordRef("hr", RecordKind.UNIT, unit.unit_id),),
        )

    def codes_of_some_companies(self, share: float) -> list[str]:
        """Codes of so large a part of the companies; none of them has subsidiaries among them."""
        parents = {company.parent_code for company in self.companies}
        alone = [company.code for company in self.companies[1:] if company.code not in parents]
        return alone[: max(1, round(len(self.companies) * share))]

    def entries(self) -> Iterator[IndexEntry]:
        """Everything published, units first; as of revision 1."""
        yield UnitLog.begun(1).entry()
        for unit in self.units:
            yield unit_entry(unit, self.tree)
        make = _EntryMaker(self.tree)
        for place, person in enumerate(self.everybody()):
            entry = make(person)
            if place < _CHECKED and entry != person_entry(person, self.tree):
                raise AssertionError(f"{person.id}: this is not what publishing would write")
            yield entry

    def everybody(self) -> Iterator[Person]:
        """All people, company by company; the head of a unit is whom its members report to."""
        numbers = count(1)
        for company, tree in zip(self.companies, self._trees, strict=True):
            heads: dict[str, str] = {}
            for seat in tree.seats:
                if seat.fill == "vacant":
                    continue
                number = next(numbers)
                if number > self.people:
                    return
                unit = self._ids.get(seat.unit_id) or self._ids[company.code]
                yield self._person(number, company, unit, seat.title, heads.get(unit.id))
                heads.setdefault(unit.id, _person_id(number))

    def _person(self, number: int, company: truth.Company, unit: Unit, title: str, manager: str | None) -> Person:
        id_, name = _person_id(number), self._dice.pick(self.names)
        login, mobile = f"{name.pinyin}{number}", f"1{3 + number % 7}{self._dice.digits(9)}"
        names = [Name(NameKind.MAIN, _said(name.characters, id_))]
        if name.english:
            names.append(Name(NameKind.ENGLISH, _said(name.english, id_)))
        mail = f"{login}@{company.mail_domain}"
        post = Post(
            f"post-{number}", unit.id, unit.company_id, id_, _said(title, id_),
            _roles(title, unit.name.text, unit.company_id == unit.id), primary=True, department=unit.name.text,
        )  # fmt: skip
        return Person(
            id=id_,
            number=number,
            name=names[0].value,
            names=tuple(names),
            status=EmploymentStatus.LEFT if number % 50 == 49 else EmploymentStatus.ACTIVE,
            posts=(post,),
            contacts=(
                ContactPoint(ContactKind.MOBILE, _said(mobile, id_), f"+86{mobile}", Layer.CONFIDENTIAL),
                ContactPoint(ContactKind.EMAIL, _said(mail, id_), mail, Layer.INTERNAL),
            ),
            employee_numbers=(EmployeeNumber(unit.company_id, _said(f"E{number:07d}", id_)),),
            logins=(_said(login, id_),),
            relations=(Relation(RelationKind.REPORTS_TO, manager, _said(manager, id_)),) if manager else (),
            records=(RecordRef("hr", RecordKind.PERSON, id_), RecordRef("ldap", RecordKind.PERSON, login)),
        )


def _person_id(number: int) -> str:
    return f"0192f0a1-0000-7000-9000-{number:012x}"


def _said(text: str, key: str) -> Value:
    return Value(text, (Origin(RecordRef("hr", RecordKind.PERSON, key), _SINCE),))


@lru_cache(maxsize=65536)
def _roles(title: str, unit: str, in_company: bool) -> tuple[Role, ...]:
    roles: list[Role] = []
    for reading in read_title(title, unit, in_company):
        roles.append(Role(reading.function, reading.rank, reading.deputy, reading.acting))
        roles += [Role(function, reading.rank, in_charge=True) for function in reading.in_charge_of]
    return tuple(roles)


class _EntryMaker:
    """`person_entry`, with what many people share made once: tokens of names, of units, of titles."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._names: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}
        self._units: dict[str | None, tuple[str, ...]] = {}
        self._words: dict[tuple[str, str], tuple[str, ...]] = {}

    def __call__(self, person: Person) -> IndexEntry:
        post = person.posts[0]
        texts = tuple(name.value.text for name in person.names)
        names = _kept(self._names, texts, lambda: person_tokens(texts[:1], texts[1:]))
        units = _kept(self._units, post.unit_id, lambda: self._tree.tokens((post.unit_id, post.company_id)))
        said = (post.title.text, post.department)
        mobile, mail = (contact.normal for contact in person.contacts)
        staff_number, local = fold(person.employee_numbers[0].value.text), mail.partition("@")[0]
        aud = audience_tokens(hidden=person.hidden)
        tokens: dict[str, tuple[str, ...]] = {
            **names,
            "num": (
                *number_tokens("mobile", mobile[1:]),
                *number_tokens("employee_number", staff_number),
                marked("employee_number", staff_number.lstrip("e0")),
            ),
            "mail": (marked("email", mail), marked("email", local)),
            "login": (person.logins[0].text,),
            "role": tuple(dict.fromkeys((*role_tokens(post, self._tree.path(post.unit_id)), person_standing(person)))),
            "unit": units,
            "ref": tuple(relation_token(relation.kind, relation.target_id) for relation in person.relations),
            "text": _kept(self._words, said, lambda: words_of(map(fold, said))),
            "key": tuple(map(record_token, person.records)),
            "aud": aud,
        }
        card = PUBLISHED_PERSON.dump_json(PublishedPerson(person, aud, units), exclude_defaults=True)
        kept = {field: found for field, found in tokens.items() if found}
        return IndexEntry(Collection.PEOPLE, person.id, person_order(person), kept, card)


K = TypeVar("K")


def _kept(known: dict[K, T], key: K, make: Callable[[], T]) -> T:
    found = known.get(key)
    if found is None:
        found = known[key] = make()
    return found
