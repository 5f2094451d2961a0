"""Whatever sources say of units and people judge of them: one tree, without a loop, without an orphan, nothing lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind, UnitType
from tests.unification.making import minting, record
from zhaoren.language.functions import function_of_unit
from zhaoren.unification.clustering import Judgement
from zhaoren.unification.judged_units import JudgedUnits, named_ref
from zhaoren.unification.organisation import organise
from zhaoren.unification.places import PlaceCounts
from zhaoren.unification.unit_proposals import propose_units

KEYS = ["1", "2", "3", "4", "5"]
NAMES = ["甲山矿业有限公司", "甲山矿业", "甲山铁矿有限公司", "乙水科技有限公司", "财务部", "资金处", "甲山矿业财务部"]
said = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES)},
    optional={
        "parent_key": st.sampled_from([*KEYS, "甲山矿业", "nowhere"]),
        "company_": st.sampled_from(["甲山矿业", "乙水科技有限公司"]),
        "type": st.sampled_from(["company", "dept", "section"]),
        "code": st.sampled_from(["JS1", "JS2"]),
        "credit_code": st.sampled_from(["91460000MA5T0000X1", "91460000MA5T0000X2"]),
        "former_name": st.sampled_from(NAMES),
    },
)
units = st.dictionaries(st.tuples(st.sampled_from(["md", "erp", "hr"]), st.sampled_from(KEYS)), said, max_size=12)
refs = st.one_of(
    st.builds(RecordRef, st.sampled_from(["md", "erp"]), st.just(RecordKind.UNIT), st.sampled_from(KEYS)),
    st.builds(named_ref, st.sampled_from(["甲山", "丙木公司"])),
)
judgements = st.lists(st.tuples(refs, refs, st.booleans()), max_size=4)
places = st.lists(st.sampled_from(["甲山", "丙木公司", "甲山矿业", "丁火有限公司"]), max_size=6)


@settings(max_examples=300, deadline=None)
@given(units, judgements, places, st.randoms(use_true_random=False))
def test_there_is_one_tree_without_loop_or_orphan_and_the_order_changes_nothing(
    told: dict[tuple[str, str], dict[str, str]],
    judged: list[tuple[RecordRef, RecordRef, bool]],
    companies: list[str],
    random: st.DataObject,
) -> None:
    records = [record(key, source, RecordKind.UNIT, 50, "", **fields) for (source, key), fields in sorted(told.items())]
    counts = PlaceCounts()
    for at, company in enumerate(companies):
        counts.add(record(str(at), "hr", RecordKind.PERSON, 50, "", company_=company))
    decided = JudgedUnits.of(
        Judgement(min(a, b), max(a, b), same, str(at)) for at, (a, b, same) in enumerate(judged) if a != b
    )
    tree = organise(records, counts, (), minting(), function_of_unit, (), decided)
    by_id = {unit.id: unit for unit in tree.units}
    assert len(by_id) == len(tree.units)
    for unit in tree.units:
        assert len(set(unit.path)) == len(unit.path), "a loop"
        assert unit.path[-1] == unit.id
        assert (unit.parent_id is None) == (len(unit.path) == 1)
        assert unit.parent_id is None or by_id[unit.parent_id].path == unit.path[:-1], "an orphan"
        if unit.parent_id is None and unit.type not in (UnitType.COMPANY, UnitType.GROUP):
            assert not unit.placed
            assert unit.why_unplaced
    held = [ref for unit in tree.units for ref in unit.records]
    assert sorted(held) == sorted(one.ref for one in records), "a record is lost, or in two units"
    home = {ref: unit.id for unit in tree.units for ref in unit.records}
    companies_now = {u.id for u in tree.units if u.type in (UnitType.COMPANY, UnitType.GROUP)}
    for a, b in decided.apart:
        if {home.get(a), home.get(b)} <= companies_now and not _joined_through_others(a, b, decided):
            assert home[a] != home[b], "a judgement is overridden"
    shuffled = list(records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    again = organise(shuffled, counts, (), minting(), function_of_unit, (), decided)
    assert again.units == tree.units
    assert propose_units(tree.units, decided) == propose_units(list(reversed(tree.units)), decided)


def _joined_through_others(a: RecordRef, b: RecordRef, judged: JudgedUnits) -> bool:
    """Whether other judgements say that they are one all the same; answering refuses such contradictions."""
    found, grown = {a}, True
    while grown:
        more = {ref for pair in judged.same if found & set(pair) for ref in pair}
        grown = not more <= found
        found |= more
    return b in found
