"""Title, text, authors and date out of one document. Nothing in a document is run, fetched or followed."""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

import docx
import pptx
from defusedxml.ElementTree import fromstring
from docx.table import Table
from pypdf import PdfReader

from connectors.text_encoding import recognise_encoding
from connectors.workbooks import cell_text, open_workbook, refuse_bomb, visible_sheets
from schemas.errors import SourceRefused

_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_FRONT = re.compile(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#{1,2}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_NAMES = re.compile(r"[;；,，、]")
# What programs write where nobody wrote a title.
_NO_TITLE = re.compile(
    r"(?:untitled|document\d*|presentation\d*|powerpoint presentation|ppt演示文稿|演示文稿\d*|无标题|文档\d*|slide 1)",
    re.IGNORECASE,
)
_MAX_PAGES = 5000
_OLD = frozenset((".doc", ".ppt", ".wps"))

# It warns of every flaw of every file on the console; what cannot be read is told as a skipped document instead.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class UnreadableDocument(Exception):
    """A document that gives no text; the message says why, without its content."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What a document says about itself.

    Attributes:
        title: as written in it, else the file's name without ending.
        text: at most as long as asked for; empty for scanned pages.
        authors: as written.
        date: of creation, 2026-11-22 or as written; empty when it does not say.
    """

    title: str
    text: str
    authors: tuple[str, ...] = ()
    date: str = ""


@dataclass(slots=True)
class _Said:
    title: str = ""
    authors: str = ""
    date: str = ""


def is_document(name: str) -> bool:
    """Whether the ending of a name is one of a document, of an old format too."""
    return PurePosixPath(name).suffix.lower() in _READERS.keys() | _OLD


def read_document(path: Path, max_characters: int, stem: str = "") -> DocumentText | None:
    """Read one document by the ending of its name; None when the ending is not one of a document.

    Args:
        path: the file.
        max_characters: of its text.
        stem: its name without ending, where the file has another here.

    Raises:
        OSError: the file cannot be read.
        UnreadableDocument: broken, protected, or of an old format.
    """
    suffix = path.suffix.lower()
    if suffix in _OLD:
        raise UnreadableDocument(f"the old format {suffix} cannot be read; save it as {suffix[:4]}x")
    reader = _READERS.get(suffix)
    if reader is None:
        return None
    said = _Said()
    try:
        if suffix in _ZIPPED:
            refuse_bomb(path, path.name)
            said = _core_properties(path)
        text = _cut(reader(path, said), max_characters)
    except (OSError, UnreadableDocument):
        raise
    except SourceRefused as refused:
        raise UnreadableDocument(refused.what) from None
    except Exception as error:
        # Parsers of foreign files raise whatever a broken file makes them raise; its words may quote the content.
        raise UnreadableDocument(f"broken, or no {suffix} document ({type(error).__name__})") from None
    title = " ".join(said.title.split())
    named = title if title and not _NO_TITLE.fullmatch(title) else stem or path.stem
    authors = tuple(dict.fromkeys(name.strip() for name in _NAMES.split(said.authors) if name.strip()))
    return DocumentText(named[:500], text, authors, said.date)


def _cut(parts: Iterable[str], max_characters: int) -> str:
    """The parts joined by lines, without reading further than needed."""
    taken: list[str] = []
    length = 0
    for part in parts:
        line = part.strip()
        if line:
            taken.append(line)
            length += len(line) + 1
        if length >= max_characters:
            break
    return "\n".join(taken)[:max_characters]


def _plain(path: Path, said: _Said) -> Iterator[str]:
    decoding = recognise_encoding(path, path.name)
    with path.open(encoding=decoding.encoding, errors="replace") as file:
        if path.suffix.lower() not in (".md", ".markdown"):
            yield from file
            return
        head = file.read(1 << 16)
        front = _FRONT.match(head)
        for line in front.group(1).splitlines() if front else ():
            name, _, value = line.partition(":")
            value = value.strip().strip("\"'[]")
            match name.strip().lower():
                case "title" | "标题":
                    said.title = value
                case "author" | "authors" | "作者":
                    said.authors = value
                case "date" | "日期":
                    said.date = value
        body = head[front.end() :] if front else head
        heading = _HEADING.search(body)
        said.title = said.title or (heading.group(1) if heading else "")
        yield from chain(body.splitlines(), file)


def _pdf(path: Path, said: _Said) -> Iterator[str]:
    with path.open("rb") as file:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("protected by a password")
        about = reader.metadata
        if about is not None:
            said.title, said.authors = about.title or "", about.author or ""
            created = about.creation_date
            said.date = created.date().isoformat() if created else ""
        for number, page in enumerate(reader.pages):
            if number >= _MAX_PAGES:
                return
            yield from page.extract_text().splitlines()


def _word(path: Path, _: _Said) -> Iterator[str]:
    document = docx.Document(str(path))
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            # A merged cell is told once for each of its places.
            yield from (" ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows)
        else:
            yield block.text


def _slides(path: Path, said: _Said) -> Iterator[str]:
    for slide in pptx.Presentation(str(path)).slides:
        title = slide.shapes.title
        said.title = said.title or (title.text_frame.text if title is not None else "")
        yield from _shapes(slide.shapes)


def _shapes(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        elif shape.has_table:
            yield from (" ".join(cell.text for cell in row.cells) for row in shape.table.rows)
        elif hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)


def _sheets(path: Path, _: _Said) -> Iterator[str]:
    with open_workbook(path, path.name) as workbook:
        for name in visible_sheets(workbook):
            yield name
            for row in workbook.get_sheet_by_name(name).iter_rows():
                yield " ".join(text for cell in row if (text := cell_text(cell)))


def _core_properties(path: Path) -> _Said:
    """Title, creator and date of an Office document."""
    try:
        with zipfile.ZipFile(path) as archive:
            root = fromstring(archive.read("docProps/core.xml"))
    except KeyError:
        return _Said()
    found = {child.tag: (child.text or "").strip() for child in root}
    created = found.get(f"{_TERMS}created", "")
    return _Said(found.get(f"{_DC}title", ""), found.get(f"{_DC}creator", ""), created.partition("T")[0])


_ZIPPED = frozenset((".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm"))
_READERS: dict[str, Callable[[Path, _Said], Iterator[str]]] = {
    ".md": _plain,
    ".markdown": _plain,
    ".txt": _plain,
    ".pdf": _pdf,
    ".docx": _word,
    ".docm": _word,
    ".pptx": _slides,
    ".pptm": _slides,
    ".xlsx": _sheets,
    ".xlsm": _sheets,
    ".xls": _sheets,
}
