"""Documents open with the ordinary readers and name their title and authors."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from zhaoren.demo.document_silo import document_path
from zhaoren.demo.minimal_pdf import write_pdf
from zhaoren.demo.silo_plan import TruthLog
from zhaoren.demo.truth import DemoDocument, DemoGroup


def one_of(group: DemoGroup, folder: Path, ending: str) -> tuple[DemoDocument, Path, list[str]]:
    for document in group.documents:
        relative = document_path(document)
        if relative.suffix == ending:
            authors = [group.person[person_id].name.characters for person_id in document.author_ids]
            return document, folder / "documents" / group.company[document.company_code].short_name / relative, authors
    raise AssertionError(f"no document ends in {ending}")


@pytest.mark.parametrize("ending", [".md", ".txt", ".docx", ".xlsx", ".pptx", ".pdf"])
def test_title_and_authors_can_be_read(group: DemoGroup, silos: tuple[Path, TruthLog], ending: str) -> None:
    document, path, authors = one_of(group, silos[0], ending)
    if ending == ".md":
        told = path.read_text("utf-8")
    elif ending == ".txt":
        told = path.read_bytes().decode("gb18030")
    elif ending == ".docx":
        word = WordDocument(str(path)).core_properties
        told = f"{word.title} {word.author}"
    elif ending == ".xlsx":
        book = load_workbook(path).properties
        told = f"{book.title} {book.creator}"
    elif ending == ".pptx":
        show = Presentation(str(path)).core_properties
        told = f"{show.title} {show.author}"
    else:
        information = PdfReader(path).metadata
        assert information is not None
        told = f"{information.title} {information.author}"
    assert document.title in told
    for author in authors:
        assert author in told


def test_a_pdf_gives_back_its_text(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    write_pdf(path, "标题", "张伟；李娜", ["浮选药剂用量", "José García", "三"], "20260102")
    reader = PdfReader(path)
    text = reader.pages[0].extract_text()
    assert "浮选药剂用量" in text
    assert "José García" in text
    assert reader.metadata is not None
    assert reader.metadata.author == "张伟；李娜"
