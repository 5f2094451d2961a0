"""A folder of documents: Markdown, text, Word, Excel, PowerPoint and PDF, each naming its authors in its own way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from docx import Document as WordDocument
from openpyxl import Workbook
from pptx import Presentation

from zhaoren.demo.dice import Dice
from zhaoren.demo.frozen_archive import freeze_archive
from zhaoren.demo.minimal_pdf import write_pdf
from zhaoren.demo.truth import DemoDocument, DemoGroup

FOLDER = Path("documents")
_SENTENCES = (
    "本文说明{topic}的现状、问题与下一步安排。", "{company}{topic}工作按月推进，关键指标见下表。",
    "经会议讨论，{topic}由牵头部门负责，相关部门配合。", "风险：供应不稳、数据口径不一、人员更替。",
    "建议：先试点，再推广；每季度复盘一次。", "Keywords: {topic}.",
)  # fmt: skip


def document_path(document: DemoDocument) -> Path:
    """Where a document lies below its company's folder: year, title."""
    ending = _ENDINGS[int(document.document_id[-5:]) % len(_ENDINGS)]
    return Path(str(document.written_on.year)) / f"{document.title}-{document.document_id[-4:]}.{ending}"


def write_documents(group: DemoGroup, folder: Path) -> dict[str, str]:
    """Write all of them.

    Returns:
        Document id -> its key, the path below its company's folder with forward slashes.
    """
    keys: dict[str, str] = {}
    dice = Dice(group.seed, "documents")
    for document in group.documents:
        relative = document_path(document)
        company = group.company[document.company_code].short_name
        path = folder / FOLDER / company / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        sentences = [line.format(topic=document.topic, company=company) for line in dice.picks(_SENTENCES, 4)]
        authors = [group.person[person_id].name.characters for person_id in document.author_ids]
        _WRITERS[path.suffix](path, document, authors, sentences)
        keys[document.document_id] = relative.as_posix()
    return keys


def _markdown(path: Path, document: DemoDocument, authors: list[str], sentences: list[str]) -> None:
    head = ["---", f"title: {document.title}", f"author: {', '.join(authors)}", f"date: {document.written_on}"]
    head += [f"keywords: {', '.join(document.keywords)}", "---", "", f"# {document.title}", ""]
    path.write_text("\n".join([*head, *sentences]) + "\n", encoding="utf-8")


def _text(path: Path, document: DemoDocument, authors: list[str], sentences: list[str]) -> None:
    head = [document.title, f"作者：{'、'.join(authors)}", f"日期：{document.written_on}", ""]
    path.write_bytes("\r\n".join([*head, *sentences, ""]).encode("gb18030"))


def _word(path: Path, document: DemoDocument, authors: list[str], sentences: list[str]) -> None:
    word = WordDocument()
    word.core_properties.title, word.core_properties.author = document.title, "; ".join(authors)
    word.core_properties.created = datetime.combine(document.written_on, time(9))
    word.core_properties.keywords = " ".join(document.keywords)
    word.add_heading(document.title, 0)
    for sentence in sentences:
        word.add_paragraph(sentence)
    word.save(str(path))
    freeze_archive(path, f"{document.written_on}T09:00:00Z")


def _excel(path: Path, document: DemoDocument, authors: list[str], sentences: list[str]) -> None:
    book = Workbook()
    book.properties.title, book.properties.creator = document.title, ";".join(authors)
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.append([document.title])
    sheet.append(["序号", "内容"])
    for number, sentence in enumerate(sentences, start=1):
        sheet.append([number, sentence])
    book.save(path)
    freeze_archive(path, f"{document.written_on}T09:00:00Z")


def _slides(path: Path, document: DemoDocument, authors: list[str], sentences: list[str]) -> None:
    show = Presentation()
    show.core_properties.title, show.core_properties.author = document.title, "; ".join(authors)
    first = show.slides.add_slide(show.slide_layouts[0])
    first.shapes.title.text = document.title
    first.placeholders[1].text = f"汇报人：{'、'.join(authors)}"
    for sentence in sentences:
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = sentence
    show.save(str(path))
    freeze_archive(path, f"{document.written_on}T09:00:00Z")


def _pdf(path: Path, document: DemoDocument, authors: list[str], sentences: list[str]) -> None:
    lines = [document.title, f"编制：{'、'.join(authors)}", *sentences]
    write_pdf(path, document.title, "；".join(authors), lines, f"{document.written_on:%Y%m%d}")


_WRITERS: dict[str, Callable[[Path, DemoDocument, list[str], list[str]], None]] = {
    ".md": _markdown, ".txt": _text, ".docx": _word, ".xlsx": _excel, ".pptx": _slides, ".pdf": _pdf,
}  # fmt: skip
# Office files take 10-60 ms each to write, so most documents are light ones.
_ENDINGS = ("md", "pdf", "txt", "docx", "md", "pdf", "txt", "xlsx", "md", "pdf", "txt", "pptx")
