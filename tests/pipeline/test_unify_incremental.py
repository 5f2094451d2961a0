from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from tests.pipeline.made_people import asked, shapes
from tests.pipeline.said import Fields, Said, SaidCatalog, files_source
from zhaoren.catalog.judgements import Judgement
from zhaoren.pipeline.unify import unify

SOURCES = (files_source("hr", 90, "甲山矿业有限公司"), files_source("ldap", 60), files_source("sheet", 20))
COMPANIES = ["甲山矿业有限公司", "甲山矿业", "JS", "乙水科技有限公司", ""]
PERSON_VALUES = {
    "name": ["王伟", "王伟", "Wang Wei", "李娜", "李 娜(财务部)", "Zhang Na", "欧阳明", "老王", "三楼会议室"],
    "employee_number": ["1001", "01002", "E1001", ""],
    "company": COMPANIES,
    "department": ["财务部", "财务部/资金处", "采购部", ""],
    "mobile": ["13900000001", "+86 139-0000-0002", "139****0001", ""],
    "email": ["wangwei@js.example", "lina@js.example", ""],
    "login": ["wangwei", "lina", ""],
    "title": ["部长", "财务部经理", "会计", "财务总监（兼）", ""],
    "status": ["在职", "离职", "兼任", "借调", ""],
    "enabled": ["TRUE", "FALSE", "", ""],
    "gender": ["男", "女", "", ""],
    "id_hash": ["a1", "b2", "", "", ""],
    "hire_date": ["2019-05-06", "2026-10-05", "2026-09-20", "", ""],
    "birth_date": ["1980-01-11", "1990/2/2", "", "", ""],
    "manager_key": ["1", "2", "k3", ""],
    "assistant_key": ["2", "", ""],
    "leave_date": ["2026-10-01", "", "", ""],
}
UNIT_VALUES = {
    "name": ["甲山矿业有限公司", "财务部", "采购部", "资金处"],
    "code": ["JS", "F1", ""],
    "company": ["JS", "甲山矿业", ""],
    "parent_key": ["1", "2", "3", ""],
    "head_key": ["1", "2", ""],
    "mail_domain": ["js.example", ""],
}
POST_VALUES = {
    "holder_key": ["1", "2", "k3", "nobody", ""],
    "company": COMPANIES,
    "department": ["财务部", "审计部", ""],
    "title": ["部长", "副总经理", ""],
}
DOCUMENT_VALUES = {
    "title": ["报告"],
    "author": ["王伟", "李娜", ""],
    "author_key": ["1", "2", ""],
    "company": COMPANIES,
}
SHAPES = {
    RecordKind.PERSON: (PERSON_VALUES, ["hr", "ldap", "sheet"], ["1", "2", "k3", "K3"]),
    RecordKind.UNIT: (UNIT_VALUES, ["hr"], ["1", "2", "3"]),
    RecordKind.POST: (POST_VALUES, ["hr", "ldap"], ["p1", "p2"]),
    RecordKind.DOCUMENT: (DOCUMENT_VALUES, ["sheet"], ["d1", "d2"]),
}


@st.composite
def told_things(draw: st.DrawFn) -> tuple[RecordRef, Fields | None]:
    """One record with what it says now; None: it is over."""
    kind = draw(st.sampled_from([RecordKind.PERSON] * 8 + [RecordKind.UNIT, RecordKind.POST, RecordKind.DOCUMENT]))
    values, sources, keys = SHAPES[kind]
    ref = RecordRef(draw(st.sampled_from(sources)), kind, draw(st.sampled_from(keys)))
    if draw(st.integers(0, 9)) == 0:
        return ref, None
    return ref, {name: text for name, texts in values.items() if (text := draw(st.sampled_from(texts)))}


rounds = st.lists(st.lists(told_things(), min_size=1, max_size=6), min_size=1, max_size=4)
decisions = st.lists(
    st.tuples(
        st.sampled_from(["hr", "ldap"]), st.sampled_from(["1", "2"]), st.sampled_from(["1", "k3"]), st.booleans()
    ),
    max_size=2,
)


def applied(state: Said, news: list[tuple[RecordRef, Fields | None]]) -> Said:
    """What is said after some news."""
    after = {**state, **{ref: fields for ref, fields in news if fields}}
    return {ref: fields for ref, fields in after.items() if (ref, None) not in news[-1:]}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rounds, decisions)
def test_step_by_step_gives_what_everything_at_once_gives(
    steps: list[list[tuple[RecordRef, Fields | None]]], decided: list[tuple[str, str, str, bool]]
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        grown = SaidCatalog(Path(one))
        state: Said = {}
        for at, news in enumerate(steps):
            state = applied(state, news)
            grown.say(state)
            if at == 0:
                _decide(grown, decided)
            unify(grown.catalog, SOURCES)
        revision = grown.catalog.revision
        again = unify(grown.catalog, SOURCES, full=True)
        assert again.written == 0, again
        assert grown.catalog.revision == revision
        made = SaidCatalog(Path(other), seed=2)
        made.say(state)
        _decide(made, decided)
        unify(made.catalog, SOURCES)
        assert grown.clusters() == made.clusters()
        assert shapes(grown) == shapes(made)
        assert asked(grown) == asked(made)
        grown.catalog.close()
        made.catalog.close()


def _decide(said: SaidCatalog, decided: list[tuple[str, str, str, bool]]) -> None:
    for source, key, other, same in decided:
        a, b = RecordRef(source, RecordKind.PERSON, key), RecordRef("sheet", RecordKind.PERSON, other)
        said.catalog.judgements.add(Judgement(a, b, same=same, who="admin"))
