from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from schemas.directory import Unit
from schemas.vocabulary import Function, UnitType
from tests.unification.making import minting, organised, person, unit
from zhaoren.language.functions import function_of_unit
from zhaoren.unification.organisation import Organisation, organise, organise_again
from zhaoren.unification.places import NOWHERE, PlaceCounts, place_of
from zhaoren.unification.read_records import ReadRecord

GROUP = unit("G", name="远山集团股份有限公司", short_name="远山集团", code="YSG", type="company")
MINE = unit(
    "M", name="琼州矿业股份有限公司", short_name="琼州矿业", alias="琼矿", code="QZKY", parent_key="G", type="company",
    mail_domain="qzky.example",
)  # fmt: skip
TRADE = unit("T", name="琼州国际贸易有限公司", short_name="琼州国贸", code="QZGM", parent_key="M", type="company")


def named(organisation: Organisation, name: str) -> Unit:
    found = [one for one in organisation.units if name in {n.value.text for n in one.names}]
    assert len(found) == 1, [one.name.text for one in organisation.units]
    return found[0]


def placed(organisation: Organisation, record: ReadRecord) -> str:
    """Names from the root to where a record was placed."""
    placing = organisation.place(place_of(record))
    where = organisation.unit(placing.unit_id)
    units = {one.id: one for one in organisation.units}
    return "/".join(units[unit_id].name.text for unit_id in where.path) if where else ""


def test_companies_of_two_sources_are_joined_by_code_by_legal_name_and_by_declared_alias() -> None:
    others = [
        unit("1", "hr", name="琼矿", type="company"),
        unit("2", "oa", name="Qiongzhou Trading", code="qzgm", type="company"),
        unit("3", "fin", name="远山集团股份有限公司（总部）", type="company"),
        unit("4", "fin", name="琼州矿业 股份有限公司", type="company"),
    ]
    tree = organised([GROUP, MINE, TRADE, *others[:2], others[3]])
    assert len(tree.units) == 3
    assert {r.key for r in named(tree, "琼矿").records} == {"M", "1", "4"}
    assert {r.key for r in named(tree, "Qiongzhou Trading").records} == {"T", "2"}


def test_two_legal_forms_of_one_name_stay_two_companies() -> None:
    tree = organised([
        unit("1", "a", name="南江钢铁有限公司", type="company"),
        unit("2", "b", name="南江钢铁股份有限公司", type="company"),
    ])  # fmt: skip
    assert len(tree.units) == 2


def test_different_credit_codes_keep_companies_of_one_name_apart_and_say_so() -> None:
    tree = organised([
        unit("1", "a", name="海通物流有限公司", credit_code="91460000A", type="company"),
        unit("2", "b", name="海通物流有限公司", credit_code="91320000B", type="company"),
    ])  # fmt: skip
    assert len(tree.units) == 2
    assert any("credit codes differ" in note for note in tree.notes)


def test_an_alias_that_one_source_gives_to_two_companies_joins_neither() -> None:
    tree = organised([
        unit("1", "a", name="甲山矿业有限公司", alias="山矿", type="company"),
        unit("2", "a", name="乙山矿业有限公司", alias="山矿", type="company"),
        unit("3", "b", name="山矿", type="company"),
    ])  # fmt: skip
    assert len(tree.units) == 3


def test_the_first_row_of_a_companys_own_table_is_the_company() -> None:
    rows = [
        unit("QZKY:0", "orgs", company_="QZKY", name="琼州矿业", type="company"),
        unit("QZKY:1", "orgs", company_="QZKY", name="财务部", type="dept", parent_key="0"),
        unit("QZKY:2", "orgs", company_="QZKY", name="资金科", type="section", parent_key="1"),
    ]
    tree = organised([GROUP, MINE, *rows])
    assert len(tree.units) == 4
    section = named(tree, "资金科")
    assert section.type is UnitType.SECTION
    assert section.company_id == named(tree, "琼矿").id
    assert [one.name.text for one in tree.units if one.id in section.path] == [
        "远山集团股份有限公司", "琼州矿业股份有限公司", "财务部", "资金科",
    ]  # fmt: skip


def test_departments_of_two_sources_meet_by_name_under_one_parent_and_by_code_in_one_company() -> None:
    tree = organised([
        GROUP, MINE,
        unit("1", "a", company_="琼矿", name="财务部", code="0101"),
        unit("2", "b", company_="QZKY", name="琼州矿业财务部"),
        unit("3", "c", company_="琼州矿业", name="计划财务部", code="0101"),
        unit("4", "c", company_="YSG", name="财务部", code="0101"),
    ])  # fmt: skip
    at_the_mine = named(tree, "琼州矿业财务部")
    assert {r.key for r in at_the_mine.records} == {"1", "2", "3"}
    assert at_the_mine.function is Function.FINANCE
    assert len(tree.units) == 4


