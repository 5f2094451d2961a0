from __future__ import annotations

from pathlib import Path

import pytest

from connectors.folder_guessing import FolderGuess, guess_folder
from connectors.legacy_files import FilesConnector
from schemas.errors import SourceRefused
from schemas.source_settings import FilesSource, FileTable
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all
from zhaoren.demo.group import make_group
from zhaoren.demo.shape_a import write_shape_a
from zhaoren.demo.shape_b import write_shape_b

STAFF = "人员编码,姓名,职务,部门编码,上级工号,手机\n" + "".join(
    f"E{n:03d},张{'一二三四五六七八九'[n % 9]}{n},经理,D{n % 4},E{n // 3:03d},138000{n:05d}\n" for n in range(1, 31)
)
UNITS = "部门编码,部门名称,上级编码\nD0,总部,\nD1,财务部,D0\nD2,采购部,D0\nD3,法务部,D0\n"


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def sources(guess: FolderGuess) -> dict[str, FilesSource]:
    return {guessed.source.name: guessed.source for guessed in guess.sources}


def fields(table: FileTable) -> dict[str, str]:
    return {name: columns[0] for name, columns in table.fields.items()}


def test_a_group_with_a_folder_for_each_company_is_understood(tmp_path: Path) -> None:
    write_shape_a(make_group(71, companies=4, people=300), tmp_path)
    found = sources(guess_folder(tmp_path))
    assert list(found) == ["companies", "people"]
    register = found["companies"].units[0]
    assert (register.key, register.constants, register.split["alias"]) == (("code",), {"type": "company"}, ";")
    assert fields(register)["parent_key"] == "parent_code"
    group = found["people"]
    people, units, posts = group.people[0], group.units[0], group.posts[0]
    assert [t.path for t in (people, units, posts)] == ["*/people.csv", "*/orgs.csv", "*/posts.csv"]
    assert people.key == ("uid",)
    assert people.from_path == {"company": "folder"}
    assert fields(people) | {"unit_key": "org_id", "manager_key": "manager_uid", "status": "status"} == fields(people)
    assert fields(units)["parent_key"] == "parent_id"
    assert (posts.key, fields(posts)["holder_key"]) == (("uid", "org_id", "title", "start_date"), "uid")
    assert fields(group.documents[0])["author_key"] == "author_uids"
    assert fields(group.projects[0])["member_key"] == "member_uids"


def test_four_silos_without_a_common_key_are_four_sources(tmp_path: Path) -> None:
    write_shape_b(make_group(72, companies=4, people=300), tmp_path)
    (tmp_path / "truth.csv").unlink(missing_ok=True)
    found = sources(guess_folder(tmp_path))
    assert set(found) == {"companies", "chat", "hr", "ldap", "legacy"}
    assert all(found[name].people[0].key == ("record_id",) for name in ("chat", "hr", "ldap", "legacy"))
    assert found["hr"].priority > found["ldap"].priority > found["legacy"].priority
    hr = fields(found["hr"].people[0])
    assert (hr["department"], hr["id_hash"], hr["english_name"]) == ("dept_path", "id_hash", "name_en")
    assert fields(found["ldap"].people[0])["hire_date"] == "whenCreated"


def test_in_a_group_an_empty_company_is_not_known_and_never_the_group(tmp_path: Path) -> None:
    write_shape_b(make_group(72, companies=4, people=300), tmp_path)
    found = sources(guess_folder(tmp_path, company="某某集团"))
    assert [found[name].company for name in ("chat", "hr", "ldap", "legacy")] == [None] * 4
    (tmp_path / "companies.csv").unlink()
    assert sources(guess_folder(tmp_path, company="某某公司"))["hr"].company == "某某公司"


def test_what_was_guessed_reads_everything(tmp_path: Path) -> None:
    guess = guess_folder(written(tmp_path, {"员工.csv": STAFF, "部门.csv": UNITS}))
    (guessed,) = guess.sources
    read = read_all(FilesConnector(guessed.source, tmp_path))
    assert (len(read.of(RecordKind.PERSON)), len(read.of(RecordKind.UNIT)), read.skipped) == (30, 4, [])
    assert read.outcome.complete


def test_a_column_leads_to_another_list_by_its_values_not_by_its_header(tmp_path: Path) -> None:
    staff = STAFF.replace("部门编码", "归口")
    (guessed,) = guess_folder(written(tmp_path, {"staff.csv": staff, "units.csv": UNITS})).sources
    assert fields(guessed.source.people[0])["unit_key"] == "归口"
    assert "units.csv" in guessed.remarks["people", 0, "unit_key"]


def test_a_reference_whose_values_lead_nowhere_is_left_out(tmp_path: Path) -> None:
    staff = STAFF.replace(",D", ",X")
    found = guess_folder(written(tmp_path, {"staff.csv": staff, "units.csv": UNITS}))
    (people,) = [guessed for guessed in found.sources if guessed.source.people]
    assert "unit_key" not in people.source.people[0].fields
    assert len(found.sources) == 2


def test_what_is_no_list_is_told_and_left_out(tmp_path: Path) -> None:
    files = {
        "staff.csv": STAFF,
        "notes.csv": "甲,乙\n1,2\n",
        "empty.csv": "",
        "page.csv": "<html><body>x</body></html>",
    }
    found = guess_folder(written(tmp_path, files))
    assert sorted(name for name, _ in found.left_out) == ["empty.csv", "notes.csv", "page.csv"]


@pytest.mark.parametrize("files", [{}, {"units.csv": UNITS}], ids=["nothing", "units-only"])
def test_a_folder_without_people_is_refused(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(SourceRefused, match="no list of people was found"):
        guess_folder(written(tmp_path, files))
