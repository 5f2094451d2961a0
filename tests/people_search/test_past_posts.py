"""Which of a person's posts count today, and which are over."""

from __future__ import annotations

from dataclasses import replace

from schemas.directory import Person, Post, Value
from schemas.vocabulary import EmploymentStatus
from zhaoren.people_search.cards import current_posts, past_posts

TODAY = "2026-11-22"


def _post(id_: str, starts_on: str = "", ends_on: str = "", *, former: bool = False) -> Post:
    return Post(id_, "u", "u", "p", Value(id_), (), starts_on=starts_on, ends_on=ends_on, former=former)


def _person(*posts: Post) -> Person:
    return Person("p", 1, Value("张伟"), (), EmploymentStatus.ACTIVE, posts=posts)


def test_a_post_that_is_over_is_told_the_latest_first_and_one_to_come_is_not() -> None:
    person = _person(
        _post("now"), _post("first", "2010-01-02", "2015-05-05"), _post("last day", ends_on=TODAY),
        _post("second", "2015-05-06", "2026-11-21"), _post("to come", "2027-01-01"), _post("so titled", former=True),
    )  # fmt: skip
    assert [post.id for post in current_posts(person, TODAY)] == ["now", "last day"]
    assert [post.id for post in past_posts(person, TODAY)] == ["second", "first", "so titled"]


def test_of_who_left_every_post_is_over() -> None:
    person = replace(_person(_post("a"), _post("b", ends_on="2020-01-01")), status=EmploymentStatus.LEFT)
    assert not list(current_posts(person, TODAY))
    assert [post.id for post in past_posts(person, TODAY)] == ["b", "a"]
