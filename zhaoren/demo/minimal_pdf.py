"""A PDF of one page with Chinese text, written by hand: five objects and a cross-reference table.

Text is shown with the predefined CMap UniGB-UCS2-H and the Adobe-GB1 font STSong-Light, which every reader must know
(ISO 32000-1, 9.7.5.2), so no font is embedded. Signs outside the Basic Multilingual Plane become blanks.
"""

from __future__ import annotations

from pathlib import Path


def write_pdf(path: Path, title: str, author: str, lines: list[str], day: str) -> None:
    """One page.

    Args:
        path: the file.
        title, author: the document's properties, any script.
        lines: text from the top of the page on, at most 50.
        day: date of creation, YYYYMMDD.
    """
    shown = "\n".join(f"<{_ucs2(line)}> Tj 0 -18 Td" for line in lines[:50])
    content = f"BT /F1 12 Tf 60 780 Td\n{shown}\nET".encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        f"<< /Title <FEFF{_ucs2(title)}> /Author <FEFF{_ucs2(author)}> /CreationDate (D:{day}090000Z) >>".encode(),
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 8 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    path.write_bytes(bytes(out))


def _ucs2(text: str) -> str:
    return "".join(sign if sign <= "\uffff" else " " for sign in text).encode("utf-16-be").hex().upper()
