"""One reading of a question to what it finds: chooses the road (contact, relation, role, name, topic)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from schemas.answers import Hit, Outcome, Suggestion, Text, UnitLabel
from schemas.directory import Post
from schemas.published import PublishedPerson
from schemas.vocabulary import MatchBand, Rank
from zhaoren.language.name_matching import Part as MatchPart
from zhaoren.language.name_matching import match_name
from zhaoren.language.text import has_han
from zhaoren.people_search.cards import best_rank, best_role, current_posts, person_card
from zhaoren.people_search.contact_answer import Reached, find_login, find_mail, find_number
from zhaoren.people_search.document_answer import find_experts
from zhaoren.people_search.name_answer import (
    WRONG_FUNCTION,
    NameAsked,
    Named,
    best_only,
    find_named,
    meant_by,
    names_of,
)
from zhaoren.people_search.question import Reading
from zhaoren.people_search.reasons import band_text
from zhaoren.people_search.relation_answer import related_to
from zhaoren.people_search.role_answer import GENERAL, MOST_SUGGESTIONS, find_role, reason, role_hit
from zhaoren.people_search.role_fit import Level, RoleAsked
from zhaoren.people_search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class FoundHit:
    """One person found. `make` makes what is shown of him: a page needs twenty cards, not two hundred."""

    published: PublishedPerson
    make: Callable[[], Hit]


@dataclass(frozen=True, slots=True)
class Found:
    """What one reading finds."""

    outcome: Outcome
    hits: Sequence[FoundHit] = ()
    best: MatchBand | None = None
    note: Text | None = None
    failed_part: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    vacant: tuple[tuple[Post, UnitLabel | None], ...] = ()
    complete: bool = True  # nobody else may follow, however far one looks


def answer_reading(snapshot: Snapshot, reading: Reading) -> Found:
    """What this reading finds; never somebody who fits only some of it without a word about it."""
    if reading.unknown_company:
        note = Text(
            f"没有找到“{reading.unknown_company}”这家公司", f"no company is known as “{reading.unknown_company}”"
        )
        return Found(Outcome.UNKNOWN_COMPANY, note=note, failed_part=reading.unknown_company)
    if reading.unknown_role:
        note = Text(f"没有找到“{reading.unknown_role}”", f"nothing here is known as “{reading.unknown_role}”")
        return Found(Outcome.NO_SUCH_FUNCTION, note=note, failed_part=reading.unknown_role)
    if reading.mail or reading.number:
        return _by_contact(snapshot, reading)
    if reading.relation is not None:
        return _by_relation(snapshot, reading)
    if reading.name:
        return _by_name(snapshot, reading)
    if reading.topic:
        return _by_topic(snapshot, reading)
    if reading.functions or reading.level is not None or reading.companies or reading.units or reading.listing:
        return _by_role(snapshot, reading)
    return Found(Outcome.NOTHING, failed_part=reading.rest)


def role_asked(reading: Reading) -> RoleAsked:
    """The role in a reading: a company alone asks for who runs it, a department alone for its people, heads first."""
    level, functions = reading.level, reading.functions
    ranks = reading.ranks
    if reading.units and level is Level.RANK and Rank.VICE_PRESIDENT in ranks:
        level, ranks = Level.DEPUTY, ()  # 研究院副院长: the deputy of that unit
    if reading.units and level is Level.RANK and set(ranks) <= {Rank.PRESIDENT, Rank.HEAD, Rank.CHIEF}:
        level, ranks = Level.HEAD, ()  # 选矿厂厂长: the head of that unit, whatever its own title is
    if level is None:
        level = Level.ANYONE if reading.units and not functions else Level.HEAD
    if level is Level.HEAD and not functions and not reading.units and not ranks:
        functions = GENERAL
    return RoleAsked(
        reading.companies,
        reading.units,
        functions,
        level,
        ranks,
        below=reading.listing,
        places=reading.places,
        each_company=reading.listing and level is not Level.ANYONE,
        title=reading.title,
        without=reading.without,
    )


def _by_role(snapshot: Snapshot, reading: Reading) -> Found:
    found = find_role(snapshot, role_asked(reading))
    if found.outcome is not Outcome.FOUND and reading.units and reading.functions:
        # The function may sit elsewhere in the company than in the department that bears its name.
        wider = find_role(snapshot, role_asked(replace(reading, units=())))
        found = wider if wider.outcome is Outcome.FOUND else found
    return Found(
        found.outcome,
        [FoundHit(h.published, partial(role_hit, snapshot, h)) for h in found.holders],
        note=found.note,
        suggestions=found.suggestions,
        vacant=found.vacant,
        complete=found.complete,
    )


def _by_contact(snapshot: Snapshot, reading: Reading) -> Found:
    if reading.mail:
        reached = find_mail(snapshot, reading.mail)
    else:
        reached = find_number(snapshot, reading.number, reading.companies)
    if reading.name:
        fitting = [r for r in reached if match_name(reading.name, names_of(r.published.person)) is not None]
        # A name that is only kept in Latin letters cannot be held against one surname in characters.
        reached = fitting or [r for r in reached if not has_han(r.published.person.name.text)]
    return _of_reached(snapshot, reached, reading.mail or reading.number)


def _of_reached(snapshot: Snapshot, reached: list[Reached], typed: str) -> Found:
    hits = [_found(snapshot, r.published, (r.why,)) for r in reached]
    if hits:
        return Found(Outcome.FOUND, hits, best=MatchBand.EXACT)
    note = Text(f"没有您可以查看的号码或账号含“{typed}”", f"no number or account that you may see contains “{typed}”")
    return Found(Outcome.NOTHING, note=note, failed_part=typed)


def _by_relation(snapshot: Snapshot, reading: Reading) -> Found:
    assert reading.relation is not None
    anchors = _anchors(snapshot, reading)
    if not anchors:
        return _no_such_name(snapshot, reading)
    hits: list[FoundHit] = []
    for anchor in anchors:
        hits += [_found(snapshot, p, (why,)) for p, why in related_to(snapshot, anchor.person, reading.relation)]
    if hits:
        return Found(Outcome.FOUND, hits)
    name = anchors[0].person.name.text
    note = Text(f"没有查到{name}的这一关系", f"nobody is known to stand in that relation to {name}")
    near = tuple(_suggest(anchor, note) for anchor in anchors)
    return Found(Outcome.NOTHING, note=note, failed_part=reading.name, suggestions=near[:MOST_SUGGESTIONS])


def _anchors(snapshot: Snapshot, reading: Reading) -> list[PublishedPerson]:
    """The people whose relation is asked for: by name, else by the role they hold."""
    if reading.name:
        named = best_only(find_named(snapshot, _name_asked(reading)).found)
        best = [n for n in named if (n.band, n.misfit) == (named[0].band, named[0].misfit)]
        return [n.published for n in best[:5]]
    return [holder.published for holder in find_role(snapshot, role_asked(reading)).holders[:1]]


def _by_name(snapshot: Snapshot, reading: Reading) -> Found:
    asked = find_named(snapshot, _name_asked(reading))
    named, shown = asked.found, best_only(meant_by(snapshot, _name_asked(reading), asked.found))
    if reading.functions:
        shown = [n for n in shown if n.misfit < WRONG_FUNCTION]
    elif reading.ranks and not reading.called:
        shown = [n for n in shown if n.misfit == 0]
    if reading.whole:
        shown = [n for n in shown if _is_just(n, reading)]
    accounts = find_login(snapshot, reading.name) if reading.name.isascii() else []
    if not shown:
        return _of_reached(snapshot, accounts, reading.name) if accounts else _no_such_name(snapshot, reading, named)
    known = {named.published.person.id for named in shown}
    hits = [FoundHit(n.published, partial(_named_hit, snapshot, n, reading.name)) for n in shown]
    hits += [_found(snapshot, a.published, (a.why,)) for a in accounts if a.published.person.id not in known]
    return Found(Outcome.FOUND, hits, best=shown[0].band, complete=asked.complete)


def _is_just(named: Named, reading: Reading) -> bool:
    """Whether somebody is called just what was typed, or has just these initials, and bears the title typed."""
    initials = named.band is MatchBand.INITIALS and named.match.part is MatchPart.WHOLE
    return (named.band is MatchBand.EXACT or initials) and (not reading.title or named.titled)


def _no_such_name(snapshot: Snapshot, reading: Reading, near: Sequence[Named] = ()) -> Found:
    note = Text(f"没有找到名字符合“{reading.name}”的人", f"nobody is called “{reading.name}”")
    narrowed = bool(reading.companies or reading.units or reading.functions or reading.ranks)
    if narrowed and not near:
        near = best_only(find_named(snapshot, NameAsked(reading.name)).found)
    if narrowed and near:
        note = Text(
            f"所说的范围内没有“{reading.name}”；其他地方有", f"nobody called “{reading.name}” there; elsewhere there is"
        )
    suggestions = tuple(_suggest(n.published, _posts_text(snapshot, n.published)) for n in near[:MOST_SUGGESTIONS])
    return Found(Outcome.UNKNOWN_NAME, note=note, failed_part=reading.name, suggestions=suggestions)


def _by_topic(snapshot: Snapshot, reading: Reading) -> Found:
    experts = find_experts(snapshot, reading.topic, reading.companies, lead=reading.lead)
    if experts:
        note = Text("根据文档与项目推断，不代表职务", "inferred from documents and projects, not from posts")
        hits = [_found(snapshot, expert.published, expert.why) for expert in experts]
        return Found(Outcome.FOUND, hits, note=note)
    note = Text(f"没有文档或项目提到“{reading.topic}”", f"no document or project speaks of “{reading.topic}”")
    return Found(Outcome.NOTHING, note=note, failed_part=reading.topic)


def _name_asked(reading: Reading) -> NameAsked:
    return NameAsked(
        reading.name,
        reading.companies,
        reading.units,
        reading.functions,
        reading.ranks,
        title=reading.title,
        called=reading.called,
    )


def _found(snapshot: Snapshot, published: PublishedPerson, why: tuple[Text, ...]) -> FoundHit:
    return FoundHit(published, partial(_plain_hit, snapshot, published, why))


def _plain_hit(snapshot: Snapshot, published: PublishedPerson, why: tuple[Text, ...]) -> Hit:
    return Hit(person_card(published, snapshot), why)


def _named_hit(snapshot: Snapshot, named: Named, typed: str) -> Hit:
    why = [band_text(named.band, typed, named.match.matched)]
    why += [_posts_text(snapshot, named.published)]
    return Hit(person_card(named.published, snapshot), tuple(text for text in why if text.zh), named.band)


def _posts_text(snapshot: Snapshot, published: PublishedPerson) -> Text:
    """The person's foremost post in words; empty where he has none today."""
    post = min(current_posts(published.person, snapshot.today), key=best_rank, default=None)
    role = best_role(post) if post is not None else None
    if post is None or role is None:
        return Text("", "")
    return reason(snapshot.organisation, post, role)


def _suggest(published: PublishedPerson, why: Text) -> Suggestion:
    name = published.person.name.text
    label = Text(f"{name}，{why.zh}" if why.zh else name, f"{name}, {why.en}" if why.en else name)
    return Suggestion(label, name, person_id=published.person.id)
