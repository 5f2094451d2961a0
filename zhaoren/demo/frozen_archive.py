"""Makes Office files repeatable: their writers put the present moment into the archive and its properties."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MOMENT = (2026, 10, 20, 9, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def freeze_archive(path: Path, stamp: str = "2026-10-20T09:00:00Z") -> None:
    """Rewrite a .docx, .xlsx or .pptx in place with one fixed moment everywhere.

    Args:
        path: the file.
        stamp: the moment that its properties show, ISO 8601 in UTC.
    """
    with ZipFile(path) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts:
            is_properties = name == "docProps/core.xml"
            frozen = _STAMP.sub(rb"\g<1>" + stamp.encode() + rb"\g<2>", content) if is_properties else content
            info = ZipInfo(name, _MOMENT)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, frozen)
