"""Which name a person goes by, and all others that his records know."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.directory import Name, NameKind, Value
from zhaoren.language.names import PersonName, read_name
from zhaoren.language.text import fold_name
from zhaoren.unification.read_records import ReadRecord
from zhaoren.unification.survivorship import Said, most_trusted_first, said_of, values_of

_SCRIPTS = ("han", "mixed", "latin", "none")


def names_of_person(records: Sequence[ReadRecord]) -> tuple[Value, tuple[Name, ...]]:
    """His name and all his names, the main one first.

    Args:
        records: of one person, the most trusted first.

    Characters come before letters: a directory that knows pinyin only must not hide how somebody is written. Within a
    script the most trusted source wins. A person without any name goes by his login, address or key.
    """
    mains = [*said_of(records, "name"), *said_of(records, "display_name")] or _parted(records)
    values = [(read_name(value.text), value) for value in values_of(mains, _name_key)]
    values.sort(key=lambda pair: (pair[0].nickname, not pair[0].given, _SCRIPTS.index(pair[0].script)))
    if values:
        reading, value = values[0]
        main = Value(_shown(reading, value), value.origins)
    else:
        main = _stand_ins(records)[0]
    names = [Name(NameKind.MAIN, main)]
    for field, kind in (("english_name", NameKind.ENGLISH), ("former_name", NameKind.FORMER)):
        names += [Name(kind, said) for said in values_of(said_of(records, field), _name_key)]
    names += [Name(_other_kind(read), Value(_shown(read, said), said.origins)) for read, said in values[1:]]
    names += [Name(NameKind.ALIAS, said) for said in values_of(said_of(records, "nickname"), _name_key)]
    seen: set[str] = set()
    kept: list[Name] = []
    for name in names:
        key = fold_name(name.value.text) or name.value.text
        if key not in seen:
            seen.add(key)
            kept.append(name)
    return main, tuple(kept)


def _name_key(text: str) -> str:
    return read_name(text).folded or text.strip()


def _shown(reading: PersonName, value: Value) -> str:
    return reading.display.strip() or value.text


def _other_kind(other: PersonName) -> NameKind:
    """A whole name in letters is what he is called in English; any other that a source shows for him is an alias."""
    english = other.script == "latin" and not other.nickname
    return NameKind.ENGLISH if english and " " in other.folded else NameKind.ALIAS


def _parted(records: Sequence[ReadRecord]) -> list[Said]:
    """Names that are said in two parts only."""
    found = []
    for record in most_trusted_first(records, "family_name"):
        family, given = record.first("family_name"), record.first("given_name")
        if family or given:
            joined = f"{family} {given}".strip() if (family + given).isascii() else family + given
            found.append(Said(joined, record, "family_name" if family else "given_name"))
    return found


def _stand_ins(records: Sequence[ReadRecord]) -> tuple[Value, ...]:
    for field in ("english_name", "nickname", "former_name", "login", "email", "employee_number"):
        if values := values_of(said_of(records, field)):
            return values
    return (Value(records[0].ref.key, (records[0].origin("name"),)),)
