from __future__ import annotations

import os
import pwd
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from openpyxl import Workbook
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from connectors.document_folder import DocumentFolderConnector
from schemas.errors import SourceRefused
from schemas.source_settings import DocumentFolderSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import Reading, read_all
from tests.servers.webdav import PASSWORD, USER, WebDav


def connector(folder: Path, **settings: object) -> DocumentFolderConnector:
    written = {"name": "docs", "kind": "document_folder", "folder": folder.name, **settings}
    return DocumentFolderConnector(DocumentFolderSource.model_validate(written), folder.parent)


def write_pdf(path: Path, text: str, password: str = "") -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(400, 400)
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf 20 300 Td ({text}) Tj ET".encode())
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(content)
    writer.add_metadata({"/Title": "采购年报", "/Author": "张三; 李四", "/CreationDate": "D:20240105083000Z"})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(path)


def write_office(folder: Path) -> None:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "合同", "王五"
    document.core_properties.created = datetime(2023, 5, 1, tzinfo=UTC)
    document.add_paragraph("甲方:海南矿业")
    document.add_table(1, 2).rows[0].cells[1].text = "金额"
    document.save(str(folder / "contract.docx"))
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    assert slide.shapes.title is not None
    slide.shapes.title.text = "安全生产"
    body: Any = slide.placeholders[1]
    body.text = "第一季度"
    slides.save(str(folder / "slides.pptx"))
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["预算", 100, None])
    workbook.create_sheet("底稿").sheet_state = "hidden"
    workbook["底稿"].append(["不可见"])
    workbook.save(folder / "budget.xlsx")


def test_every_form_gives_title_text_authors_date_and_path(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    (folder / "2024").mkdir(parents=True)
    (folder / "a.md").write_text("---\ntitle: 年度计划\nauthors: [张三, 李四]\ndate: 2024-03-01\n---\n# 别的\n正文\n")
    (folder / "b.md").write_text("前言\n\n# 会议纪要\n\n内容\n")
    (folder / "c.txt").write_bytes("采购制度全文,第一条 本制度适用于海南矿业。".encode("gb18030"))
    write_pdf(folder / "2024" / "report.pdf", "Annual report")
    write_office(folder)
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "~$contract.docx").write_bytes(b"lock")
    reading = read_all(connector(folder, company="海南矿业"))
    found = {key: record.fields for key, record in reading.of(RecordKind.DOCUMENT).items()}
    assert {key: fields["title"][0] for key, fields in found.items()} == {
        "2024/report.pdf": "采购年报",
        "a.md": "年度计划",
        "b.md": "会议纪要",
        "budget.xlsx": "budget",
        "c.txt": "c",
        "contract.docx": "合同",
        "slides.pptx": "安全生产",
    }
    assert found["2024/report.pdf"]["author"] == ("张三", "李四")
    assert found["2024/report.pdf"]["date"] == ("2024-01-05",)
    assert found["2024/report.pdf"]["text"] == ("Annual report",)
    assert (found["a.md"]["author"], found["a.md"]["date"]) == (("张三", "李四"), ("2024-03-01",))
    assert found["c.txt"]["text"][0].startswith("采购制度全文")
    assert (found["contract.docx"]["text"], found["contract.docx"]["date"]) == (
        ("甲方:海南矿业\n金额",),
        ("2023-05-01",),
    )
    assert found["slides.pptx"]["text"] == ("安全生产\n第一季度",)
    assert found["budget.xlsx"]["text"] == ("Sheet\n预算 100",)
    assert all(fields["company"] == ("海南矿业",) and fields["path"] for fields in found.values())
    assert reading.outcome.complete
    assert not reading.skipped


def test_what_cannot_be_read_is_skipped_with_a_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "good.txt").write_text("text")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "large.txt").write_text("x" * 1_100_000)
    write_pdf(folder / "locked.pdf", "secret", password="1234")
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (80 << 20))
    reading = read_all(connector(folder, max_megabytes=1))
    assert [*reading.of(RecordKind.DOCUMENT)] == ["good.txt"]
    reasons = {skipped.position: skipped.reason for skipped in reading.skipped}
    assert reasons["old.doc"] == "the old format .doc cannot be read; save it as .docx"
    assert reasons["large.txt"] == "1.0 MB, above the 1 MB that are read"
    assert reasons["locked.pdf"] == "protected by a password"
    assert "unpack to more than 64 MB" in reasons["bomb.docx"]
    assert reasons["broken.pdf"].startswith("broken, or no .pdf document")
    assert reasons["broken.docx"].startswith("broken, or no .docx document")
    assert reading.outcome.complete


