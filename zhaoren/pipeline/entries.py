"""The directory's things as index entries: every token that a question can be answered by, made once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schemas.directory import Document, NameKind, Person, Post, Unit
from schemas.published import (
    PUBLISHED_DOCUMENT,
    PUBLISHED_PERSON,
    PUBLISHED_POST,
    PUBLISHED_UNIT,
    PublishedDocument,
    PublishedPerson,
    PublishedPost,
    PublishedUnit,
)
from schemas.vocabulary import ContactKind, EmploymentStatus, Rank
from zhaoren.access.attributes import audience_tokens, code_token
from zhaoren.language.document_words import words_of_text
from zhaoren.language.name_tokens import person_tokens
from zhaoren.language.text import fold
from zhaoren.search_index.port import Collection, IndexEntry
from zhaoren.search_index.tokens import (
    involvement_token,
    marked,
    number_tokens,
    record_token,
    relation_token,
    role_tokens,
    standing_token,
    words_of,
)

LEAVERS_AFTER = 1 << 56  # puts everybody who left behind everybody who works here
SENIORITY_STEP = 1 << 48  # one rank outweighs every number
_LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Tree:
    """What entries need of the organisation: the path and the codes of each unit."""

    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Tree:
        """The tree of these units."""
        paths: dict[str, tuple[str, ...]] = {}
        codes: dict[str, tuple[str, ...]] = {}
        for unit in units:
            paths[unit.id] = unit.path
            if unit.codes:
                codes[unit.id] = unit.codes
        return cls(paths, codes)

    def path(self, unit_id: str | None) -> tuple[str, ...]:
        """Ids from the root to this unit; empty when it is unknown."""
        return self.paths.get(unit_id, ()) if unit_id is not None else ()

    def tokens(self, unit_ids: Iterable[str | None]) -> tuple[str, ...]:
        """Tokens of the field `unit` for whoever belongs to these units."""
        on_paths = dict.fromkeys(step for unit_id in unit_ids for step in self.path(unit_id))
        return (*on_paths, *dict.fromkeys(code_token(code) for step in on_paths for code in self.codes.get(step, ())))


def person_entry(person: Person, tree: Tree) -> IndexEntry:
    """One person. Posts that are over carry no role; dates are compared when a question is asked."""
    posts = [post for post in person.posts if not post.former]
    units = tree.tokens([unit for post in person.posts for unit in (post.unit_id, post.company_id)])
    aud = audience_tokens(hidden=person.hidden)
    names = _name_tokens(person)
    tokens: dict[str, tuple[str, ...]] = {
        **names,
        "num": tuple(_numbers(person)),
        "mail": tuple(_mails(person)),
        "login": tuple(dict.fromkeys(fold(login.text).replace(" ", "") for login in person.logins)),
        "role": tuple(
            dict.fromkeys(
                (*(t for post in posts for t in role_tokens(post, tree.path(post.unit_id))), person_standing(person))
            )
        ),
        "unit": units,
        "ref": tuple(relation_token(relation.kind, relation.target_id) for relation in person.relations),
        "text": words_of(fold(text) for post in posts for text in (post.title.text, post.department)),
        "key": tuple(record_token(record) for record in person.records),
        "aud": aud,
    }
    card = PUBLISHED_PERSON.dump_json(PublishedPerson(person, aud, units), exclude_defaults=True)
    return IndexEntry(Collection.PEOPLE, person.id, person_order(person), _clean(tokens), card)


def person_order(person: Person) -> int:
    """Seniority first, then the person's own number; who left comes after everybody."""
    left = LEAVERS_AFTER if person.status is EmploymentStatus.LEFT else 0
    return left + int(_highest_rank(person)) * SENIORITY_STEP + person.number


def person_standing(person: Person) -> str:
    """The token that says in which part of the order somebody comes."""
    return standing_token(_highest_rank(person), left=person.status is EmploymentStatus.LEFT)


def _highest_rank(person: Person) -> Rank:
    return min((role.rank for post in person.posts if not post.former for role in post.roles), default=Rank.UNKNOWN)


def post_entry(post: Post, number: int, tree: Tree) -> IndexEntry:
    """One vacant post."""
    aud = audience_tokens(hidden=False)
    units = tree.tokens((post.unit_id, post.company_id))
    tokens: dict[str, tuple[str, ...]] = {
        "role": tuple(role_tokens(post, tree.path(post.unit_id))),
        "unit": units,
        "aud": aud,
    }
    card = PUBLISHED_POST.dump_json(PublishedPost(post, aud, units), exclude_defaults=True)
    return IndexEntry(Collection.POSTS, post.id, number, _clean(tokens), card)


