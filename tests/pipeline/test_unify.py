from __future__ import annotations

from pathlib import Path

import pytest

from schemas.records import RecordRef
from schemas.vocabulary import EmploymentStatus, Function, Rank, RecordKind, RelationKind
from tests.pipeline.said import Said, SaidCatalog, files_source, person
from zhaoren.catalog.judgements import Judgement
from zhaoren.pipeline.unify import unify

SOURCES = (files_source("hr", 90), files_source("ldap", 60), files_source("sheet", 20), files_source("md", 80))
GROUP = {
    RecordRef("md", RecordKind.UNIT, "G"): {"name": "远山集团股份有限公司", "code": "YSG", "type": "company"},
    RecordRef("md", RecordKind.UNIT, "M"): {
        "name": "琼州矿业股份有限公司", "alias": "琼矿", "code": "QZKY", "type": "company", "parent_key": "G",
        "mail_domain": "qzky.example", "switchboard": "0898-66668888",
    },
    RecordRef("md", RecordKind.UNIT, "F"): {"name": "财务部", "company": "QZKY", "type": "dept", "head_key": "77"},
}  # fmt: skip
WANG = {
    person("hr", "77"): {
        "name": "王伟", "employee_number": "00077", "company": "QZKY", "department": "财务部", "title": "部长",
        "mobile": "１３９００００１２３４", "status": "在职", "gender": "男",
    },
    person("ldap", "wangwei3"): {
        "name": "Wang Wei", "login": "wangwei3", "company": "琼矿", "department": "财务部", "employee_number": "E0077",
        "email": "wangwei3@qzky.example", "phone": "0898-66668888", "enabled": "TRUE",
    },
    person("sheet", "5"): {"name": "王伟", "mobile": "+86 139 0000 1234", "company": "琼州矿业", "title": "财务部部长"},
    person("sheet", "6"): {"name": "王伟", "mobile": "13911112222", "company": "琼州矿业", "title": "会计"},
}  # fmt: skip


@pytest.fixture
def told(tmp_path: Path) -> SaidCatalog:
    """A catalog with a small group."""
    said = SaidCatalog(tmp_path)
    said.say({**GROUP, **WANG})
    unify(said.catalog, SOURCES)
    return said


def test_one_person_is_joined_from_three_silos_and_every_value_names_its_sources(told: SaidCatalog) -> None:
    wang = told.person_of(person("hr", "77"))
    assert {(ref.source, ref.key) for ref in wang.records} == {("hr", "77"), ("ldap", "wangwei3"), ("sheet", "5")}
    assert wang.name.text == "王伟"
    assert [origin.record.source for origin in wang.name.origins] == ["hr", "sheet"]
    mobile = next(contact for contact in wang.contacts if contact.normal == "+8613900001234")
    assert [origin.record.source for origin in mobile.value.origins] == ["hr", "sheet"]
    assert mobile.value.text == "13900001234"
    assert not mobile.shared
    assert next(contact for contact in wang.contacts if contact.kind == "phone").shared
    assert wang.status is EmploymentStatus.ACTIVE


def test_the_same_post_told_by_three_sources_is_one_post(told: SaidCatalog) -> None:
    wang = told.person_of(person("hr", "77"))
    assert len(wang.posts) == 1
    post = wang.posts[0]
    assert post.unit_id == told.units()["财务部"].id
    assert post.company_id == told.units()["琼州矿业股份有限公司"].id
    assert (post.roles[0].function, post.roles[0].rank) == (Function.FINANCE, Rank.HEAD)
    assert {origin.record.source for origin in post.title.origins} == {"hr", "sheet"}
    assert post.primary


def test_a_declared_head_is_known_on_both_sides(told: SaidCatalog) -> None:
    wang = told.person_of(person("hr", "77"))
    assert told.units()["财务部"].head_ids == (wang.id,)
    assert [(r.kind, r.target_id) for r in wang.relations] == [(RelationKind.HEAD_OF, told.units()["财务部"].id)]


def test_joining_again_writes_nothing(told: SaidCatalog) -> None:
    revision = told.catalog.revision
    assert unify(told.catalog, SOURCES).written == 0
    assert unify(told.catalog, SOURCES, full=True).written == 0
    assert told.catalog.revision == revision


def test_an_empty_catalog_is_left_empty(tmp_path: Path) -> None:
    said = SaidCatalog(tmp_path)
    report = unify(said.catalog, SOURCES)
    assert report.written == 0
    assert report.to_text("en") == "people and units: nothing changed"


def test_a_changed_number_changes_one_person_only(told: SaidCatalog) -> None:
    changed = {**WANG, person("hr", "77"): {**WANG[person("hr", "77")], "mobile": "13900009999"}}
    told.say({**GROUP, **changed})
    report = unify(told.catalog, SOURCES)
    assert not report.full
    assert (report.people.changed, report.people.added, report.people.removed) == (1, 1, 0)
    assert told.person_of(person("sheet", "5")).id != told.person_of(person("hr", "77")).id


def test_a_merge_leaves_a_redirect_and_keeps_the_older_larger_id(told: SaidCatalog) -> None:
    kept, lost = told.person_of(person("hr", "77")).id, told.person_of(person("sheet", "6")).id
    told.catalog.judgements.add(Judgement(person("hr", "77"), person("sheet", "6"), same=True, who="admin"))
    report = unify(told.catalog, SOURCES)
    assert report.merged == 1
    assert told.person_of(person("sheet", "6")).id == kept
    found = told.catalog.entities.get("person", lost)
    assert found is not None
    assert found.id == kept


