"""The spelling of tokens that are not names: roles, numbers, records, relations. Written once, read once, here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.directory import Post, Role
from schemas.records import RecordRef
from schemas.vocabulary import Function, Rank, RelationKind

ANYWHERE = "*"
ANYTHING = "*"  # in the place of a function: whatever it is
IN_CHARGE = "charge"
MIN_DIGITS = 4  # shorter fragments of a number would list the directory


def own_company(company_id: str) -> str:
    """Scope of a role: posts of this very company, its subsidiaries not included."""
    return "=" + company_id


def role_token(function: Function | str, level: Rank | str, scope: str) -> str:
    """One role of one level in one scope: a unit's id, `own_company(...)` or ANYWHERE."""
    return f"{function}|{int(level) if isinstance(level, Rank) else level}|{scope}"


def role_level(role: Role) -> Rank | str:
    """The level a role is looked up by: who is in charge without heading is a level of its own."""
    return IN_CHARGE if role.in_charge else role.rank


def role_tokens(post: Post, path: tuple[str, ...]) -> Iterator[str]:
    """Tokens of the field `role` for one post. `path` is its unit's path; what lies above its company is left out."""
    below = path[path.index(post.company_id) + 1 :] if post.company_id in path else path
    scopes = [ANYWHERE, *below]
    if post.company_id is not None:
        scopes.append(own_company(post.company_id))
    for role in post.roles:
        for scope in scopes:
            yield role_token(role.function, role_level(role), scope)
            yield role_token(ANYTHING, role_level(role), scope)


def standing_token(rank: Rank, *, left: bool) -> str:
    """Token of the field `role` for somebody's highest rank, as `order` counts it: the foremost come without the rest.

    Whoever left stands behind everybody, whatever he was.
    """
    return "standing|left" if left else f"standing|{int(rank)}"


def number_tokens(field: str, digits: str) -> tuple[str, ...]:
    """Tokens of the field `num`: every suffix of at least MIN_DIGITS, marked with the field it is a value of.

    The mark lets a query open one field and not another without indexing anybody again when the policy changes.
    """
    text = digits.casefold()
    if len(text) < MIN_DIGITS:
        return (f"{field}|{text}",) if text else ()
    return tuple(f"{field}|{text[start:]}" for start in range(len(text) - MIN_DIGITS + 1))


def marked(field: str, text: str) -> str:
    """A whole value, marked with its field."""
    return f"{field}|{text}"


def record_token(record: RecordRef) -> str:
    """Token of the field `key`; white space in a key would end the token."""
    return "|".join((record.source, record.kind, "_".join(record.key.split())))[:200]


def relation_token(kind: RelationKind, target_id: str) -> str:
    """Token of the field `ref`."""
    return f"{kind}:{target_id}"


def involvement_token(person_id: str) -> str:
    """Token of the field `ref` on documents."""
    return f"person:{person_id}"


def words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Tokens of the field `text` for short folded texts: Latin words whole, runs of characters as overlapping pairs."""
    found: dict[str, None] = {}
    for text in texts:
        for run in _runs(text):
            if run[0].isascii():
                found[run[:60]] = None
            elif len(run) == 1:
                found[run] = None
            else:
                found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return tuple(found)


def _runs(text: str) -> Iterator[str]:
    """Maximal runs of ASCII letters and digits, and of other letters."""
    run = ""
    for char in text:
        if not char.isalnum():
            if run:
                yield run
            run = ""
        elif run and run[-1].isascii() != char.isascii():
            yield run
            run = char
        else:
            run += char
    if run:
        yield run
