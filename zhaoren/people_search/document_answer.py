"""Documents by their words, and the people behind them: the evidence is shown, and weaker than a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.answers import DocumentHit, Text
from schemas.directory import Document, Part
from schemas.expressions import AllOf, AnyOf, Expression, Term
from schemas.published import PUBLISHED_DOCUMENT, PublishedPerson
from zhaoren.language.document_words import words_of_text
from zhaoren.language.text import fold
from zhaoren.people_search.cards import current_posts, read_person
from zhaoren.people_search.name_answer import context_condition
from zhaoren.people_search.snapshot import Snapshot
from zhaoren.search_index.port import Candidate, Collection, CompiledQuery

SNIPPET = 160  # characters
EVIDENCE = 100  # documents weighed for one question about experts
_LEADS = 1000  # more than any number of documents
_WEIGHTS = {Part.LEAD: 3, Part.AUTHOR: 2, Part.MEMBER: 1}


@dataclass(frozen=True, slots=True)
class Expert:
    """A person with the documents that speak for him."""

    published: PublishedPerson
    weight: int
    why: tuple[Text, ...]


def find_documents(
    snapshot: Snapshot, topic: str, companies: Sequence[str] = (), after: tuple[int, int] | None = None, limit: int = 20
) -> tuple[list[tuple[Candidate, Document, int]], bool]:
    """Documents whose title, key words or text hold the topic's words; titles first. Also: nothing more exists."""
    words = words_of_text((topic,))
    if not words:
        return [], True
    context = context_condition(companies, ())
    conditions: list[Expression] = [
        AllOf(tuple(Term("name", word) for word in words)),
        AllOf(tuple(AnyOf((Term("name", word), Term("text", word))) for word in words)),
        AnyOf(tuple(Term("name", word) for word in words)),
    ]
    bands = [condition if context is None else AllOf((condition, context)) for condition in conditions]
    query = CompiledQuery(Collection.DOCUMENTS, tuple(bands), snapshot.audience.find, enough=limit, after=after)
    candidates = snapshot.reader.candidates(query)
    found = [(c, PUBLISHED_DOCUMENT.validate_json(c.card).document, c.band) for c in candidates.found]
    return found, candidates.exhausted


def find_experts(snapshot: Snapshot, topic: str, companies: Sequence[str] = (), *, lead: bool = False) -> list[Expert]:
    """People through documents and projects: lead > author > member, the more documents the better.

    With `lead`, who leads comes before everybody who only wrote or took part, however much.
    """
    documents, _ = find_documents(snapshot, topic, companies, limit=EVIDENCE)
    weights: dict[str, int] = {}
    evidence: dict[str, list[Text]] = {}
    for _, document, band in documents:
        if band == 2:  # only some of the words: no evidence for a person
            continue
        for involvement in document.people:
            if involvement.person_id is None:
                continue
            weight = _LEADS if lead and involvement.part is Part.LEAD else _WEIGHTS[involvement.part]
            weights[involvement.person_id] = weights.get(involvement.person_id, 0) + weight
            evidence.setdefault(involvement.person_id, []).append(_evidence(document, involvement.part))
    cards = snapshot.reader.fetch(Collection.PEOPLE, list(weights), snapshot.audience.find)
    people = [read_person(cards[person_id]) for person_id in weights if person_id in cards]
    working = [p for p in people if any(True for _ in current_posts(p.person, snapshot.today)) or not p.person.posts]
    experts = [Expert(p, weights[p.person.id], tuple(evidence[p.person.id][:3])) for p in working]
    return sorted(experts, key=lambda e: (-e.weight, e.published.person.number))


def _evidence(document: Document, part: Part) -> Text:
    words = {
        Part.LEAD: Text("负责人", "leads"),
        Part.AUTHOR: Text("作者", "wrote"),
        Part.MEMBER: Text("成员", "took part in"),
    }[part]
    title, year = document.title.text, document.date[:4]
    dated = f"（{year}）" if year else ""
    return Text(f"《{title}》{dated}{words.zh}", f"{words.en} “{title}”{f' ({year})' if year else ''}")


def document_hit(snapshot: Snapshot, document: Document, topic: str) -> DocumentHit:
    """A document with the labels of its people; whom this viewer may not find stands without an id."""
    ids = [p.person_id for p in document.people if p.person_id is not None]
    visible = snapshot.reader.fetch(Collection.PEOPLE, ids, snapshot.audience.find) if ids else {}
    people: list[tuple[str | None, str, str]] = []
    for involvement in document.people:
        if involvement.person_id is None:
            people.append((None, involvement.name, involvement.part.value))
        elif involvement.person_id in visible:
            name = read_person(visible[involvement.person_id]).person.name.text
            people.append((involvement.person_id, name, involvement.part.value))
    return DocumentHit(
        document,
        snapshot.organisation.label(document.company_id),
        tuple(people),
        snippet_of(document, topic),
        (Text(f"含“{topic}”", f"contains “{topic}”"),),
    )


def snippet_of(document: Document, topic: str) -> str:
    """The place in the text where the topic's first word stands, cut to SNIPPET characters."""
    text = " ".join(document.text.split())
    lowered = fold(text)
    places = [lowered.find(word) for word in words_of_text((topic,))]
    start = max(0, min((place for place in places if place >= 0), default=0) - SNIPPET // 4)
    cut = text[start : start + SNIPPET]
    return ("…" if start else "") + cut + ("…" if start + SNIPPET < len(text) else "")
