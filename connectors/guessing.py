"""A working mapping for a staff list nobody described: by the words of its header and the shape of its values."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path
from unicodedata import normalize

from connectors.column_fits import Column, Fit, chosen_people_columns
from connectors.header_words import KEY_WORDS
from connectors.mapping import clean_value, folded_name
from connectors.table_opening import open_table
from connectors.tables import OpenTable
from connectors.workbooks import open_workbook, visible_sheets
from schemas.errors import SourceRefused
from schemas.source_settings import FilesSource, FileTable

_SHAPE_ROWS = 200
_KEY_ROWS = 100_000
_KEY_FIELDS = ("employee_number", "login", "email", "mobile")
_BESIDE_NAME = ("mobile", "email", "phone", "company", "department", "title")


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


def _best_sheet(path: Path, where: str) -> tuple[str | None, OpenTable, dict[str, Fit]]:
    """The sheet that looks most like a staff list (None: the file's first), and its columns' fields."""
    sheets: list[str | None] = [None]
    with path.open("rb") as file:
        if file.read(2) in (b"PK", b"\xd0\xcf"):
            with open_workbook(path, where) as workbook:
                sheets = [None, *visible_sheets(workbook)[1:]]
    best: tuple[str | None, OpenTable, dict[str, Fit]] | None = None
    for sheet in sheets:
        table = open_table(path, where, FileTable(path=path.name, sheet=sheet))
        if table is None:
            continue
        chosen = chosen_people_columns(_columns(table))
        if best is None or len(chosen) > len(best[2]):
            best = (sheet, table, chosen)
    if best is None:
        raise SourceRefused(where, "the file is empty", "choose the file that lists the people")
    return best


def _columns(table: OpenTable) -> list[Column]:
    names = list(dict.fromkeys(name for name in table.columns if name))
    cells: dict[str, list[str]] = {name: [] for name in names}
    for row in islice(table.rows(names), _SHAPE_ROWS):
        for name, values in row.values.items():
            cells[name] += [value for value in map(clean_value, values) if value]
    return [Column(name, tuple(cells[name])) for name in names]


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
