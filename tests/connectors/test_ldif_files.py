from __future__ import annotations

import base64
from pathlib import Path

import pytest

from connectors.ldif_files import LdifConnector
from connectors.ldif_text import BrokenEntry, read_entries
from schemas.errors import SourceBusy, SourceRefused
from schemas.source_settings import LdifSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all

HEAD = "version: 1\n\ndn: o=HN,dc=x\nobjectClass: organization\no: HN\n\n"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def person(uid: str, name: str, *more: str, ou: str = "采购部") -> str:
    lines = [
        f"dn:: {b64(f'uid={uid},ou={ou},o=HN,dc=x')}",
        "objectClass: inetOrgPerson",
        f"uid: {uid}",
        f"cn:: {b64(name)}",
        *more,
    ]
    return "\n".join(lines) + "\n\n"


def connector(tmp_path: Path, **settings: object) -> LdifConnector:
    return LdifConnector(
        LdifSource.model_validate({"name": "dir", "kind": "ldif_files", "path": "*.ldif", **settings}), tmp_path
    )


def test_people_and_the_units_above_them_come_out_of_several_files(tmp_path: Path) -> None:
    (tmp_path / "a.ldif").write_text(HEAD + person("1", "张三", f"manager:: {b64('UID=2,ou=采购部,O=HN,dc=x')}"))
    (tmp_path / "b.ldif").write_bytes(person("2", "李四").replace("\n", "\r\n").encode())
    reading = read_all(connector(tmp_path))
    assert reading.outcome.complete
    assert reading.outcome.kinds == {RecordKind.PERSON, RecordKind.UNIT}
    people = reading.of(RecordKind.PERSON)
    assert people["1"].fields["name"] == ("张三",)
    assert people["1"].position == "a.ldif line 7"
    assert people["1"].fields["manager_key"][0] in people["2"].also_keys
    assert people["1"].fields["unit_key"][0] in reading.of(RecordKind.UNIT)


def test_folded_lines_comments_and_plain_utf8_are_read() -> None:
    text = "# a comment\n that goes on\ndn: uid=1,\n o=HN\ncn: 张\n 三\ntitle:< file:///etc/passwd\nmail:a@b\n"
    ((number, entry),) = read_entries(text.encode().splitlines())
    assert not isinstance(entry, BrokenEntry)
    assert (number, entry.dn) == (3, "uid=1,o=HN")
    assert entry.attributes == {"cn": ["张三".encode()], "mail": [b"a@b"]}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("dn: uid=9,o=HN\ncn:: !!!", "line 8: the value of 'cn' is not base64"),
        ("dn: uid=9,o=HN\nnonsense", "line 8: no 'name: value'"),
        ("uid: 9\ncn: x", "line 7: an entry begins with 'uid:' where 'dn:' is expected"),
        ("dn: uid=9,o=HN\nchangetype: delete", "line 8: a change and not an entry: export entries"),
    ],
)
def test_a_broken_entry_is_skipped_with_its_line_and_the_rest_is_read(tmp_path: Path, lines: str, reason: str) -> None:
    (tmp_path / "a.ldif").write_text(HEAD + lines + "\n\n" + person("1", "张三"))
    reading = read_all(connector(tmp_path))
    assert [*reading.of(RecordKind.PERSON)] == ["1"]
    (skipped,) = reading.skipped
    assert f"{skipped.position}: {skipped.reason}" == f"a.ldif {reason}"
    assert reading.outcome.why_incomplete == "a.ldif: 1 of 3 entries could not be read"


def test_a_tree_kept_in_attributes_is_mapped_as_the_administrator_says(tmp_path: Path) -> None:
    unit = (
        "dn: ou=D1,ou=units,o=HN,dc=x\nobjectClass: organizationalUnit\nou: D1\n"
        f"description:: {b64('采购部')}\nseeAlso: O=HN, dc=x\nbusinessCategory: dept\n\n"
    )
    employee = person("1", "张三", "departmentNumber: D1", ou="people")
    (tmp_path / "a.ldif").write_text(HEAD + employee + unit)
    reading = read_all(
        connector(
            tmp_path,
            people={"fields": {"name": "cn", "unit_key": "departmentNumber"}},
            units={
                "key": "ou",
                "base": "OU=units,O=HN,DC=x",
                "scope": "onelevel",
                "fields": {"name": "description", "parent_key": "seeAlso", "type": "businessCategory"},
            },
        )
    )
    assert [(unit.key, dict(unit.fields)) for unit in reading.of(RecordKind.UNIT).values()] == [
        ("D1", {"name": ("采购部",), "parent_key": ("o=hn,dc=x",), "type": ("dept",)})
    ]
    assert reading.of(RecordKind.PERSON)["1"].fields["unit_key"] == ("D1",)


def test_two_entries_with_one_key_and_overlapping_searches(tmp_path: Path) -> None:
    (tmp_path / "a.ldif").write_text(HEAD + person("1", "张三") + person("1", "李四", ou="财务部"))
    reading = read_all(connector(tmp_path, people=[{}, {"filter": "(uid=*)"}]))
    assert [*reading.of(RecordKind.PERSON)] == ["1"]
    assert {skipped.reason for skipped in reading.skipped} == {"the same key as a.ldif line 7, which was taken"}


def test_an_export_for_windows_in_utf16_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.ldif").write_text(HEAD + person("1", "张三"), encoding="utf-16")
    assert read_all(connector(tmp_path)).of(RecordKind.PERSON)["1"].fields["name"] == ("张三",)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"path": "gone.ldif"}, "'gone.ldif': there is no such file"),
        ({"path": "*.gone"}, r"no file matches"),
        ({"people": {"filter": "(uid=*"}}, r"filter '\(uid=\*': '\)' expected at character 6"),
        ({"people": {"base": "nonsense"}}, "base 'nonsense': no attribute type at character 0"),
    ],
)
def test_wrong_settings_are_refused_in_words(tmp_path: Path, settings: dict[str, object], said: str) -> None:
    (tmp_path / "a.ldif").write_text(HEAD)
    with pytest.raises(SourceRefused, match=said):
        read_all(connector(tmp_path, **settings))


@pytest.mark.parametrize(("text", "why"), [("", "a.ldif has no entry"), (HEAD, "no person was found")])
def test_a_file_without_people_proves_nothing(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "a.ldif").write_text(text)
    outcome = read_all(connector(tmp_path)).outcome
    assert not outcome.complete
    assert why in outcome.why_incomplete


def test_a_file_that_grows_while_it_is_read_is_busy(tmp_path: Path) -> None:
    (tmp_path / "a.ldif").write_text(HEAD + "".join(person(str(number), "张三") for number in range(200)))
    events = connector(tmp_path).read(None)
    next(events)
    with (tmp_path / "a.ldif").open("a") as file:
        file.write(person("999", "李四"))
    with pytest.raises(SourceBusy, match=r"a\.ldif: the file changed while it was read"):
        list(events)


def test_check_says_which_mapped_attributes_no_entry_has(tmp_path: Path) -> None:
    (tmp_path / "a.ldif").write_text(HEAD + person("1", "张三"))
    report = connector(tmp_path, people={"fields": {"name": "cn", "mobile": "handy"}}).check()
    assert report.passed
    assert report.steps[2].message == "a.ldif: person: 1 entries, none with handy"
    assert len(report.sample) == 3
    (tmp_path / "a.ldif").write_text("<html>")
    assert not connector(tmp_path).check().passed