def unit_entry(unit: Unit, tree: Tree) -> IndexEntry:
    """One unit, by every name it has."""
    aud = audience_tokens(hidden=False)
    units = tree.tokens((unit.id,))
    tokens: dict[str, tuple[str, ...]] = {
        "name": tuple(dict.fromkeys(fold(name.value.text).replace(" ", "") for name in unit.names)),
        "text": words_of(fold(name.value.text) for name in unit.names),
        "unit": units,
        "ref": (f"parent:{unit.parent_id or ''}", f"type:{unit.type}"),
        "key": tuple(record_token(record) for record in unit.records),
        "aud": aud,
    }
    card = PUBLISHED_UNIT.dump_json(PublishedUnit(unit, aud, units), exclude_defaults=True)
    return IndexEntry(Collection.UNITS, unit.id, len(unit.path) * SENIORITY_STEP + unit.number, _clean(tokens), card)


def document_entry(document: Document, tree: Tree) -> IndexEntry:
    """One document or project, the newest first."""
    aud = audience_tokens(hidden=document.hidden)
    units = tree.tokens((document.company_id,))
    tokens: dict[str, tuple[str, ...]] = {
        "text": words_of_text((document.title.text, *document.keywords, document.type, document.text)),
        "name": words_of_text((document.title.text, *document.keywords)),
        "unit": units,
        "ref": tuple(dict.fromkeys(involvement_token(p.person_id) for p in document.people if p.person_id)),
        "key": tuple(record_token(record) for record in document.records),
        "aud": aud,
    }
    card = PUBLISHED_DOCUMENT.dump_json(PublishedDocument(document, aud, units), exclude_defaults=True)
    year = int(document.date[:4]) if document.date[:4].isdigit() else 0
    return IndexEntry(
        Collection.DOCUMENTS, document.id, (9999 - year) * SENIORITY_STEP + document.number, _clean(tokens), card
    )


def _name_tokens(person: Person) -> dict[str, tuple[str, ...]]:
    """Logins are left out: they are a layer of their own, looked up by the field `login`."""
    kinds: dict[NameKind, list[str]] = {}
    for name in person.names:
        kinds.setdefault(name.kind, []).append(name.value.text)
    return person_tokens(
        (*kinds.get(NameKind.MAIN, ()), *kinds.get(NameKind.SHORT, ())),
        kinds.get(NameKind.ENGLISH, ()),
        nicknames=kinds.get(NameKind.ALIAS, ()),
        former=kinds.get(NameKind.FORMER, ()),
    )


def _numbers(person: Person) -> Iterator[str]:
    for contact in person.contacts:
        main, _, extension = (contact.normal or contact.value.text).partition(";ext=")
        digits = "".join(c for c in main if c.isdigit())
        if extension:
            yield from number_tokens("phone", extension)
        if contact.kind is ContactKind.MOBILE:
            yield from number_tokens("mobile", digits)
        elif contact.kind is ContactKind.PHONE:
            yield from number_tokens("phone", digits)
    for number in person.employee_numbers:
        folded = fold(number.value.text).replace(" ", "")
        yield from number_tokens("employee_number", folded)
        yield marked("employee_number", folded.lstrip("abcdefghijklmnopqrstuvwxyz-_").lstrip("0") or folded)


def _mails(person: Person) -> Iterator[str]:
    for contact in person.contacts:
        if contact.kind is ContactKind.EMAIL and "@" in contact.normal:
            local, _, _ = contact.normal.partition("@")
            yield marked("email", contact.normal)
            yield marked("email", local)
            yield from (marked("email", piece) for piece in re.split(r"[-_.]+", local) if piece)


def _clean(tokens: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """No white space, no empty and no overlong token ever reaches an engine; fields without tokens are left out."""
    cleaned = {name: _cleaned(list(dict.fromkeys(found))) for name, found in tokens.items()}
    return {name: found for name, found in cleaned.items() if found}


def _cleaned(tokens: list[str]) -> tuple[str, ...]:
    # Nearly all are clean as they are, which splitting them all at once tells.
    if not tokens or ("\n".join(tokens).split() == tokens and len(max(tokens, key=len)) <= _LONGEST_TOKEN):
        return tuple(tokens)
    return tuple(dict.fromkeys("_".join(token.split())[:_LONGEST_TOKEN] for token in tokens if token.strip()))