def test_a_judgement_apart_splits_and_outlives_every_run(told: SaidCatalog) -> None:
    kept = told.person_of(person("hr", "77")).id
    told.catalog.judgements.add(Judgement(person("hr", "77"), person("sheet", "5"), same=False, who="admin"))
    assert unify(told.catalog, SOURCES).split == 1
    assert told.person_of(person("hr", "77")).id == kept
    assert told.person_of(person("sheet", "5")).id != kept
    assert unify(told.catalog, SOURCES, full=True).written == 0


def test_who_disappears_and_comes_back_has_the_id_he_had(told: SaidCatalog) -> None:
    before = told.person_of(person("sheet", "6")).id
    told.say({ref: said for ref, said in {**GROUP, **WANG}.items() if ref != person("sheet", "6")})
    assert unify(told.catalog, SOURCES).people.removed == 1
    told.say({**GROUP, **WANG})
    unify(told.catalog, SOURCES)
    assert told.person_of(person("sheet", "6")).id == before


def test_service_accounts_and_meeting_rooms_are_nobody(told: SaidCatalog) -> None:
    accounts = {
        person("ldap", "svc-backup"): {"name": "svc-backup", "login": "svc-backup", "company": "琼矿"},
        person("ldap", "room1"): {"name": "三楼会议室", "login": "room1", "phone": "0898-66668888"},
    }
    told.say({**GROUP, **WANG, **accounts})
    report = unify(told.catalog, SOURCES)
    assert dict(report.set_aside) == {"service": 1, "room": 1}
    assert len(told.people()) == 2


def test_a_record_that_turns_out_to_be_a_room_takes_its_person_with_it(told: SaidCatalog) -> None:
    told.say({**GROUP, **WANG, person("sheet", "6"): {"name": "三楼会议室", "mobile": "13911112222"}})
    assert unify(told.catalog, SOURCES).people.removed == 1
    assert len(told.people()) == 1
    assert unify(told.catalog, SOURCES, full=True).written == 0


def test_posts_documents_and_managers_follow_the_people(told: SaidCatalog) -> None:
    post = RecordRef("hr", RecordKind.POST, "p1")
    more: Said = {
        person("hr", "80"): {"name": "李娜", "employee_number": "80", "company": "QZKY", "manager_key": "77"},
        post: {
            "holder_key": "80",
            "company": "YSG",
            "department": "审计部",
            "title": "审计部副部长",
            "start_date": "2025/7/1",
        },
        RecordRef("hr", RecordKind.POST, "p2"): {"company": "QZKY", "department": "财务部", "title": "副部长"},
        RecordRef("hr", RecordKind.POST, "p3"): {"company": "QZKY", "title": "总经理", "holder_key": "nobody"},
        RecordRef("md", RecordKind.DOCUMENT, "d1"): {
            "title": "三季审计报告",
            "author": "李娜|王伟",
            "company": "琼矿",
        },
        RecordRef("md", RecordKind.PROJECT, "j1"): {"name": "浮选技改", "lead_key": "80", "member_key": "77|80"},
    }
    told.say({**GROUP, **WANG, **more})
    report = unify(told.catalog, SOURCES)
    li, wang = told.person_of(person("hr", "80")), told.person_of(person("hr", "77"))
    assert [r.target_id for r in li.relations] == [wang.id]
    audit = next(one for one in li.posts if one.unit_id == told.units()["审计部"].id)
    assert (audit.starts_on, audit.company_id) == ("2025-07-01", told.units()["远山集团股份有限公司"].id)
    assert report.posts.added == 1
    assert report.unknown_holders == 1
    bodies = {one.id: (one.body or b"").decode() for one in told.catalog.entities.all("document")}
    assert any(li.id in body and "浮选技改" in body and wang.id in body for body in bodies.values())
    by_name = next(body for body in bodies.values() if "三季审计报告" in body)
    assert li.id in by_name
    assert wang.id not in by_name  # two people of this name are in that company
    assert unify(told.catalog, SOURCES, full=True).written == 0


def test_a_last_day_that_comes_makes_a_leaver_without_any_change_in_a_source(told: SaidCatalog) -> None:
    leaving = {
        person("hr", "90"): {"name": "赵敏", "employee_number": "90", "company": "QZKY", "leave_date": "2026-12-31"}
    }
    told.say({**GROUP, **WANG, **leaving})
    unify(told.catalog, SOURCES)
    assert told.person_of(person("hr", "90")).status is EmploymentStatus.ACTIVE
    told.clock.now = told.clock.now.replace(year=2027, month=1, day=3)
    assert unify(told.catalog, SOURCES).people.changed == 1
    assert told.person_of(person("hr", "90")).status is EmploymentStatus.LEFT


def test_another_priority_in_the_configuration_shapes_everybody_anew(told: SaidCatalog) -> None:
    said = {**WANG, person("sheet", "5"): {**WANG[person("sheet", "5")], "name": "王 偉"}}
    told.say({**GROUP, **said})
    unify(told.catalog, SOURCES)
    assert told.person_of(person("hr", "77")).name.text == "王伟"
    other = (files_source("hr", 10), files_source("ldap", 60), files_source("sheet", 95), files_source("md", 80))
    assert unify(told.catalog, other).full
    assert told.person_of(person("hr", "77")).name.text == "王 偉"


def test_ten_thousand_rows_with_one_phone_join_nobody_and_end_soon(tmp_path: Path) -> None:
    said = SaidCatalog(tmp_path)
    rows = {person("hr", str(at)): {"name": f"王{chr(0x4E00 + at)}", "mobile": "13900001234"} for at in range(3000)}
    said.say(rows)
    unify(said.catalog, SOURCES)
    assert len(said.people()) == 3000
    assert all(contact.shared for contact in said.person_of(person("hr", "7")).contacts)
