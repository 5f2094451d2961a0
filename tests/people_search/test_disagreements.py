from __future__ import annotations

from schemas.directory import EmployeeNumber, Fact, Name, NameKind, Origin, Person, Post, Value
from schemas.records import RecordRef
from schemas.vocabulary import EmploymentStatus, RecordKind
from zhaoren.people_search.disagreements import disagreements_of


def says(text: str, *sources: str) -> Value:
    """A value as these sources say it."""
    return Value(text, tuple(Origin(RecordRef(s, RecordKind.PERSON, "1"), "2026-01-05T02:00:00Z") for s in sources))


def wei(**parts: object) -> Person:
    """Wang Wei, with these parts."""
    main = says("王伟", "hr")
    names = (Name(NameKind.MAIN, main), *parts.pop("names", ()))  # type: ignore[misc]  # tuples of names
    return Person("p1", 1, main, names, EmploymentStatus.ACTIVE, **parts)  # type: ignore[arg-type]


def post(title: Value, company: str = "c1", ends_on: str = "") -> Post:
    """A post."""
    return Post("x", None, company, "p1", title, (), ends_on=ends_on)


def told(person: Person, *current: Post) -> dict[str, list[str]]:
    """Field -> what is said of it."""
    return {one.field: [value.text for value in one.said] for one in disagreements_of(person, current)}


def test_what_two_sources_say_differently_is_told_with_both() -> None:
    person = wei(
        names=(Name(NameKind.ALIAS, says("王炜", "ldap")), Name(NameKind.ALIAS, says("王工", "chat"))),
        facts=(Fact("birth_date", says("1980-01-01", "hr")), Fact("birth_date", says("1980-10-01", "ldap")),
               Fact("city", says("海口", "hr"))),
        employee_numbers=(EmployeeNumber("c1", says("1", "hr")), EmployeeNumber("c1", says("2", "ldap")),
                          EmployeeNumber("c2", says("3", "hr"))),
    )  # fmt: skip
    posts = (post(says("财务部部长", "hr")), post(says("会计", "ldap")), post(says("顾问", "hr"), "c2"))
    assert told(person, *posts) == {
        "name": ["王伟", "王炜"], "birth_date": ["1980-01-01", "1980-10-01"], "employee_number": ["1", "2"],
        "title": ["财务部部长", "会计"],
    }  # fmt: skip


def test_what_one_source_says_twice_is_two_things_and_no_disagreement() -> None:
    posts = (post(says("总经理", "hr")), post(says("董事", "hr", "ldap")))
    assert told(wei(), *posts) == {}


def test_other_scripts_and_former_names_contradict_nobody() -> None:
    names = (Name(NameKind.ENGLISH, says("Wayne Wang", "chat")), Name(NameKind.FORMER, says("王卫", "ldap")))
    assert told(wei(names=names)) == {}


def test_who_was_transferred_has_left_one_company_without_a_disagreement() -> None:
    facts = (Fact("status", says("在职", "hr-b")), Fact("status", says("离职", "hr-a")))
    assert told(wei(facts=facts)) == {"status": ["在职", "离职"]}
    assert told(wei(facts=facts, posts=(post(says("会计", "hr-a"), "c1", "2024-02-29"),))) == {}