def test_two_units_of_one_source_are_never_joined_by_their_name() -> None:
    rows = [unit(key, "a", company_="QZKY", name="一班", type="team") for key in ("1", "2")]
    assert len(organised([GROUP, MINE, *rows]).units) == 4


def test_parents_are_found_by_distinguished_names_however_they_are_spaced() -> None:
    tree = organised([
        unit("ou=Finance, o=QZ", "ldap", name="Finance", parent_key="o=qz"),
        unit("O=QZ", "ldap", name="琼州矿业股份有限公司"),
    ])  # fmt: skip
    assert named(tree, "Finance").parent_id == named(tree, "琼州矿业股份有限公司").id


def test_the_base_of_a_directory_is_no_missing_parent() -> None:
    tree = organised([unit("ou=QZ,ou=units,o=group", "ldap", name="琼州矿业股份有限公司", parent_key="O=Group")])
    assert tree.unplaced == ()


def test_a_loop_is_cut_and_told_and_nothing_is_lost() -> None:
    tree = organised([unit(a, "a", name=f"{a}部", parent_key=b) for a, b in (("甲", "乙"), ("乙", "丙"), ("丙", "甲"))])
    assert len(tree.units) == 3
    assert len(tree.unplaced) == 1
    assert "leads back to itself" in tree.unplaced[0].why_unplaced
    assert any("taken out of the loop" in note for note in tree.notes)


def test_a_unit_with_an_unknown_parent_is_listed_with_the_reason() -> None:
    tree = organised([unit("1", "a", name="财务部", parent_key="nowhere")])
    assert tree.unplaced[0].why_unplaced == "its parent 'nowhere' is not among the units"


def test_a_department_path_leads_through_known_units_and_makes_the_missing_ones() -> None:
    rows = [GROUP, MINE, unit("1", "a", company_="QZKY", name="财务部")]
    people = [
        person("p1", company_="琼矿", department="财务部/资金处"),
        person("p2", company_="琼州矿业股份有限公司", department="集团＞财务部＞资金处"),
        person("p3", department="远山集团/琼州矿业/财务部"),
        person("p4", company_="QZKY", department="琼州矿业"),
        person("p5", email="x@mail.qzky.example", department="采购部"),
    ]
    tree = organised(rows, people)
    mine = "远山集团股份有限公司/琼州矿业股份有限公司"
    assert [placed(tree, one) for one in people] == [
        f"{mine}/财务部/资金处", f"{mine}/财务部/资金处", f"{mine}/财务部", mine, f"{mine}/采购部",
    ]  # fmt: skip
    assert named(tree, "资金处").records == ()


def test_a_department_that_two_units_below_the_company_could_be_is_not_guessed() -> None:
    rows = [
        GROUP, MINE,
        unit("1", "a", company_="QZKY", name="东矿区", type="site"),
        unit("2", "a", company_="QZKY", name="西矿区", type="site"),
        unit("3", "a", parent_key="1", name="综合科"), unit("4", "a", parent_key="2", name="综合科"),
    ]  # fmt: skip
    lost = person("p", company_="QZKY", department="综合科")
    tree = organised(rows, [lost])
    assert placed(tree, lost).endswith("琼州矿业股份有限公司")
    assert len(tree.units) == 6


def test_an_unknown_company_becomes_a_unit_when_several_records_name_it() -> None:
    people = [person(str(at), company_="白云科技有限公司", department="财务部") for at in range(2)]
    alone = person("3", company_="孤山酒业有限公司")
    tree = organised([GROUP], [*people, alone])
    assert named(tree, "白云科技有限公司").placed is False
    assert "only people's records name it" in named(tree, "白云科技有限公司").why_unplaced
    assert tree.place(place_of(alone)) == NOWHERE
    assert any("孤山酒业有限公司" in note for note in tree.notes)


def test_a_short_form_that_nobody_declared_is_learned_from_the_mail_domain() -> None:
    mine = unit("M", name="琼州矿业股份有限公司", type="company", mail_domain="qzky.example")
    people = [person(str(at), company_="琼业", email=f"p{at}@qzky.example") for at in range(3)]
    tree = organised([mine], people)
    assert len(tree.units) == 1
    assert "琼业" in {name.value.text for name in tree.units[0].names}


def test_ids_stay_when_units_are_renamed_moved_or_told_by_another_source() -> None:
    first = organised([GROUP, MINE], [person("p", company_="QZKY", department="采购部")])
    renamed = unit(
        "M",
        name="琼州新材料股份有限公司",
        former_name="琼州矿业股份有限公司",
        code="QZKY",
        parent_key="G",
        type="company",
    )
    purchasing = unit("9", "a", company_="QZKY", name="采购部")
    second = organise([GROUP, renamed, purchasing], PlaceCounts(), first.units, minting("new"), function_of_unit)
    assert {one.id for one in second.units} == {one.id for one in first.units}
    assert named(second, "采购部").id == named(first, "采购部").id


