"""Numbers and addresses in a question, alone or beside a name or a company."""

from __future__ import annotations

import re

from schemas.answers import PartKind, Text
from zhaoren.language.lexicon import Lexicon
from zhaoren.people_search.leftovers import like_a_name
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.question import SURE, Reading, Typed
from zhaoren.people_search.spans import Cover
from zhaoren.people_search.where_words import companies_text
from zhaoren.people_search.whom_words import NOTHING, take_called, take_fillers

_FEW_DIGITS = 4  # fewer within a longer question are no number of anybody
_CALLING = re.compile(
    r"刚才|刚刚|来电|打来|打电话|电话|手机|座机|分机|号码|尾号|工号|员工号|后四位|末四位|结尾|姓(?=[^名])|的|是|谁|哪位|人"
    r"|\b(?:phone|number|mobile|ext|extension|ending|ends|in|with|whose|who|is|called|me|just|has|the)\b"
)
_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9.-]+[a-z0-9]")
_NUMBER = re.compile(r"(?<![a-z0-9-])\+?\d[\d\s()-]*\d(?![a-z0-9])")
_EMPLOYEE = re.compile(r"(?<![a-z0-9])[a-z]{1,4}[-_]?\d{2,}(?![a-z0-9])")


def contact_reading(typed: Typed, view: OrganisationView, lexicon: Lexicon) -> Reading | None:
    """The question as one for whoever has a number or an address; None where it holds neither."""
    if "@" not in typed.text and not any(map(str.isdigit, typed.text)):
        return None
    cover = Cover(typed)
    mail = _MAIL.search(typed.text)
    if mail is not None:
        cover.take(PartKind.MAIL, mail.start(), mail.end(), Text("邮箱", "mail address"))
        return Reading(cover.ordered(), mail=mail.group())
    found = next((m for m in _NUMBER.finditer(typed.text) if sum(c.isdigit() for c in m.group()) >= _FEW_DIGITS), None)
    found = _EMPLOYEE.search(typed.text) or found
    alone = typed.text.isdigit()
    if found is None and not alone:
        return None
    start, end = found.span() if found is not None else (0, len(typed.text))
    cover.take(PartKind.NUMBER, start, end, Text("号码", "number"))
    return _beside(cover, typed.text[start:end], view, lexicon)


def _beside(cover: Cover, digits: str, view: OrganisationView, lexicon: Lexicon) -> Reading:
    """The number with what stands beside it."""
    companies: dict[str, None] = {}
    for first, last, span in list(cover.found(view.companies.find)):
        if span.weight >= SURE and cover.take(PartKind.COMPANY, first, last, companies_text(view, span.ids), span.ids):
            companies.update(dict.fromkeys(span.ids))
    called = take_called(cover, lexicon)
    for words in _CALLING.finditer(cover.typed.text):
        cover.take(PartKind.FILLER, *words.span(), NOTHING)
    take_fillers(cover, lexicon)
    name = called.name if called is not None else next((p for p in cover.pieces() if like_a_name(p, lexicon)), "")
    number = re.sub(r"[\s()+-]", "", digits) if digits[0] in "+0123456789" else digits
    number = number[2:] if len(number) == 13 and number.startswith("86") else number
    return Reading(cover.ordered(), companies=tuple(companies), number=number, name=name)
