"""A working configuration for a folder that nobody described: which lists it holds and how they lead to each other.

Headers propose, values decide: a column leads to another list only where most of what it holds are keys of that list.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unicodedata import normalize

from connectors.folder_tables import ListGuess, lists_of
from connectors.guessing import guess_file_tables
from connectors.header_words import NEVER
from schemas.errors import SourceRefused
from schemas.fields import FIELDS
from schemas.source_settings import FilesSource, FileTable
from schemas.vocabulary import RecordKind

_SECTIONS: Final = {
    RecordKind.PERSON: "people",
    RecordKind.UNIT: "units",
    RecordKind.POST: "posts",
    RecordKind.DOCUMENT: "documents",
    RecordKind.PROJECT: "projects",
}
# A list of units that has two of these is the group's list of companies.
_REGISTER: Final = frozenset(
    ("short_name", "alias", "former_name", "english_name", "stock_name", "credit_code", "mail_domain", "switchboard")
)
_SEVERAL: Final = ("alias", "former_name", "author_key", "author", "keyword", "member_key")
_SEPARATORS: Final = (";", "、", "|", ",")
_MOST_KEYS: Final = 0.6  # of a column's values that must be keys of the other list
_FEWEST: Final = 3  # different values before a column without a telling header is taken for a reference
_MAIN, _USUAL, _LESSER = 90, 60, 40


@dataclass(frozen=True, slots=True)
class GuessedSource:
    """One source, with what it is and why, for a person to correct.

    Attributes:
        remarks: (section, number of the table, field or "key") -> why.
        unmapped: (section, number of the table) -> columns that are not taken.
    """

    source: FilesSource
    remarks: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    unmapped: Mapping[tuple[str, int], Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FolderGuess:
    """All sources of a folder, and files that were left out with the reason."""

    sources: tuple[GuessedSource, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Table:
    number: int
    guess: ListGuess
    split: dict[str, str] = field(default_factory=dict)
    source: int = 0

    @property
    def is_register(self) -> bool:
        return self.guess.kind is RecordKind.UNIT and len(_REGISTER & self.guess.columns.keys()) >= 2


def guess_sources(path: Path, base_folder: Path, company: str = "") -> FolderGuess:
    """Guess how a staff list, or a folder of lists, is to be read.

    Raises:
        SourceBusy: a file changed meanwhile.
        SourceRefused: it cannot be read, is empty, or nothing in it looks like a list of people.
    """
    if path.is_dir():
        return guess_folder(path, base_folder, company)
    guess = guess_file_tables(path, base_folder, company)
    remarks = {("people", 0, name): why for name, why in guess.reasons.items()}
    remarks["people", 0, "key"] = guess.key_reason
    return FolderGuess((GuessedSource(guess.source, remarks, {("people", 0): guess.unmapped}),), ())


def guess_folder(folder: Path, base_folder: Path | None = None, company: str = "") -> FolderGuess:
    """Guess how a folder of lists is to be read.

    Args:
        folder: CSV, TSV, Excel and JSON Lines, also in folders of their own for each company.
        base_folder: the configuration file's future folder; the folder itself when None.
        company: of everybody whom no list places.

    Raises:
        SourceRefused: there is no list of people in it.
    """
    lists, left_out = lists_of(folder)
    if not any(found.kind is RecordKind.PERSON for found in lists):
        known = ", ".join(found.path for found in lists) or "none"
        raise SourceRefused(
            str(folder), f"no list of people was found in it; lists of other things: {known}", "name the file itself"
        )
    tables = [_Table(number, found, source=number) for number, found in enumerate(lists)]
    for table in tables:
        _split_cells(table)
        _follow(table, tables)
    relative = Path(os.path.relpath(folder.resolve(), (base_folder or folder).resolve()))
    groups: dict[int, list[_Table]] = {}
    for table in tables:
        groups.setdefault(table.source, []).append(table)
    taken: set[str] = set()
    ordered = sorted(groups.values(), key=lambda group: (not any(t.is_register for t in group), group[0].number))
    sources = tuple(_source(group, relative, _default_company(group, tables, company), taken) for group in ordered)
    return FolderGuess(sources, tuple(left_out))


def _default_company(group: Sequence[_Table], tables: Sequence[_Table], company: str) -> str:
    """The company of whom a list does not place; none where rows name theirs and there are several companies.

    An empty cell then means that it is not known. To place such people in the group's own company speaks against
    their being who they are elsewhere: on a made group of 3,000 it cost 0.3 points of F1.
    """
    people = [table for table in group if table.guess.kind is RecordKind.PERSON]
    named = bool(people) and all("company" in table.guess.columns for table in people)
    return "" if named and any(table.is_register for table in tables) else company


def _split_cells(table: _Table) -> None:
    """Cells that hold several values, by the sign between them."""
    for name in _SEVERAL:
        column = table.guess.columns.get(name)
        if column is None:
            continue
        values = table.guess.values.get(column, ())
        counts = {sign: sum(sign in normalize("NFKC", value) for value in values) for sign in _SEPARATORS}
        best = max(counts, key=lambda sign: counts[sign])
        if counts[best]:
            table.split[name] = best
        elif name != "author" and table.guess.kind is not RecordKind.PERSON:
            table.split[name] = ";"  # none has two yet


def _follow(table: _Table, tables: Sequence[_Table]) -> None:
    """Keep the references that hold, find those whose header says nothing, drop the others."""
    guess = table.guess
    specs = {name: spec.refers_to for name, spec in FIELDS[guess.kind].items() if spec.refers_to is not None}
    for name, kind in specs.items():
        column = guess.columns.get(name)
        if column is not None:
            other = _target(table, guess.values.get(column, ()), kind, tables, table.split.get(name, ""))
            if other is None:
                del guess.columns[name]
                table.split.pop(name, None)
                guess.unmapped.append(column)
            else:
                _join(table, other, tables)
    if guess.kind is RecordKind.PERSON and "unit_key" not in guess.columns:
        _find_units(table, tables)


def _find_units(table: _Table, tables: Sequence[_Table]) -> None:
    guess = table.guess
    for column in list(guess.unmapped):
        values = guess.values.get(column, ())
        if NEVER.search(column) or len(set(values)) < _FEWEST:
            continue
        other = _target(table, values, RecordKind.UNIT, tables, "")
        if other is not None and not other.is_register:
            guess.columns["unit_key"] = column
            guess.reasons["unit_key"] = (
                f"它的值是 {other.guess.path} 的主键 / its values are keys of {other.guess.path}"
            )
            guess.unmapped.remove(column)
            _join(table, other, tables)
            return


def _target(
    table: _Table, values: Iterable[str], kind: RecordKind, tables: Sequence[_Table], separator: str
) -> _Table | None:
    """The list whose keys most of these values are; its own list first."""
    parts = {part.strip() for value in values for part in (value.split(separator) if separator else (value,))} - {""}
    if not parts:
        return None
    best: tuple[float, bool, _Table] | None = None
    for other in tables:
        if other.guess.kind is not kind or not other.guess.keys:
            continue
        share = len(parts & other.guess.keys) / len(parts)
        if share >= _MOST_KEYS and (best is None or (share, other is table) > best[:2]):
            best = (share, other is table, other)
    return best[2] if best is not None else None


def _join(one: _Table, other: _Table, tables: Sequence[_Table]) -> None:
    """Lists that lead to each other are one source: keys count inside a source."""
    if one.source == other.source or one.is_register != other.is_register:
        return
    low, high = sorted((one.source, other.source))
    for table in tables:
        if table.source == high:
            table.source = low


def _source(group: Sequence[_Table], folder: Path, company: str, taken: set[str]) -> GuessedSource:
    sections: dict[str, list[FileTable]] = {}
    remarks: dict[tuple[str, int, str], str] = {}
    unmapped: dict[tuple[str, int], Sequence[str]] = {}
    for table in group:
        section = _SECTIONS[table.guess.kind]
        listed = sections.setdefault(section, [])
        for name, why in table.guess.reasons.items():
            if name in table.guess.columns:
                remarks[section, len(listed), name] = why
        unmapped[section, len(listed)] = table.guess.unmapped
        listed.append(_file_table(table))
    priority = 95 if all(table.is_register for table in group) else max(map(_trust, group))
    source = FilesSource(
        name=_name(group, taken), kind="legacy_files", folder=folder, company=company or None, priority=priority
    ).model_copy(update={section: tuple(listed) for section, listed in sections.items()})
    return GuessedSource(source, remarks, unmapped)


def _file_table(table: _Table) -> FileTable:
    guess = table.guess
    placed = any(name in guess.columns for name in ("company", "parent_key")) and guess.kind is not RecordKind.UNIT
    by_folder = (
        bool(guess.folders) and not placed and guess.kind in (RecordKind.PERSON, RecordKind.UNIT, RecordKind.POST)
    )
    return FileTable(
        path=guess.path,
        key=guess.key,
        fields={name: (column,) for name, column in guess.columns.items()},
        split=table.split,
        constants={"type": "company"} if table.is_register and "type" not in guess.columns else {},
        from_path={"company": "folder"} if by_folder else {},
    )


def _trust(table: _Table) -> int:
    """Personnel lists know best who works where; directories of accounts come next, lists of numbers last."""
    columns = table.guess.columns
    if table.guess.kind is not RecordKind.PERSON:
        return 0
    told = {"status", "hire_date", "leave_date", "id_hash", "birth_date"} & columns.keys()
    if told and not (told == {"hire_date"} and "login" in columns):
        return _USUAL if "enabled" in columns else _MAIN
    return _USUAL if "login" in columns or "enabled" in columns else _LESSER


def _name(group: Sequence[_Table], taken: set[str]) -> str:
    """After its people's file; for several companies' folders the folder says nothing, so the file does."""
    first = next((table for table in group if table.guess.kind is RecordKind.PERSON), group[0])
    stem = Path(first.guess.path).stem
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", normalize("NFKC", stem)).strip("-._")[:48] or "list"
    name = plain if plain[0].isalnum() else f"list-{plain}"
    number = 2
    while name in taken:
        name = f"{plain}-{number}"
        number += 1
    taken.add(name)
    return name