def test_links_are_never_followed_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    (folder / "in.txt").write_text("text")
    (folder / "again.txt").symlink_to(folder / "in.txt")
    (folder / "file.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (folder / "folder").symlink_to(tmp_path / "outside")
    reading = read_all(connector(folder, patterns=["**/*", "*/*", "../outside/*"]))
    assert [*reading.of(RecordKind.DOCUMENT)] == ["in.txt"]
    assert {skipped.reason for skipped in reading.skipped} == {"a link that leads out of the folder is not followed"}


def test_an_empty_or_absent_folder_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    outcome = read_all(connector(tmp_path / "docs")).outcome
    assert (outcome.complete, outcome.why_incomplete) == (False, "no document was found below docs")
    with pytest.raises(SourceRefused, match="folder 'gone': there is no such folder"):
        read_all(connector(tmp_path / "gone"))
    assert not connector(tmp_path / "gone").check().passed


def test_text_is_cut_where_the_settings_say(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("一二三四五\n" * 10_000)
    record = read_all(connector(tmp_path / "docs", max_characters=1000)).records[0]
    assert len(record.fields["text"][0]) == 1000
    assert connector(tmp_path / "docs").check().passed


def _rights(reading: Reading) -> dict[str, tuple[bool, tuple[str, ...]]]:
    documents = reading.of(RecordKind.DOCUMENT)
    return {key: ("hidden" in record.fields, record.fields.get("owner", ())) for key, record in documents.items()}


def test_rights_are_those_of_the_file_and_of_every_folder_above_it(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    (folder / "board").mkdir(parents=True)
    folder.chmod(0o755)
    for name, mode in (("open.txt", 0o644), ("closed.txt", 0o640), ("board/minutes.txt", 0o644)):
        (folder / name).write_text("text")
        (folder / name).chmod(mode)
    (folder / "board").chmod(0o750)
    me = pwd.getpwuid(os.geteuid()).pw_name
    assert _rights(read_all(connector(folder, readers="file_rights"))) == {
        "open.txt": (False, (me,)), "closed.txt": (True, (me,)), "board/minutes.txt": (True, (me,)),
    }  # fmt: skip
    assert all(not hidden for hidden, _ in _rights(read_all(connector(folder))).values())
    told = {step.name: step.message for step in connector(folder, readers="file_rights").check().steps}
    assert told["rights"] == "2 of the first 3 documents are closed, or nothing says that they are open"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ('{"owner": "zhangsan", "readers": "everyone"}', (False, ("zhangsan",))),
        ('{"owner": "zhangsan", "readers": ["finance"]}', (True, ("zhangsan",))),
        ('{"owner": 7}', (True, ())),
        ("[]", (True, ())),
        ("no json", (True, ())),
    ],
)
def test_a_file_beside_a_document_tells_its_rights_and_what_it_does_not_tell_is_closed(
    tmp_path: Path, told: str, expected: tuple[bool, tuple[str, ...]]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("text")
    (tmp_path / "docs" / "a.txt.rights.json").write_text(told)
    reading = read_all(connector(tmp_path / "docs", readers="file_rights", patterns=["*.txt"]))
    assert _rights(reading) == {"a.txt": expected}


def test_documents_far_away_are_read_alike_and_closed_until_something_says_that_they_are_open(
    webdav: WebDav, tmp_path: Path
) -> None:
    for name in ("报告 1.txt", "sub/b#2.md"):
        (webdav.folder / name).parent.mkdir(exist_ok=True)
        (webdav.folder / name).write_text("正文")
    (webdav.folder / "报告 1.txt.rights.json").write_text('{"owner": "u1", "readers": "everyone"}')
    (tmp_path / "secret").write_text(PASSWORD)
    written = {
        "name": "docs", "kind": "document_folder", "url": webdav.url, "user": USER, "password": {"file": "secret"},
        "readers": "file_rights",
    }  # fmt: skip
    far = DocumentFolderConnector(DocumentFolderSource.model_validate(written), tmp_path)
    reading = read_all(far)
    assert _rights(reading) == {"报告 1.txt": (False, ("u1",)), "sub/b#2.md": (True, ())}
    assert reading.of(RecordKind.DOCUMENT)["报告 1.txt"].fields["title"] == ("报告 1",)
    assert reading.outcome.complete
    assert [step.name for step in far.check().steps] == ["host", "reach", "rights", "sample"]
