"""Which silo each company has, and who stands in which: most people are in two or three."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from unicodedata import normalize

from schemas.vocabulary import EmploymentStatus, Rank, RecordKind
from zhaoren.demo.dice import Dice
from zhaoren.demo.truth import Company, DemoGroup, PastEmployment, Person

# Three cycles of different length, so that no two neighbours have the same silos. A company outside the group's HR
# database always has a directory or a list of its own.
_DIRECTORIES = ("active_directory", "openldap", "openldap", "active_directory", None, "openldap", None)
_LISTS = (None, None, "gb18030", "excel", "utf16")


@dataclass(frozen=True, slots=True)
class SiloPlan:
    """The silos of one company. `pinyin_only`: its directory knows names in Latin letters alone."""

    company: Company
    directory: str | None
    pinyin_only: bool
    in_group_hr: bool
    own_list: str | None

    @property
    def directory_source(self) -> str:
        """Name of its directory as a source."""
        return f"{'ad' if self.directory == 'active_directory' else 'ldap'}-{self.company.code.lower()}"

    @property
    def document_source(self) -> str:
        """Name of its folder of documents as a source."""
        return f"documents-{self.company.code.lower()}"

    @property
    def list_source(self) -> str:
        """Name of its own list as a source."""
        return f"list-{self.company.code.lower()}"


HR_SOURCE = "hr-group"
CHAT_SOURCE = "chat-group"
COMPANY_SOURCE = "companies"


def plan_silos(group: DemoGroup) -> list[SiloPlan]:
    """One plan for each company, in their order."""
    plans: list[SiloPlan] = []
    for number, company in enumerate(group.companies):
        in_hr = number % 4 != 3
        directory = _DIRECTORIES[number % len(_DIRECTORIES)]
        own_list = _LISTS[number % len(_LISTS)]
        if not in_hr and own_list is None:
            own_list = "gb18030"
        pinyin_only = directory == "openldap" and (number % 3 == 1)
        plans.append(SiloPlan(company, directory, pinyin_only, in_hr, own_list))
    return plans


@dataclass(frozen=True, slots=True)
class RecordOfPerson:
    """A record of a silo, whose it is, and what it says in small letters and digits without signs, parted by `|`."""

    person_id: str
    source: str
    kind: RecordKind
    key: str
    said: str = ""


@dataclass
class TruthLog:
    """Collects, while silos are written, whose record each one is."""

    records: list[RecordOfPerson] = field(default_factory=list)
    bad_rows: list[tuple[str, str]] = field(default_factory=list)

    def add(self, person_id: str, source: str, key: str, values: Iterable[object]) -> None:
        """A person record of this person was written, with these values."""
        said = "|".join(plain(str(value)) for value in values if value and not isinstance(value, bytes))
        self.records.append(RecordOfPerson(person_id, source, RecordKind.PERSON, key, said))

    def bad(self, source: str, reason: str) -> None:
        """A row was written that nobody can use."""
        self.bad_rows.append((source, reason))


def plain(text: str) -> str:
    """Letters and digits alone, small and of one width."""
    return "".join(sign for sign in normalize("NFKC", text).lower() if sign.isalnum())


def enlisted(group: DemoGroup, company: Company, silo: str, active: float, left: float) -> Iterator[Person]:
    """Who of a company stands in a silo: its leaders, and these shares of the others and of those who left.

    Each person has a throw of his own, so that somebody new changes nothing for the others.
    """
    for person in group.staff[company.code]:
        is_active = person.status is EmploymentStatus.ACTIVE
        dice = Dice(group.seed, "enlisted", silo, person.person_id)
        if dice.chance(active if is_active else left) or is_leader(group, person):
            yield person


def is_leader(group: DemoGroup, person: Person) -> bool:
    """Heads and above who work there: silos keep their numbers better than other people's."""
    is_active = person.status is EmploymentStatus.ACTIVE
    return is_active and group.posts_of[person.person_id][0].rank <= Rank.HEAD


def past_of(group: DemoGroup, company: Company) -> list[PastEmployment]:
    """Ended employments at a company of people who are somewhere else now, or here again."""
    return [past for past in group.past if past.company_code == company.code]
