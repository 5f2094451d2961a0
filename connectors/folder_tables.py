"""The lists of a folder, put together by their headers, and what each is a list of. For guessing a configuration."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Final

from connectors.column_fits import Column, chosen_columns, chosen_people_columns
from connectors.mapping import clean_value
from connectors.table_opening import open_table
from connectors.tables import OpenTable
from schemas.errors import SourceError
from schemas.source_settings import FileTable
from schemas.vocabulary import RecordKind

MOST_FILES = 2000
_DEPTH = 3
_ENDINGS = frozenset((".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".jsonl", ".ndjson"))
_LOOKED_AT = 4  # files of one kind whose values are read
_SAMPLE_ROWS = 300
_KEY_ROWS = 200_000
_NAMES_A_ROW = re.compile(
    r"(?i)(?:^|[\s_.-])(?:id|uid|code|key|no|guid|uuid)$|[a-z](?:Id|Code|Key|No)$|编号|编码|代码|工号|主键|标识"
)
# What a list must name to be one of these, most telling first.
_TELLING: Final[tuple[tuple[RecordKind, tuple[tuple[str, ...], ...]], ...]] = (
    (RecordKind.POST, (("holder_key",), ("unit_key",), ("title",))),
    (RecordKind.PROJECT, (("name",), ("lead_key", "member_key"))),
    (RecordKind.DOCUMENT, (("title",), ("author_key", "author"))),
    (RecordKind.UNIT, (("name",), ("parent_key", "short_name", "code", "credit_code"))),
)


@dataclass(slots=True)
class ListGuess:
    """Files with one header that are read as one list.

    Attributes:
        path: a file or a pattern, relative to the folder.
        columns: canonical field -> column.
        reasons: canonical field -> why, where it is told.
        key: columns that tell every row from every other.
        keys: values of the key; of a key of one column only.
        values: column -> a sample of its values.
        folders: names of the folders that the files lie in, where these differ.
    """

    path: str
    kind: RecordKind
    columns: dict[str, str]
    reasons: dict[str, str]
    key: tuple[str, ...]
    keys: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    folders: tuple[str, ...] = ()
    unmapped: list[str] = field(default_factory=list)


def lists_of(folder: Path) -> tuple[list[ListGuess], list[tuple[str, str]]]:
    """Every list in a folder, and the files that are none with the reason.

    Raises:
        SourceRefused: the folder cannot be read.
    """
    grouped: dict[tuple[str, tuple[str, ...]], list[Path]] = {}
    unread: list[tuple[str, str]] = []
    for path in _files(folder):
        shown = path.relative_to(folder).as_posix()
        try:
            table = open_table(path, shown, FileTable(path=path.name))
        except (SourceError, OSError) as wrong:
            unread.append((shown, str(wrong)))
            continue
        if table is None:
            unread.append((shown, "空文件 / it is empty"))
            continue
        grouped.setdefault((_pattern(path, folder), tuple(table.columns)), []).append(path)
    found: list[ListGuess] = []
    patterns = [pattern for pattern, _ in grouped]
    for (pattern, columns), paths in grouped.items():
        alone = len(paths) == 1 or patterns.count(pattern) > 1
        parts = [(path.relative_to(folder).as_posix(), [path]) for path in paths] if alone else [(pattern, paths)]
        for shown, listed in parts:
            guess = _guess(shown, listed, folder)
            if guess is None:
                named = "、".join(name for name in columns if name)
                unread.append((shown, f"看不出是什么表 / not known what it lists: {named[:200]}"))
            else:
                found.append(guess)
    return found, unread


def _files(folder: Path) -> Iterator[Path]:
    paths = sorted(path for path in folder.rglob("*") if len(path.relative_to(folder).parts) <= _DEPTH)
    usable = (
        path
        for path in paths
        if path.is_file() and path.suffix.lower() in _ENDINGS and not path.name.startswith((".", "~$"))
    )
    yield from islice(usable, MOST_FILES)


def _pattern(path: Path, folder: Path) -> str:
    """Files of one name in sibling folders are one list: `*/people.csv`."""
    parts = path.relative_to(folder).parts
    return "/".join([*("*" for _ in parts[:-1]), parts[-1]])


def _guess(shown: str, paths: Sequence[Path], folder: Path) -> ListGuess | None:
    tables = [_open(path, folder) for path in paths]
    looked = [table for table in tables[:: max(1, len(tables) // _LOOKED_AT)][:_LOOKED_AT] if table is not None]
    columns = _sampled(looked)
    kind, chosen, reasons = _kind_of(columns)
    if kind is None:
        return None
    names = tuple(column.name for column in columns)
    key, keys = _key(kind, [table for table in tables if table is not None], names, chosen)
    taken = {*chosen.values(), *key}
    folders = tuple(path.parent.name for path in paths) if "*" in shown else ()
    return ListGuess(
        shown, kind, chosen, reasons, key, keys,
        {column.name: column.sample for column in columns}, folders, [name for name in names if name not in taken],
    )  # fmt: skip


def _open(path: Path, folder: Path) -> OpenTable | None:
    return open_table(path, path.relative_to(folder).as_posix(), FileTable(path=path.name))


def _sampled(tables: Sequence[OpenTable]) -> list[Column]:
    names = list(dict.fromkeys(name for table in tables for name in table.columns if name))
    cells: dict[str, list[str]] = {name: [] for name in names}
    for table in tables:
        for row in islice(table.rows([name for name in names if name in table.columns]), _SAMPLE_ROWS):
            for name, values in row.values.items():
                cells[name] += [value for value in map(clean_value, values) if value]
    return [Column(name, tuple(cells[name])) for name in names]


def _kind_of(columns: Sequence[Column]) -> tuple[RecordKind | None, dict[str, str], dict[str, str]]:
    """What the rows are, with the columns of their fields: whatever has what it needs and explains most columns."""
    people = chosen_people_columns(columns, person_words())
    named = "name" in people or {"family_name", "given_name"} <= people.keys()
    best: tuple[int, RecordKind, dict[str, str]] | None = None
    for kind, needed in _TELLING:
        chosen = {field: fit.column for field, fit in chosen_columns(columns, words_of(kind)).items()}
        whole = all(any(field in chosen for field in either) for either in needed)
        if whole and (best is None or len(chosen) > best[0]):
            best = (len(chosen), kind, chosen)
    if best is not None and (not named or best[0] > len(people)):
        return best[1], best[2], {}
    if named:
        return (
            RecordKind.PERSON,
            {field: fit.column for field, fit in people.items()},
            {field: fit.reason for field, fit in people.items()},
        )
    return None, {}, {}


@cache
def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    told = tomllib.loads(files("connectors").joinpath("data", "folder_words.toml").read_text("utf-8"))
    return {kind: {field: tuple(words) for field, words in table.items()} for kind, table in told.items()}


def words_of(kind: RecordKind) -> Mapping[str, tuple[str, ...]]:
    """Canonical field -> headers that mean it, for lists of this kind."""
    return _words()[kind.value]


def person_words() -> Mapping[str, tuple[str, ...]]:
    """The same for what a list of people says beside what every staff list says."""
    return _words()["person"]


def _key(
    kind: RecordKind, tables: Sequence[OpenTable], names: Sequence[str], chosen: Mapping[str, str]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The columns that tell every row of all files from every other, and the keys where it is one column."""
    tried: list[tuple[str, ...]] = [(name,) for name in names if _NAMES_A_ROW.search(name)]
    # What the list is about stands first; an id of something else comes later.
    tried.sort(key=lambda group: (not _is_own(group[0], kind), names.index(group[0])))
    steady = ("employee_number", "login", "email", "code", "credit_code")
    tried += [(chosen[name],) for name in steady if name in chosen]
    if kind is RecordKind.POST:
        parts = [chosen[field] for field in ("holder_key", "unit_key", "title", "start_date") if field in chosen]
        tried = [tuple(parts[:size]) for size in range(len(parts), 1, -1)]
    elif "name" in chosen:
        beside = [chosen[field] for field in ("company", "department", "mobile", "title") if field in chosen]
        tried += [(chosen["name"], column) for column in beside]
    seen: dict[tuple[str, ...], set[tuple[str, ...]]] = {group: set() for group in dict.fromkeys(tried)}
    used = tuple(dict.fromkeys(name for group in tried for name in group))
    for table in tables:
        for row in islice(table.rows([name for name in used if name in table.columns]), _KEY_ROWS):
            values = {name: clean_value(next(iter(row.values.get(name, ())), "")) for name in used}
            for group in list(seen):
                key = tuple(values[name] for name in group)
                if key in seen[group] or not (all(key) or (kind is RecordKind.POST and any(key))):
                    del seen[group]
                else:
                    seen[group].add(key)
    left = [group for group, keys in seen.items() if keys]
    if not left:
        return (), frozenset()
    return left[0], frozenset(key[0] for key in seen[left[0]]) if len(left[0]) == 1 else frozenset()


def _is_own(name: str, kind: RecordKind) -> bool:
    """Whether an id is the row's own: `doc_id` in a list of documents, not `project_id`."""
    plain = name.lower()
    words = {
        RecordKind.PERSON: ("uid", "emp", "person", "record", "staff", "user", "工号", "人员", "员工"),
        RecordKind.UNIT: ("org", "unit", "dept", "code", "组织", "部门", "公司", "机构"),
        RecordKind.DOCUMENT: ("doc", "文档", "文件"),
        RecordKind.PROJECT: ("project", "项目"),
    }.get(kind, ())
    return plain in ("id", "key", "编号") or any(word in plain for word in words)
