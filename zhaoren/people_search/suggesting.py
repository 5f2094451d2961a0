"""Lines to offer while somebody types, from the same filtered search as the answer itself."""

from __future__ import annotations

from schemas.answers import Completion, PartKind
from schemas.vocabulary import Function
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.text import fold
from zhaoren.people_search.cards import best_rank, current_posts
from zhaoren.people_search.name_answer import NameAsked, Named, best_only, find_named
from zhaoren.people_search.organisation_view import short_name
from zhaoren.people_search.reasons import function_text
from zhaoren.people_search.snapshot import CHUNK, Snapshot
from zhaoren.people_search.typed_bands import WEIGHED
from zhaoren.people_search.understanding import readings_of

COMPANIES = 3
ROLES = (Function.GENERAL, Function.FINANCE, Function.HR, Function.PROCUREMENT, Function.LEGAL)


def completions(snapshot: Snapshot, typed: str, limit: int, lexicon: Lexicon) -> tuple[Completion, ...]:
    """People whose name begins so, companies called so, and for a company that is typed out its functions."""
    reading = next(readings_of(typed, snapshot.organisation, lexicon), None)
    lines: list[Completion] = []
    if reading is not None and reading.companies and not reading.name:
        lines += _roles(snapshot, reading.companies[0], reading.functions)
    lines += _companies(snapshot, typed)
    name = reading.name if reading is not None and reading.name else typed
    if any(sign.isalpha() for sign in name):
        asked = NameAsked(name, reading.companies if reading is not None else (), typing=True)
        found = find_named(snapshot, asked, at_once=min(CHUNK, WEIGHED * limit)).found
        lines += [_person(snapshot, named) for named in best_only(found)[:limit]]
    unique = {(line.kind, line.label, line.detail): line for line in lines}
    return tuple(unique.values())[:limit]


def _person(snapshot: Snapshot, named: Named) -> Completion:
    person = named.published.person
    post = min(current_posts(person, snapshot.today), key=best_rank, default=None)
    label = snapshot.organisation.label(post.unit_id or post.company_id) if post is not None else None
    where = label.company or label.name if label is not None else ""
    detail = " ".join(text for text in (where, post.title.text if post is not None else "") if text)
    return Completion(PartKind.NAME, person.name.text, detail, person.name.text, person_id=person.id)


def _companies(snapshot: Snapshot, typed: str) -> list[Completion]:
    view, folded = snapshot.organisation, fold(typed)
    ids = [unit_id for span in view.companies.find(folded) for unit_id in span.ids]
    if not ids:
        ids = list(view.companies_beginning(folded, COMPANIES))
    return [
        Completion(
            PartKind.COMPANY, short_name(view.units[i]), view.units[i].name.text, short_name(view.units[i]), unit_id=i
        )
        for i in dict.fromkeys(ids)
        if i in view.units
    ][:COMPANIES]


def _roles(snapshot: Snapshot, company_id: str, functions: tuple[Function, ...]) -> list[Completion]:
    company = snapshot.organisation.company_name(company_id)
    lines = []
    for function in functions or ROLES:
        words = function_text(function)
        lines.append(
            Completion(PartKind.FUNCTION, f"{company} {words.zh} 负责人", words.en, f"{company} {words.zh} 负责人")
        )
    return lines
