"""Lists longer than what is weighed at once: their pages are complete and repeat nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.viewer import LOCAL_ADMINISTRATOR
from tests.small_group import MINE_FINANCE, MINE_PLANT, person, publish_small_group, small_directory
from zhaoren.people_search.directory import PeopleDirectory

MANY = 530
GIVEN = "伟强磊军洋勇杰涛超明刚平辉健鹏华飞鑫波斌宇浩凯俊"
TITLES = ("会计", "计划财务部部长", "计划财务部副部长", "财务主管")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeopleDirectory]:
    """Hundreds of bearers of one surname, half of them in one department."""
    people = [
        person(
            number,
            f"王{GIVEN[number // 24]}{GIVEN[number % 24]}",
            (TITLES[number % 4], MINE_FINANCE if number % 2 else MINE_PLANT),
        )
        for number in range(1, MANY + 1)
    ]
    engine = publish_small_group(Path(tmp_path_factory.mktemp("crowd")) / "index", people)
    yield small_directory(engine)
    engine.close()


def pages(directory: PeopleDirectory, question: str, limit: int) -> list[str]:
    """Ids of all pages, one behind the other."""
    found: list[str] = []
    after: str | None = None
    while True:
        answer = directory.find(question, LOCAL_ADMINISTRATOR, after=after, limit=limit)
        found += [hit.card.person.id for hit in answer.hits]
        after = answer.more
        if after is None:
            return found


@pytest.mark.parametrize("limit", [100, 37])
@pytest.mark.parametrize(
    ("question", "expected"), [("王", MANY), ("wang", MANY), ("琼州矿业计划财务部有哪些人", MANY // 2)]
)
def test_pages_are_complete_and_repeat_nobody(
    crowded: PeopleDirectory, question: str, expected: int, limit: int
) -> None:
    found = pages(crowded, question, limit)
    assert len(found) == len(set(found)) == expected


def test_pages_of_any_size_hold_the_same_order(crowded: PeopleDirectory) -> None:
    assert pages(crowded, "王", 100) == pages(crowded, "王", 33)
