"""Who holds a role: the answer from posts and the tree, and an honest word where nobody does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.answers import Hit, Outcome, Suggestion, Text, UnitLabel
from schemas.directory import Post, Role, Unit
from schemas.published import PUBLISHED_POST
from schemas.vocabulary import Function
from zhaoren.people_search.cards import is_current, person_card
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.reasons import function_text, role_text, unit_text
from zhaoren.people_search.role_fit import Group, Level, RoleAsked
from zhaoren.people_search.role_holders import Holder, bearers_of, best_of_each_company, holders_of
from zhaoren.people_search.role_query import role_bands
from zhaoren.people_search.snapshot import Snapshot
from zhaoren.search_index.port import Collection, CompiledQuery

MOST_SUGGESTIONS = 5
GENERAL = (Function.GENERAL, Function.BOARD)  # who runs a company as a whole


@dataclass(frozen=True, slots=True)
class RoleFound:
    """What was found for one role."""

    outcome: Outcome
    holders: tuple[Holder, ...] = ()
    note: Text | None = None
    suggestions: tuple[Suggestion, ...] = ()
    vacant: tuple[tuple[Post, UnitLabel | None], ...] = ()
    complete: bool = True  # nobody else may follow, however far one looks


def find_role(snapshot: Snapshot, asked: RoleAsked) -> RoleFound:
    """The holders of a role, best first; or that it is vacant, or that there is no such function here."""
    held = holders_of(snapshot, asked)
    holders = held.found
    heading = asked.level in (Level.HEAD, Level.CHIEF)
    vacant = _vacant(snapshot, asked) if heading or not holders else ()
    if heading and vacant and not any(h.fit.group <= Group.HEAD and h.fit.part == 0 for h in holders):
        return _vacancy(snapshot, asked, vacant, holders)
    chosen, rest = _chosen(asked, holders)
    if not chosen and asked.title:
        chosen = bearers_of(snapshot, asked)
    if asked.each_company:
        chosen = tuple(best_of_each_company(snapshot, chosen, asked.companies))
    if chosen:
        near = tuple(_suggest(snapshot, holder) for holder in rest[:MOST_SUGGESTIONS])
        return RoleFound(Outcome.FOUND, chosen, _note(snapshot, asked, chosen), near, complete=held.complete)
    if vacant:
        return _vacancy(snapshot, asked, vacant, rest)
    return _nobody(snapshot, asked, rest)


def _chosen(asked: RoleAsked, holders: tuple[Holder, ...]) -> tuple[tuple[Holder, ...], tuple[Holder, ...]]:
    """Who answers, and who is only near."""
    if asked.level is Level.IN_CHARGE:
        chosen = tuple(h for h in holders if h.fit.group is Group.IN_CHARGE) or holders
    elif asked.level in (Level.HEAD, Level.CHIEF):
        chosen = tuple(h for h in holders if h.fit.group <= Group.IN_CHARGE)
        chiefs = tuple(h for h in chosen if h.fit.group is Group.CHIEF and h.fit.part == 0)
        if set(asked.functions) == set(GENERAL) and chiefs:
            chosen = chiefs
        chosen = chosen or tuple(h for h in holders if h.fit.group <= Group.DEPUTY)
        if asked.units and not chosen:  # 车队的队长 is a section head elsewhere, and the head of his own unit
            chosen = tuple(h for h in holders if h.fit.group is Group.SECTION and h.fit.depth == 0)
    else:
        return holders, ()
    taken = {h.published.person.id for h in chosen}
    return chosen, tuple(h for h in holders if h.published.person.id not in taken)


def _vacant(snapshot: Snapshot, asked: RoleAsked) -> tuple[tuple[Post, UnitLabel | None], ...]:
    bands = role_bands(asked, snapshot.organisation)
    if asked.level in (Level.HEAD, Level.CHIEF):
        bands = bands[:2]  # a vacant deputy's seat does not make the function headless
    query = CompiledQuery(Collection.POSTS, bands, snapshot.audience.find, enough=20)
    posts = (PUBLISHED_POST.validate_json(c.card).post for c in snapshot.reader.candidates(query).found)
    return tuple(
        (p, snapshot.organisation.label(p.unit_id or p.company_id)) for p in posts if is_current(p, snapshot.today)
    )


def _vacancy(
    snapshot: Snapshot, asked: RoleAsked, vacant: tuple[tuple[Post, UnitLabel | None], ...], near: Sequence[Holder]
) -> RoleFound:
    where = where_text(snapshot, asked)
    title = vacant[0][0].title.text or function_label(asked).zh
    note = Text(f"{where.zh}的“{title}”目前空缺", f"“{title}” at {where.en} is vacant at present")
    return RoleFound(
        Outcome.VACANT, (), note, tuple(_suggest(snapshot, holder) for holder in near[:MOST_SUGGESTIONS]), vacant
    )


def _nobody(snapshot: Snapshot, asked: RoleAsked, near: Sequence[Holder]) -> RoleFound:
    where, function = where_text(snapshot, asked), function_label(asked)
    suggestions = [_suggest(snapshot, holder) for holder in near[:MOST_SUGGESTIONS]]
    if _function_exists(snapshot, asked):
        note = Text(
            f"{where.zh}有{function.zh}，但没有查到这一职位的在任者",
            f"{where.en} has {function.en}, but nobody holds this post",
        )
        outcome = Outcome.NOTHING
        suggestions = suggestions or [
            _suggest(snapshot, h) for h in holders_of(snapshot, replace(asked, level=Level.ANYONE, title="")).found
        ]
    else:
        note = Text(f"{where.zh}没有{function.zh}这一职能", f"{where.en} has no {function.en}")
        outcome = Outcome.NO_SUCH_FUNCTION if asked.functions else Outcome.NOTHING
    for above in _above(snapshot, asked):
        if len(suggestions) >= MOST_SUGGESTIONS:
            break
        higher = replace(asked, companies=(above.id,), units=(), below=False, level=Level.HEAD, title="")
        suggestions += [_suggest(snapshot, holder) for holder in holders_of(snapshot, higher).found[:2]]
    return RoleFound(outcome, (), note, tuple(suggestions[:MOST_SUGGESTIONS]))


def _above(snapshot: Snapshot, asked: RoleAsked) -> Iterator[Unit]:
    for company in asked.companies[:1]:
        yield from snapshot.organisation.companies_above(company)


def _function_exists(snapshot: Snapshot, asked: RoleAsked) -> bool:
    if holders_of(snapshot, replace(asked, level=Level.ANYONE, ranks=(), title="")).found:
        return True
    return snapshot.organisation.has_function(asked.functions, asked.companies)


def function_label(asked: RoleAsked) -> Text:
    """The functions asked for, in words."""
    texts = [function_text(function) for function in asked.functions] or [Text("负责人", "head")]
    return Text("、".join(t.zh for t in texts), " and ".join(t.en for t in texts))


def where_text(snapshot: Snapshot, asked: RoleAsked) -> Text:
    """The companies or departments asked for, in words."""
    view = snapshot.organisation
    names = [view.units[unit] for unit in asked.units if unit in view.units]
    names = names or [view.units[company] for company in asked.companies if company in view.units]
    if not names:
        return Text("集团", "the group")
    shown = [unit_text(unit) for unit in names[:3]]
    more = len(names) - len(shown)
    return Text(
        "、".join(text.zh for text in shown) + (f"等{len(names)}家" if more else ""),
        ", ".join(text.en for text in shown) + (f" and {more} more" if more else ""),
    )


def role_hit(snapshot: Snapshot, holder: Holder) -> Hit:
    """The holder as shown, with the reason."""
    return Hit(person_card(holder.published, snapshot), (reason(snapshot.organisation, holder.post, holder.role),))


def reason(view: OrganisationView, post: Post, role: Role) -> Text:
    """What a post makes of its holder, in words."""
    bearer = view.units.get(post.company_id) if post.company_id else None
    company = unit_text(bearer) if bearer is not None else Text("", "")
    unit = view.units.get(post.unit_id) if post.unit_id else None
    named = unit is not None and unit.id != post.company_id
    department = unit_text(unit) if unit is not None and named else Text(post.department, post.department)
    return role_text(company, post, role, department)


def _suggest(snapshot: Snapshot, holder: Holder) -> Suggestion:
    person = holder.published.person
    why = reason(snapshot.organisation, holder.post, holder.role)
    label = Text(f"{person.name.text}，{why.zh}", f"{person.name.text}, {why.en}")
    return Suggestion(label, person.name.text, person_id=person.id)


def _note(snapshot: Snapshot, asked: RoleAsked, chosen: Sequence[Holder]) -> Text | None:
    """What must be said beside the first answer: several, acting, a level below what was asked."""
    first = chosen[0]
    where, function = where_text(snapshot, asked), function_label(asked)
    if asked.level is Level.CHIEF and first.fit.group > Group.CHIEF:
        return Text(
            f"{where.zh}没有{function.zh}总监一级的职位，以下是最接近的负责人",
            f"{where.en} has no chief officer of {function.en}; nearest in charge",
        )
    if asked.level is Level.IN_CHARGE and first.fit.group is not Group.IN_CHARGE:
        return Text(
            f"{where.zh}没有查到分管{function.zh}的领导，以下是其负责人",
            f"nobody known to be in charge of {function.en} at {where.en}; its heads follow",
        )
    if asked.level is Level.HEAD and first.fit.group is Group.IN_CHARGE:
        return Text(
            f"{where.zh}的{function.zh}没有专职负责人，由分管领导负责",
            f"no head of {function.en} at {where.en}; answered for by its vice president",
        )
    if asked.level is Level.HEAD and first.fit.group >= Group.DEPUTY:
        return Text(
            f"{where.zh}的{function.zh}没有查到正职，以下是副职",
            f"no head of {function.en} at {where.en}; deputies follow",
        )
    if first.fit.part:
        return Text(
            f"{where.zh}没有整个{function.zh}的负责人，以下负责其中一部分",
            f"nobody heads all of {function.en} at {where.en}; a part of it",
        )
    if first.fit.acting:
        return Text("现任为代理或主持工作", "held for the time being (acting)")
    same = [h for h in chosen if h.fit == first.fit]
    if asked.level in (Level.HEAD, Level.CHIEF) and len(same) > 1 and len(asked.companies) == 1:
        return Text(f"有{len(same)}位并列", f"{len(same)} hold it equally")
    return None