def test_a_unit_spelt_in_pinyin_is_the_one_that_reads_so() -> None:
    safety = unit("1", "hr", company_="QZKY", parent_key="M", name="安全环保部")
    team = unit("2", "hr", company_="QZKY", parent_key="1", name="安全组")
    spelt = unit("ou=ANQUANHUANBAOBU", "ldap", company_="QZKY", name="ANQUANHUANBAOBU")
    below = unit("ou=X", "ldap", company_="QZKY", parent_key="ou=ANQUANHUANBAOBU", name="XIAOFANGDUI")
    mine = unit("M", "hr", code="QZKY", name="琼州矿业股份有限公司", type="company")
    tree = organised([mine, safety, team, spelt, below])
    assert {one.name.text for one in tree.units} == {"琼州矿业股份有限公司", "安全环保部", "安全组", "XIAOFANGDUI"}
    joined = named(tree, "安全环保部")
    assert {record.source for record in joined.records} == {"hr", "ldap"}
    assert named(tree, "XIAOFANGDUI").parent_id == joined.id


def test_a_department_spelt_in_pinyin_on_a_person_is_the_unit_that_reads_so() -> None:
    mine = unit("M", "hr", code="QZKY", name="琼州矿业股份有限公司", type="company")
    safety = unit("1", "hr", company_="QZKY", parent_key="M", name="安全环保部")
    worker = person("9", "ldap", company_="QZKY", department="ANQUANHUANBAOBU")
    tree = organised([mine, safety], [worker])
    assert len(tree.units) == 2
    assert tree.place(place_of(worker)).unit_id == named(tree, "安全环保部").id
    assert tree.complete(place_of(worker))


def test_a_reading_that_two_units_share_joins_neither() -> None:
    mine = unit("M", "hr", code="QZKY", name="琼州矿业股份有限公司", type="company")
    two = [
        unit(key, "hr", company_="QZKY", parent_key="M", name=name)
        for key, name in (("1", "会计核算科"), ("2", "会计合算科"))
    ]
    spelt = unit("x", "ldap", company_="QZKY", name="KUAIJIHESUANKE")
    assert len(organised([mine, *two, spelt]).units) == 4


def test_a_company_that_the_configuration_names_is_in_its_place() -> None:
    counts = PlaceCounts()
    counts.add(person("1", company_="海棠科技有限公司", department="财务部"))
    declared = organise((), counts, (), minting(), function_of_unit, ("海棠科技（有限公司）", "海棠科技有限公司"))
    assert [unit.name.text for unit in declared.unplaced] == []
    assert named(declared, "财务部").company_id == named(declared, "海棠科技有限公司").id


def test_the_tree_of_the_last_time_is_the_same_tree() -> None:
    people = [
        *(person(str(at), company_="白云科技有限公司", department="财务部/资金处") for at in range(2)),
        *(person(f"m{at}", company_="琼业", email=f"p{at}@qzky.example", department="采购部") for at in range(3)),
    ]
    first = organised([GROUP, MINE], people)
    again = organise_again([GROUP, MINE], first.units, minting("new"), function_of_unit)
    assert set(again.units) == set(first.units)
    assert again.fingerprint == first.fingerprint
    assert [again.place(place_of(one)) for one in people] == [first.place(place_of(one)) for one in people]
    assert again.complete(place_of(person("k", company_="QZKY", department="采购部")))
    assert not again.complete(place_of(person("n", company_="QZKY", department="新设部")))


names = st.sampled_from(["财务部", "采购部", "一班", "琼州矿业股份有限公司", "琼矿", "远山集团", "白云有限公司", ""])
keys = st.sampled_from(["1", "2", "3", "4", "5", "G", "nowhere", ""])


@st.composite
def unit_records(draw: st.DrawFn) -> list[ReadRecord]:
    made: dict[tuple[str, str], ReadRecord] = {}
    for _ in range(draw(st.integers(0, 12))):
        source, key = draw(st.sampled_from(["a", "b"])), draw(keys) or "0"
        said = {"name": draw(names), "parent_key": draw(keys), "company_": draw(names), "code": draw(keys)}
        made[source, key] = unit(key, source, **{name: text for name, text in said.items() if text})
    return list(made.values())


@given(unit_records(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing_and_every_record_is_in_one_unit_of_a_tree(
    records: list[ReadRecord], random: Random
) -> None:
    first = organised(records)
    random.shuffle(records)
    assert organised(records).units == first.units
    refs = [ref for one in first.units for ref in one.records]
    assert sorted(refs) == sorted(record.ref for record in records)
    by_id = {one.id: one for one in first.units}
    for one in first.units:
        assert one.path[-1] == one.id
        assert len(set(one.path)) == len(one.path)
        assert one.parent_id is None or one.path[:-1] == by_id[one.parent_id].path
        assert one.placed == (one.why_unplaced == "")
