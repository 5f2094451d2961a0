"""A mapping that names the wrong column is told in the report of the run."""

from __future__ import annotations

import pytest

from tests.pipeline.conftest import SyncInto
from tests.pipeline.listed_source import ListedSource, person
from zhaoren.catalog.catalog import Catalog
from zhaoren.pipeline.column_sense import LOOKED_AT


def _notes(catalog: Catalog, sync: SyncInto, said: dict[str, str], count: int = 60) -> tuple[str, ...]:
    fields = {"name": "王{n}", **said}
    rows = [
        person(f"p{n}", **{name: text.format(n=n, d=n % 28 + 1) for name, text in fields.items() if text})
        for n in range(count)
    ]
    return sync(catalog, ListedSource(rows)).notes


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("gender", "王伟{n}", "a gender"),
        ("birth_date", "男", "a day"),
        ("mobile", "财务部", "a telephone number"),
        ("email", "@js.example", "a mail address"),
        ("hire_date", "经理{n}", "a day"),
        ("employee_number", "QZKY", "a number"),
    ],
)
def test_a_column_of_something_else_is_told(
    catalog: Catalog, sync: SyncInto, field: str, value: str, what: str
) -> None:
    assert _notes(catalog, sync, {field: value}) == (f"'{field}' is not {what} in 60 of 60 rows; check its mapping",)


def test_one_birth_date_for_all_is_told(catalog: Catalog, sync: SyncInto) -> None:
    assert _notes(catalog, sync, {"birth_date": "1985-05-05"}) == (
        "'birth_date' is the same day in all of 60 rows; check its mapping",
    )


def test_people_without_names_are_told(catalog: Catalog, sync: SyncInto) -> None:
    assert _notes(catalog, sync, {"name": "NULL", "title": "经理"}) == (
        "60 of 60 people have no name; check the mapping of 'name'",
    )


@pytest.mark.parametrize(
    "said",
    [
        {"gender": "男", "birth_date": "1985-05-{d:02d}", "mobile": "139{n:08d}", "email": "w{n}@js.example"},
        {"gender": "-", "birth_date": "无", "mobile": "N/A", "email": "", "hire_date": "NULL"},
        {"mobile": "139****{n:04d}", "hire_date": "2019年7月", "leave_date": "2020"},
    ],
    ids=["sound", "nothing", "masked"],
)
def test_a_sound_list_and_an_empty_column_are_not_worth_a_word(
    catalog: Catalog, sync: SyncInto, said: dict[str, str]
) -> None:
    assert _notes(catalog, sync, said) == ()


def test_only_the_first_people_are_looked_at(catalog: Catalog, sync: SyncInto) -> None:
    (note,) = _notes(catalog, sync, {"gender": "王伟"}, LOOKED_AT + 10)
    assert f"of {LOOKED_AT} rows" in note
