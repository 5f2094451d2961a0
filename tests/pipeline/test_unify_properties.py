"""What holds of joining whatever is said: people transferred, gone, back again, lent, or with two posts at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.records import RecordRef
from tests.pipeline.made_people import asked, shapes
from tests.pipeline.said import Fields, Said, SaidCatalog, files_source, person
from zhaoren.catalog.judgements import Judgement
from zhaoren.pipeline.unify import unify

SOURCES = (files_source("hr", 90), files_source("ldap", 60), files_source("sheet", 60))
COMPANIES = ("甲山矿业有限公司", "乙水科技有限公司", "丙火贸易有限公司")
NAMES = ("王伟", "王伟", "李娜", "欧阳明", "Wayne Wang")
HELD_SO = ("在职", "在职", "兼任", "借调")
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**9)


@dataclass(frozen=True, slots=True)
class _Job:
    """Where somebody works or worked."""

    company: str
    hired: int
    left: int | None
    held: str


def _jobs(dice: Random) -> list[_Job]:
    """One employment after the other, the last one perhaps over too; and perhaps one beside it."""
    jobs, year = [], 2008
    for at in range(last := dice.choice((1, 1, 2, 3))):
        hired, year = year, year + dice.randrange(1, 6)
        over = at < last - 1 or dice.random() < 0.2
        jobs.append(_Job(dice.choice(COMPANIES), hired, year if over else None, "离职" if over else "在职"))
    if dice.random() < 0.3:
        jobs.append(_Job(dice.choice(COMPANIES), year, None, dice.choice(HELD_SO)))
    return jobs


def _group(dice: Random, people: int) -> Said:
    """Everybody's records: a register's for each job, mostly an account, sometimes a line in an old list."""
    said: dict[RecordRef, Fields] = {}
    for number in range(people):
        name, born = dice.choice(NAMES), f"19{dice.randrange(60, 99)}-0{dice.randrange(1, 9)}-11"
        for at, job in enumerate(_jobs(dice)):
            known = {
                "name": name, "company": job.company, "department": dice.choice(("财务部", "采购部")),
                "title": dice.choice(("会计", "经理", "")), "mobile": f"139000000{number:02d}",
                "employee_number": f"E{number:02d}{at}", "hire_date": f"{job.hired}-05-06",
            }  # fmt: skip
            register = {
                **known, "status": job.held, "birth_date": born, "gender": "男女"[number % 2],
                "id_hash": f"hash{number}", "leave_date": f"{job.left}-04-30" if job.left else "",
            }  # fmt: skip
            account = {**known, "enabled": "FALSE" if job.left else "TRUE", "email": f"w{number}@js.example"}
            for source, fields, share in (("hr", register, 0.9), ("ldap", account, 0.7), ("sheet", known, 0.4)):
                if dice.random() < share:
                    kept = {field: text for field, text in fields.items() if text and dice.random() < 0.8}
                    said[person(source, f"{number}-{at}")] = {**kept, "name": name}
    return said


def _judged(dice: Random, refs: list[RecordRef]) -> list[tuple[RecordRef, RecordRef, bool]]:
    """Judgements that do not contradict each other: some records are one, and some of these are not those."""
    chosen = dice.sample(refs, min(len(refs), dice.randrange(7)))
    one, other = chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]
    same = [(side[0], ref, True) for side in (one, other) for ref in side[1:]]
    return same + [(a, b, False) for a, b in product(one, other)]


def _made(folder: Path, said: Said, judged: list[tuple[RecordRef, RecordRef, bool]], seed: int = 1) -> SaidCatalog:
    made = SaidCatalog(folder, seed)
    made.say(said)
    for a, b, same in judged:
        made.catalog.judgements.add(Judgement(a, b, same=same, who="li"))
    return made


def _obeyed(made: SaidCatalog, judged: list[tuple[RecordRef, RecordRef, bool]]) -> None:
    home = {ref: one.id for one in made.people().values() for ref in one.records}
    for a, b, same in judged:
        if a in home and b in home:
            assert (home[a] == home[b]) is same, (a, b, same)


@few
@given(seeds)
def test_the_order_of_sources_and_rows_changes_nothing(seed: int) -> None:
    dice = Random(seed)
    said = _group(dice, 9)
    judged = _judged(dice, sorted(said))
    rows, sources = list(said.items()), list(SOURCES)
    dice.shuffle(rows)
    dice.shuffle(sources)
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first, second = _made(Path(one), said, judged), _made(Path(other), dict(rows), judged[::-1], seed=2)
        unify(first.catalog, SOURCES)
        unify(second.catalog, sources)
        assert shapes(first) == shapes(second)
        assert asked(first) == asked(second)
        first.catalog.close()
        second.catalog.close()


@few
@given(seeds, st.sampled_from(["hr", "ldap", "sheet"]))
def test_removing_a_source_leaves_what_there_would_be_without_it(seed: int, gone: str) -> None:
    dice = Random(seed)
    said = _group(dice, 9)
    judged = _judged(dice, sorted(said))
    rest = {ref: fields for ref, fields in said.items() if ref.source != gone}
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        both, without = _made(Path(one), said, judged), _made(Path(other), rest, [], seed=2)
        unify(both.catalog, SOURCES)
        both.say(rest)
        unify(both.catalog, SOURCES)
        for a, b, same in judged:
            without.catalog.judgements.add(Judgement(a, b, same=same, who="li"))
        unify(without.catalog, SOURCES)
        assert shapes(both) == shapes(without)
        assert asked(both) == asked(without)
        both.catalog.close()
        without.catalog.close()


@few
@given(seeds)
def test_a_judgement_is_never_overridden_whatever_comes_after_it(seed: int) -> None:
    dice = Random(seed)
    said = _group(dice, 9)
    judged = _judged(dice, sorted(said))
    with TemporaryDirectory() as folder:
        made = _made(Path(folder), said, judged)
        unify(made.catalog, SOURCES)
        _obeyed(made, judged)
        for _ in range(2):
            news = _group(dice, 12)
            said = {ref: news.get(ref, fields) for ref, fields in said.items() if dice.random() < 0.9} | {
                ref: fields for ref, fields in news.items() if dice.random() < 0.2
            }
            made.say(said)
            unify(made.catalog, SOURCES, full=dice.random() < 0.3)
            _obeyed(made, judged)
        made.catalog.close()
