"""The truth holds together, whatever the seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.vocabulary import EmploymentStatus, Function, Rank
from zhaoren.demo.group import FLAGSHIP, flagship_code, make_group
from zhaoren.demo.truth import AS_OF, DemoGroup, Origin


def test_the_same_seed_makes_the_same_group() -> None:
    assert make_group(5, 6, 200) == make_group(5, 6, 200)


def test_another_seed_makes_other_companies_and_other_people() -> None:
    one, other = make_group(1, with_flagship=False), make_group(2, with_flagship=False)
    shared = {company.full_name for company in one.companies} & {company.full_name for company in other.companies}
    assert len(shared) <= 1
    heads = [
        group.person[group.head_of(group.companies[0].code, Function.FINANCE)[0]].name.characters
        for group in (one, other)
    ]
    assert heads[0] != heads[1]


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), companies=st.integers(2, 30))
def test_every_group_is_consistent(seed: int, companies: int) -> None:
    group = make_group(seed, companies, 12 * companies + seed % 300)
    assert len(group.people) == 12 * companies + seed % 300
    assert len(group.companies) == companies
    for key in ("code", "full_name", "short_name", "english_name", "mail_domain", "colloquial_name"):
        assert len({getattr(company, key) for company in group.companies}) == companies, key
    for unit in group.units:
        assert unit.parent_id is None or group.unit[unit.parent_id].company_code == unit.company_code
    numbers = Counter((person.company_code, person.emp_no) for person in group.people)
    numbers.update((past.company_code, past.emp_no) for past in group.past)
    assert max(numbers.values()) == 1
    assert all(group.unit[post.unit_id].company_code == post.company_code for post in group.posts)
    assert all(person.manager_id in group.person for person in group.people if person.manager_id)
    assert all(post.is_held() is False for post in group.posts if post.ends_on and post.ends_on <= AS_OF)


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_the_flagship_has_exactly_one_finance_head(seed: int) -> None:
    group = make_group(seed, companies=4, people=48 + seed % 400)
    code = flagship_code(group)
    assert code is not None
    (head,) = group.head_of(code, Function.FINANCE)
    assert group.person[head].status is EmploymentStatus.ACTIVE
    assert any(post.rank is Rank.CHIEF for post in group.posts_of[head])


def test_nobody_is_above_himself(group: DemoGroup) -> None:
    for person in group.people:
        seen = {person.person_id}
        above = person.manager_id
        while above:
            assert above not in seen
            seen.add(above)
            above = group.person[above].manager_id


def test_a_group_has_every_kind_of_name_and_fate() -> None:
    group = make_group(3)
    names = [person.name for person in group.people]
    assert {name.origin for name in names} == set(Origin)
    assert any(len(name.surname) == 2 for name in names)
    assert any(name.naive_surname for name in names)
    assert any(name.former for name in names)
    same = Counter((person.unit_id, person.name.characters) for person in group.people)
    assert max(same.values()) > 1
    assert group.vacancies
    assert group.past
    assert any(post.is_acting for post in group.posts)
    assert any(post.starts_on > AS_OF for post in group.posts)
    assert any(not post.is_primary and post.is_held() for post in group.posts)
    leavers = [person for person in group.people if person.status is EmploymentStatus.LEFT]
    assert any(group.posts_of[person.person_id][0].rank <= Rank.HEAD for person in leavers)
    assert any(company.parent_code != group.companies[0].code for company in group.companies[1:])


def test_a_vacant_or_ended_post_answers_for_nothing(group: DemoGroup) -> None:
    for company in group.companies:
        for function in Function:
            for person_id in group.head_of(company.code, function):
                assert group.person[person_id].status is EmploymentStatus.ACTIVE
                assert any(post.is_held() and post.company_code == company.code for post in group.posts_of[person_id])


def test_the_flagship_can_be_left_out() -> None:
    group = make_group(4, with_flagship=False)
    assert FLAGSHIP not in {company.short_name for company in group.companies}
    assert flagship_code(group) is None


@pytest.mark.parametrize(("companies", "people"), [(1, 100), (61, 10_000), (12, 100)])
def test_impossible_sizes_are_refused_in_words(companies: int, people: int) -> None:
    with pytest.raises(ValueError, match=r"companies|people"):
        make_group(1, companies, people)
