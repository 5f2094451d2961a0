"""Which encoding a text file is in: marks first, then strict trials over the whole file, guessing last."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from charset_normalizer import from_bytes

from schemas.errors import SourceRefused

_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of the letters beyond ASCII in Chinese files 100 % were common ones when read rightly, 52 % when UTF-8 and 50 % when
# Big5 was read as GB18030, 15 % for Shift-JIS.
_COMMON_SHARE = 0.8
_DAMAGED_SHARE = 0.1
# Below so many bytes beyond ASCII the guesser names an encoding for anything.
_GUESSED_FROM = 20
_ASIAN = frozenset(("big5", "big5hkscs", "cp950", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"))
_EUROPEAN = re.compile(r"cp125[0-8]|iso8859_\d+|latin_1|koi8_[ru]|mac_roman")


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to turn a file's bytes into text.

    Attributes:
        encoding: name of a Python codec.
        damaged: a few bytes do not fit it; read with `errors="surrogateescape"`, the rows that hold them are unusable.
    """

    encoding: str
    damaged: bool = False

    @property
    def errors(self) -> str:
        """The error handler to open the file with."""
        return "surrogateescape" if self.damaged else "strict"


@dataclass(slots=True)
class _Trial:
    """What came of reading a whole file in one encoding."""

    encoding: str
    broken: int = 0
    first_broken: int | None = None
    letters: int = 0
    common: int = 0

    @property
    def plausible(self) -> bool:
        return self.encoding != "gb18030" or self.common >= _COMMON_SHARE * self.letters

    @property
    def nearly_right(self) -> bool:
        return self.plausible and self.broken <= _DAMAGED_SHARE * self.letters


def recognise_encoding(path: Path, where: str, declared: str | None = None, limit: int | None = None) -> Decoding:
    """The encoding of a file.

    Args:
        path: the file; read in chunks, once or twice.
        where: its name in the administrator's words.
        declared: the administrator's word; then nothing is guessed.
        limit: look at so many bytes only.

    Raises:
        SourceRefused: unknown or wrong declared encoding, or none fits; names the byte where reading failed.
    """
    if declared:
        return _declared(path, where, declared, limit)
    with path.open("rb") as file:
        head = file.read(1 << 16)
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if marked:
        trial = _try(path, marked, limit)
        if trial.first_broken is None:
            return Decoding(marked)
        if marked == "utf-8-sig" and trial.nearly_right:
            return Decoding(marked, damaged=True)
        raise _refused(where, f"byte {trial.first_broken} is not {marked.upper()}, as its first bytes say")
    unmarked = _unmarked_utf16(head)
    if unmarked and _first_broken(path, unmarked, limit) is None:
        return Decoding(unmarked)
    return _by_trials(path, where, limit)


def _by_trials(path: Path, where: str, limit: int | None) -> Decoding:
    utf8 = _try(path, "utf-8", limit)
    if utf8.first_broken is None:
        return Decoding("utf-8")
    gb18030 = _try(path, "gb18030", limit)
    if gb18030.first_broken is None and gb18030.plausible:
        return Decoding("gb18030")
    for trial in (utf8, gb18030):
        if trial.nearly_right:
            return Decoding(trial.encoding, damaged=True)
    guessed = _guess(path, limit)
    if guessed:
        return Decoding(guessed)
    if gb18030.first_broken is None:
        return Decoding("gb18030")
    raise _refused(
        where,
        f"the text is neither UTF-8 (fails at byte {utf8.first_broken}) nor GB18030 (fails at byte "
        f"{gb18030.first_broken}) nor UTF-16, and no other encoding fits",
    )


def _declared(path: Path, where: str, declared: str, limit: int | None) -> Decoding:
    try:
        name = codecs.lookup(declared).name
        "".encode(name)
    except LookupError:
        raise SourceRefused(
            where, f"no encoding is called '{declared}'", "use utf-8, gb18030, utf-16, big5 … or leave `encoding` out"
        ) from None
    with path.open("rb") as file:
        bom = file.read(3) == codecs.BOM_UTF8
    name = "utf-8-sig" if name == "utf-8" and bom else name
    trial = _try(path, name, limit)
    if trial.first_broken is None:
        return Decoding(name)
    if name in ("utf-8", "utf-8-sig", "gb18030") and trial.nearly_right:
        return Decoding(name, damaged=True)
    raise _refused(where, f"byte {trial.first_broken} is not {declared}, the encoding that the settings name")


def _refused(where: str, what: str) -> SourceRefused:
    return SourceRefused(where, what, "save the file again as UTF-8, or name its `encoding`")


def _chunks(path: Path, limit: int | None) -> Iterator[bytes]:
    left = limit
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK if left is None else min(_CHUNK, left)):
            yield chunk
            left = None if left is None else left - len(chunk)


def _try(path: Path, encoding: str, limit: int | None) -> _Trial:
    """Read strictly; only when that fails, once more to count what is broken and what is common."""
    trial = _Trial(encoding, first_broken=_first_broken(path, encoding, limit))
    if encoding == "gb18030" or (encoding.startswith("utf-8") and trial.first_broken is not None):
        decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")
        for chunk in chain(_chunks(path, limit), (b"",)):
            for letter, count in Counter(decoder.decode(chunk, final=not chunk and limit is None)).items():
                if "\udc80" <= letter <= "\udcff":
                    trial.broken += count
                elif letter > "\x7f":
                    trial.letters += count
                    trial.common += count * _is_common(letter)
    return trial


def _first_broken(path: Path, encoding: str, limit: int | None) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    try:
        for chunk in _chunks(path, limit):
            held = len(decoder.getstate()[0])
            decoder.decode(chunk)
            done += len(chunk)
        if limit is None:
            held = len(decoder.getstate()[0])
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return done - held + error.start
    return None


_COMMON: dict[str, bool] = {}


def _is_common(letter: str) -> bool:
    """Whether a letter is in GB 2312 or in the first level of Big5: what Chinese files are made of."""
    known = _COMMON.get(letter)
    if known is None:
        known = bool(letter.encode("gb2312", "ignore")) or b"\xa1" <= letter.encode("big5", "ignore")[:1] <= b"\xc6"
        _COMMON[letter] = known
    return known


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without its mark: zero bytes, nearly all of them at odd (or all at even) places."""
    zeros = head.count(0)
    if zeros < len(head) / 20:
        return None
    at_odd = head[1::2].count(0)
    if at_odd >= 0.95 * zeros:
        return "utf-16-le"
    return "utf-16-be" if at_odd <= 0.05 * zeros else None


def _guess(path: Path, limit: int | None) -> str | None:
    with path.open("rb") as file:
        sample = file.read(1 << 16)
    if sum(byte > 127 for byte in sample) < _GUESSED_FROM:
        return None
    best = from_bytes(sample).best()
    if best is None or not (best.encoding in _ASIAN or _EUROPEAN.fullmatch(best.encoding)):
        return None
    return best.encoding if _first_broken(path, best.encoding, limit) is None else None
