"""Each silo is what it claims to be, and loads through the connector that the written configuration names."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from connectors.opening import open_connector
from schemas.records import Connector
from schemas.vocabulary import Function, RecordKind
from tests.connectors.reading import read_all
from zhaoren.demo.configuration import write_configuration
from zhaoren.demo.group import make_group
from zhaoren.demo.silo_plan import TruthLog, plan_silos
from zhaoren.demo.silos import write_silos
from zhaoren.demo.truth import DemoGroup
from zhaoren.foundation.settings import Settings, load_settings

Silos = tuple[Path, TruthLog]


@pytest.fixture(scope="module")
def settings(silos: Silos) -> Settings:
    return load_settings(silos[0] / "zhaoren.toml")


def connectors_of(settings: Settings) -> dict[str, Connector]:
    """One for each source of the configuration, by its name."""
    return {source.name: open_connector(source, settings.base_folder) for source in settings.sources}


def test_every_silo_gives_the_people_that_were_written_and_skips_the_bad_rows(settings: Settings, silos: Silos) -> None:
    _, log = silos
    bad = Counter(source for source, _ in log.bad_rows)
    for name, connector in connectors_of(settings).items():
        reading = read_all(connector)
        written = {record.key for record in log.records if record.source == name}
        read = reading.of(RecordKind.PERSON)
        assert reading.outcome.complete, (name, reading.outcome)
        assert written <= set(read), name
        assert len(reading.skipped) == bad[name], (name, reading.skipped)


def test_every_silo_passes_its_check(settings: Settings) -> None:
    for connector in connectors_of(settings).values():
        report = connector.check()
        assert report.passed, report.steps


def test_the_register_names_every_company(settings: Settings, group: DemoGroup) -> None:
    units = read_all(connectors_of(settings)["companies"]).of(RecordKind.UNIT)
    assert {unit.fields["name"][0] for unit in units.values()} == {company.full_name for company in group.companies}
    flagship = units["QZKY"].fields
    assert "琼矿" in flagship["alias"]
    assert flagship["parent_key"] == (group.companies[0].code,)


def test_the_hr_database_tells_posts_vacancies_and_heads(settings: Settings, group: DemoGroup) -> None:
    reading = read_all(connectors_of(settings)["hr-group"])
    posts = reading.of(RecordKind.POST).values()
    units = reading.of(RecordKind.UNIT)
    people = reading.of(RecordKind.PERSON)
    assert {post.fields["unit_key"][0] for post in posts} <= set(units)
    assert {post.fields["holder_key"][0] for post in posts if "holder_key" in post.fields} <= set(people)
    vacant = [post for post in posts if post.fields.get("vacant") == ("Y",)]
    assert vacant
    assert all("holder_key" not in post.fields for post in vacant)
    assert any(post.fields["primary"] == ("N",) for post in posts if "primary" in post.fields)
    assert {unit.fields["head_key"][0] for unit in units.values() if "head_key" in unit.fields} <= set(people)
    assert {person.fields["status"][0] for person in people.values()} == {"在职", "离职"}
    top = [unit for unit in units.values() if "parent_key" not in unit.fields]
    assert [unit.fields["code"] for unit in top] == [(group.companies[0].code,)]


def test_documents_have_a_title_authors_and_text(settings: Settings, group: DemoGroup) -> None:
    found = 0
    for name, connector in connectors_of(settings).items():
        if name.startswith("documents-"):
            for document in read_all(connector).of(RecordKind.DOCUMENT).values():
                found += 1
                assert document.fields["title"]
                # A plain text file has no properties that could name its authors.
                assert document.key.endswith(".txt") or document.fields["author"], document.position
                assert document.fields["company"]
                assert document.fields["text"]
    assert found == len(group.documents)


def test_a_pinyin_only_directory_has_names_in_latin_letters(settings: Settings, group: DemoGroup) -> None:
    pinyin_only = [plan.directory_source for plan in plan_silos(group) if plan.pinyin_only]
    assert "ldap-qzky" in pinyin_only
    for name in pinyin_only:
        people = read_all(connectors_of(settings)[name]).of(RecordKind.PERSON)
        own = [record for key, record in people.items() if not key.startswith(("svc", "room", "scan", "admin", "hot"))]
        latin = sum(record.fields["name"][0][0] < "\u0250" for record in own)
        assert latin / len(own) > 0.97


def test_active_directory_people_have_a_manager_that_is_there(settings: Settings, group: DemoGroup) -> None:
    name = next(plan.directory_source for plan in plan_silos(group) if plan.directory == "active_directory")
    people = read_all(connectors_of(settings)[name]).of(RecordKind.PERSON)
    keys = {key for record in people.values() for key in record.also_keys}
    managers = [value for record in people.values() for value in record.fields.get("manager_key", ())]
    assert len(managers) > len(people) / 2
    assert set(managers) <= keys


def test_lists_are_in_the_encodings_they_claim(silos: Silos, group: DemoGroup) -> None:
    folder = silos[0] / "lists"
    formats = {plan.own_list for plan in plan_silos(group)}
    assert formats >= {"gb18030", "utf16", "excel"}
    for path in folder.iterdir():
        raw = path.read_bytes()
        if path.suffix == ".csv":
            assert "姓名" in raw.decode("gb18030")
            with pytest.raises(UnicodeDecodeError):
                raw.decode("utf-8")
        elif path.suffix == ".txt":
            assert raw.decode("utf-16").startswith("EmpNo\t")


def test_the_excel_list_has_a_title_and_a_merged_header(silos: Silos) -> None:
    path = next((silos[0] / "lists").glob("*.xlsx"))
    sheet = load_workbook(path)["通讯录"]
    assert "通讯录" in str(sheet["A1"].value)
    assert [cell.value for cell in sheet[2]][:4] == ["基本信息", None, None, "任职情况"]
    assert [cell.value for cell in sheet[3]][:3] == ["工号", "姓名", "英文名"]
    assert len(sheet.merged_cells.ranges) == 4


def test_most_people_stand_in_two_or_three_silos(silos: Silos, group: DemoGroup) -> None:
    places: dict[str, set[str]] = {}
    for record in silos[1].records:
        places.setdefault(record.person_id, set()).add(record.source)
    counts = Counter(len(sources) for sources in places.values())
    assert (counts[2] + counts[3]) / len(group.people) > 0.7
    assert len(places) / len(group.people) > 0.95


def test_the_finance_head_of_the_flagship_stands_in_three_silos(silos: Silos, group: DemoGroup) -> None:
    (head,) = group.head_of("QZKY", Function.FINANCE)
    assert {record.source for record in silos[1].records if record.person_id == head} >= {"ldap-qzky", "hr-group"}


def test_phones_are_dirty_in_many_ways(silos: Silos) -> None:
    text = (silos[0] / "chat" / "members.jsonl").read_text("utf-8")
    mobiles = [json.loads(line).get("mobile", "") for line in text.splitlines()]
    for mark in ("****", "+86", "-", "１", "微信"):
        assert any(mark in mobile for mobile in mobiles), mark


def test_the_truth_has_a_line_for_everybody(silos: Silos, group: DemoGroup) -> None:
    lines = [json.loads(line) for line in (silos[0] / "truth" / "truth.jsonl").read_text("utf-8").splitlines()]
    assert [line["person_id"] for line in lines] == [person.person_id for person in group.people]
    assert sum(len(line["records"]) for line in lines) == len(silos[1].records)


def test_silos_are_written_byte_for_byte_again(silos: Silos, group: DemoGroup, tmp_path: Path) -> None:
    again = make_group(group.seed, people=len(group.people))
    write_silos(again, tmp_path)
    write_configuration(again, tmp_path)
    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 100
    # The database's rows are compared in test_hr_silo.
    for file in files:
        if file.suffix != ".db":
            assert (silos[0] / file).read_bytes() == (tmp_path / file).read_bytes(), file
