"""A working mapping for a staff list nobody described: by the words of its header and the shape of its values."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path
from unicodedata import normalize

from connectors.header_words import HEADER_WORDS, KEY_WORDS, NEVER, SURNAMES
from connectors.legacy_files import open_table
from connectors.mapping import clean_value, folded_name
from connectors.tables import OpenTable
from connectors.workbooks import open_workbook, visible_sheets
from schemas.errors import SourceRefused
from schemas.source_settings import FilesSource, FileTable

_SHAPE_ROWS = 200
_KEY_ROWS = 100_000
_KEY_FIELDS = ("employee_number", "login", "email", "mobile")
_BESIDE_NAME = ("mobile", "email", "phone", "company", "department", "title")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")
_WORD_SIGNS = re.compile(r"[\s_\-./]+")


@dataclass(frozen=True, slots=True)
class FileGuess:
    """What a staff list probably means, for a person to correct.

    Attributes:
        source: settings that read it.
        reasons: canonical field -> why its column was taken, Chinese and English.
        key_reason: why these columns are the key, Chinese and English.
        unmapped: columns that are not taken, in their order.
    """

    source: FilesSource
    reasons: dict[str, str]
    key_reason: str
    unmapped: list[str]


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    score: float
    column: str
    field: str
    reason: str


def guess_file_tables(path: Path, base_folder: Path | None = None, company: str = "") -> FileGuess:
    """Guess how a staff list is to be read.

    Args:
        path: CSV, TSV, Excel or JSON Lines.
        base_folder: the configuration file's future folder, to which the list's folder is written relative; the
            list's own folder when None.
        company: of everybody in the list who has none of his own.

    Raises:
        SourceBusy: the file changed meanwhile.
        SourceRefused: it cannot be read, is empty, or no column looks like names.
    """
    where = path.name
    sheet, table, chosen = _best_sheet(path, where)
    if "name" not in chosen and not {"family_name", "given_name"} <= chosen.keys():
        listed = ", ".join(f"'{name}'" for name in table.columns if name)
        raise SourceRefused(
            where, f"no column looks like people's names; there are: {listed}", "write the mapping by hand"
        )
    key, key_reason = _key(table, {field: fit.column for field, fit in chosen.items()})
    folder = Path(os.path.relpath(path.parent.resolve(), (base_folder or path.parent).resolve()))
    people = FileTable(path=path.name, sheet=sheet, key=key, fields={f: (fit.column,) for f, fit in chosen.items()})
    source = FilesSource(
        name=_source_name(path), kind="legacy_files", folder=folder, company=company or None, people=(people,)
    )
    taken = {fit.column for fit in chosen.values()} | set(key)
    unmapped = [name for name in table.columns if name and name not in taken]
    return FileGuess(source, {field: fit.reason for field, fit in chosen.items()}, key_reason, unmapped)


def _best_sheet(path: Path, where: str) -> tuple[str | None, OpenTable, dict[str, _Fit]]:
    """The sheet that looks most like a staff list (None: the file's first), and its columns' fields."""
    sheets: list[str | None] = [None]
    with path.open("rb") as file:
        if file.read(2) in (b"PK", b"\xd0\xcf"):
            with open_workbook(path, where) as workbook:
                sheets = [None, *visible_sheets(workbook)[1:]]
    best: tuple[str | None, OpenTable, dict[str, _Fit]] | None = None
    for sheet in sheets:
        table = open_table(path, where, FileTable(path=path.name, sheet=sheet))
        if table is None:
            continue
        chosen = _chosen(_columns(table))
        if best is None or len(chosen) > len(best[2]):
            best = (sheet, table, chosen)
    if best is None:
        raise SourceRefused(where, "the file is empty", "choose the file that lists the people")
    return best


def _columns(table: OpenTable) -> list[_Column]:
    names = list(dict.fromkeys(name for name in table.columns if name))
    cells: dict[str, list[str]] = {name: [] for name in names}
    for row in islice(table.rows(names), _SHAPE_ROWS):
        for name, values in row.values.items():
            cells[name] += [value for value in map(clean_value, values) if value]
    return [_Column(name, tuple(cells[name])) for name in names]


def _chosen(columns: Sequence[_Column]) -> dict[str, _Fit]:
    """One column for each field and one field for each column, the best fits first."""
    fits = [fit for place, column in enumerate(columns) for fit in _fits(column, place)]
    chosen: dict[str, _Fit] = {}
    taken: set[str] = set()
    for fit in sorted(fits, key=lambda each: -each.score):
        if fit.field not in chosen and fit.column not in taken:
            chosen[fit.field] = fit
            taken.add(fit.column)
    if "manager_key" in chosen and not _refers(chosen, columns):
        del chosen["manager_key"]
    return {field: chosen[field] for field in HEADER_WORDS if field in chosen}


def _refers(chosen: Mapping[str, _Fit], columns: Sequence[_Column]) -> bool:
    """Whether the managers' column holds numbers or accounts, not names: only those lead to a person."""
    sample = next(column.sample for column in columns if column.name == chosen["manager_key"].column)
    return bool(sample) and not any(_share(sample, like) > 0.3 for like in (_is_han_name, _is_latin_name))


def _fits(column: _Column, place: int) -> list[_Fit]:
    """Every field that a column may mean; the score falls a little from left to right."""
    if NEVER.search(column.name) or _share(column.sample, _is_identity_number) > 0.5:
        return []
    later = place / 1000
    fits = []
    for field, words in HEADER_WORDS.items():
        score = _header_score(column.name, words)
        if score and field in ("hire_date", "leave_date", "birth_date") and _share(column.sample, _is_date) < 0.5:
            score = score / 2 if not column.sample else 0.0
        if score:
            shown = " ".join(_BRACKETS.sub("", column.name).split())
            reason = f"表头“{shown}” / by its header"
            fits.append(_Fit(score - later, column.name, field, reason))
    for field, like, chinese, english in _SHAPES:
        share = _share(column.sample, like)
        if share >= 0.7:
            sure = 0.3 if field == "name" else 0.75
            reason = f"{share:.0%} 的值像{chinese} / {share:.0%} of the values look like {english}"
            headed = any(fit.field == field for fit in fits)
            if not headed:
                fits.append(_Fit(sure * share - later, column.name, field, reason))
            if field == "mobile":
                # A column headed 电话 that holds mobile numbers is one of mobile numbers.
                fits = [fit for fit in fits if fit.field != "phone"]
    return fits


def _header_score(name: str, words: Sequence[str]) -> float:
    """1 for the first word itself, a little less for later ones, about a half for a header that contains one."""
    for label in (name, name.rpartition("/")[2]):
        plain = _WORD_SIGNS.sub(" ", _BRACKETS.sub("", normalize("NFKC", _split_camel(label)))).strip().casefold()
        best = 0.0
        for place, word in enumerate(words):
            if plain == word or folded_name(plain) == folded_name(word):
                best = max(best, 1 - place / 200)
            elif len(word) > 1 and (word in plain if not word.isascii() else f" {word} " in f" {plain} "):
                best = max(best, 0.4 + 0.3 * len(word) / len(plain) - place / 200)
        if best:
            return best
    return 0.0


def _split_camel(label: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)


def _key(table: OpenTable, columns: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """The columns that tell every row from every other, the steadiest first; none when only the whole row does."""
    tried: list[tuple[str, ...]] = [(name,) for name in table.columns if folded_name(name) in KEY_WORDS]
    tried += [(columns[field],) for field in _KEY_FIELDS if field in columns]
    others = [columns[field] for field in _BESIDE_NAME if field in columns]
    if "name" in columns:
        # Never the name alone: the next person of that name would be kept out.
        tried += [(columns["name"], *more) for size in (1, 2) for more in combinations(others, size)]
    left = _telling_apart(table, tried)
    if not left:
        return (
            (),
            "没有一列能区分所有行，以整行内容为主键 / no column tells all rows apart, so the whole row is the key",
        )
    return left[0], f"“{'、'.join(left[0])}”每行都有且不重复 / every row has it, no two the same"


def _telling_apart(table: OpenTable, tried: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Those of the columns (or groups of them) that every row has and no two rows have alike."""
    seen: dict[tuple[str, ...], set[tuple[str, ...]]] = {names: set() for names in tried}
    counted = {(name,) for names in tried for name in names if folded_name(name) in KEY_WORDS}
    used = tuple(dict.fromkeys(name for names in tried for name in names))
    for number, row in enumerate(islice(table.rows(used), _KEY_ROWS), start=1):
        values = {name: clean_value(next(iter(row.values.get(name, ())), "")) for name in used}
        if not any(values.values()):
            continue
        for names in list(seen):
            key = tuple(values[name] for name in names)
            if key != (str(number),):
                counted.discard(names)
            if not all(key) or key in seen[names]:
                del seen[names]
            else:
                seen[names].add(key)
    # A column that only counts the rows means another person after the next sorting.
    return [names for names, keys in seen.items() if keys and names not in counted]


def _source_name(path: Path) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", normalize("NFKC", path.stem)).strip("-._")
    return plain[:64] if plain and plain[0].isalnum() else "staff"


def _share(sample: Sequence[str], like: Callable[[str], bool]) -> float:
    return sum(map(like, sample)) / len(sample) if sample else 0.0


def _matcher(pattern: str, *, without: str = "") -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    dropped = re.compile(without) if without else None

    def matches(value: str) -> bool:
        text = normalize("NFKC", value)
        return compiled.fullmatch(dropped.sub("", text) if dropped else text) is not None

    return matches


_is_mobile = _matcher(r"(?:(?:\+|00)?86)?1[3-9](?:\d{9}|\d\*{4,5}\d{4})", without=r"[\s()-]")
_is_mail = _matcher(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_is_date = _matcher(r"(?:19|20)\d\d(?:[-/.年]?\d{1,2}(?:[-/.月]?\d{1,2}日?)?月?)?(?: \d\d:\d\d(?::\d\d)?)?")
_is_identity_number = _matcher(r"[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx]")
_is_han_name = _matcher(
    rf"[{SURNAMES}][\u3400-\u9fff\U00020000-\U0003ffff]{{1,3}}|[\u3400-\u9fff]{{2,}}·[\u3400-\u9fff·]{{2,}}"
)
_is_latin_name = _matcher(r"[^\W\d_]+(?:[ .'-]+[^\W\d_]+){1,3}")
_is_gender = _matcher(r"男|女|[MFmf]|[Mm]ale|[Ff]emale")

_SHAPES: tuple[tuple[str, Callable[[str], bool], str, str], ...] = (
    ("mobile", _is_mobile, "手机号", "mobile numbers"),
    ("email", _is_mail, "邮箱", "mail addresses"),
    ("gender", _is_gender, "性别", "genders"),
    ("name", _is_han_name, "中文姓名", "Chinese names"),
)
