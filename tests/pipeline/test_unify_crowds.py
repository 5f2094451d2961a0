"""Many who bear one name, share one number or sit in one department: what two records weigh depends on how many."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pipeline.said import Fields, Said, SaidCatalog, files_source, person
from zhaoren.pipeline.unify import unify
from zhaoren.unification.scoring import FixedRules, PairScorer

SOURCES = (files_source("hr", 90, "甲山矿业有限公司"), files_source("ldap", 60), files_source("sheet", 20))
NAMES = ("王伟", "王伟", "王伟", "Wang Wei", "王威", "老王", "李娜", "Wayne Wang")


def somebody(dice: Random, number: int) -> Fields:
    """A record of one of a few dozen people of few names, some values left out."""
    said = {
        "name": dice.choice(NAMES),
        "company": "甲山矿业有限公司",
        "department": dice.choice(("财务部", "采购部", "")),
        "title": dice.choice(("会计", "主管", "")),
        "mobile": dice.choice((f"139000000{number % 20:02d}", f"139****00{number % 20:02d}", "13900000000", "")),
        "employee_number": dice.choice((f"E10{number % 25:02d}", "", "")),
        "email": dice.choice((f"ww{number % 22}@js.example", "", "")),
        "hire_date": dice.choice((f"2019-05-{1 + number % 20:02d}", "", "")),
    }
    return {name: text for name, text in said.items() if text}


def crowd(dice: Random, size: int) -> Said:
    """So many records over three sources."""
    return {person(dice.choice(("hr", "ldap", "sheet")), f"k{at}"): somebody(dice, at) for at in range(size)}


def changed(dice: Random, state: Said, share: float) -> Said:
    """Some come, some go, some say something else."""
    after: dict[object, Fields] = {}
    for ref, fields in state.items():
        throw = dice.random()
        if throw > share / 2:
            after[ref] = somebody(dice, dice.randrange(60)) if throw < share else fields
    after.update({
        person(dice.choice(("hr", "ldap", "sheet")), f"n{dice.randrange(1000)}"): somebody(dice, dice.randrange(60))
        for _ in range(dice.randrange(4))
    })  # fmt: skip
    return after  # type: ignore[return-value]  # keys are references


@pytest.mark.parametrize("scorer", [pytest.param(None, id="model"), pytest.param(FixedRules(), id="rules")])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9), size=st.integers(5, 90), share=st.sampled_from([0.02, 0.1, 0.4]))
def test_a_crowd_step_by_step_gives_what_everything_at_once_gives(
    scorer: PairScorer | None, seed: int, size: int, share: float
) -> None:
    dice = Random(seed)
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        grown = SaidCatalog(Path(one))
        state = crowd(dice, size)
        for _ in range(3):
            grown.say(state)
            unify(grown.catalog, SOURCES, scorer=scorer)
            state = changed(dice, state, share)
        grown.say(state)
        unify(grown.catalog, SOURCES, scorer=scorer)
        assert unify(grown.catalog, SOURCES, scorer=scorer, full=True).written == 0
        made = SaidCatalog(Path(other), seed=2)
        made.say(dict(sorted(state.items(), key=lambda said: dice.random())))
        unify(made.catalog, SOURCES, scorer=scorer)
        assert grown.clusters() == made.clusters()
        grown.catalog.close()
        made.catalog.close()


def test_removing_a_source_removes_only_what_it_said(tmp_path: Path) -> None:
    dice = Random(5)
    state = crowd(dice, 60)
    rest = {ref: fields for ref, fields in state.items() if ref.source != "sheet"}
    both, without = SaidCatalog(tmp_path / "both"), SaidCatalog(tmp_path / "without", seed=2)
    for said in (state, rest):
        both.say(said)
        unify(both.catalog, SOURCES)
    without.say(rest)
    unify(without.catalog, SOURCES)
    assert both.clusters() == without.clusters()
    both.catalog.close()
    without.catalog.close()
