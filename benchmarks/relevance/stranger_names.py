"""Names as somebody else would type them: every order, script, cut and slip. Everybody who bears the form is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pypinyin import Style, lazy_pinyin

from benchmarks.relevance.stranger_wordings import CALLED, FULL_NAME, NAME_AT, NAME_IN, NAME_TITLE, part_of
from schemas.vocabulary import EmploymentStatus, Rank
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import full_width
from zhaoren.demo.name_maker import plain_latin
from zhaoren.demo.name_questions import english_form
from zhaoren.demo.truth import DemoGroup, Name, Origin, Person
from zhaoren.language.text import read_data

Asked = tuple[str, tuple[str, ...]]
Maker = Callable[[Dice], Iterable[Asked]]
_SAMPLE = 80
_HONORIFICS = {Rank.PRESIDENT: ("总", "总经理"), Rank.CHAIR: ("总", "董", "董事长"), Rank.HEAD: ("总", "部长", "经理")}


class StrangerNames:
    """Makes questions for people by what they are called, in the wordings of one part."""

    def __init__(self, group: DemoGroup, part: str) -> None:
        self._group = group
        self._part = part
        active = [person for person in group.people if person.status is EmploymentStatus.ACTIVE]
        # A Hong Kong or Taiwan name may be on file in its own spelling only: asked for by what is on file.
        self._native = [person for person in active if person.name.origin is Origin.MAINLAND]
        self._abroad = [person for person in active if person.name.origin is Origin.ABROAD]
        self._overseas = [person for person in active if person.name.origin in (Origin.HONG_KONG, Origin.TAIWAN)]
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_pinyin: dict[str, list[str]] = defaultdict(list)
        self._by_given: dict[str, list[str]] = defaultdict(list)
        for person in (*self._native, *self._overseas):
            self._by_name[person.name.characters].append(person.person_id)
            self._by_pinyin[person.name.pinyin].append(person.person_id)
            self._by_given["".join(person.name.given_pinyin)].append(person.person_id)
        self._either_order = {
            sound
            for person in group.people
            for surname, own in [(person.name.surname_pinyin.replace(" ", ""), "".join(person.name.given_pinyin))]
            for sound in (surname + own, own + surname)
        } | {company.english_short.lower() for company in group.companies}
        self._sounds = {person.name.pinyin for person in group.people}

    def makers(self) -> dict[str, Maker]:
        """Question class -> what makes its questions."""
        return {
            "name_full": self._full, "name_at_company": self._at_company, "name_in_unit": self._in_unit,
            "name_with_title": self._with_title, "name_called": self._called, "name_orders": self._orders,
            "name_given_pinyin": self._given_pinyin, "name_tones": self._tones, "name_umlaut": self._umlaut,
            "name_apostrophe": self._apostrophe, "name_cuts": self._cuts, "name_unfinished": self._unfinished,
            "name_letters": self._letters, "name_old_script": self._old_script, "name_romanised": self._romanised,
            "name_english_orders": self._english, "name_accents": self._accents, "name_pinyin_at": self._pinyin_at,
        }  # fmt: skip

    def _some(self, dice: Dice) -> list[Person]:
        return dice.picks(self._native, _SAMPLE)

    def wording(self, dice: Dice, wordings: tuple[str, ...]) -> str:
        """One of the wordings of this part; of all where it has none."""
        return dice.pick([one for one in wordings if part_of(one) == self._part] or wordings)

    def _bearers(self, name: Name, company_code: str | None = None) -> tuple[str, ...]:
        same = self._by_name[name.characters]
        return tuple(p for p in same if company_code is None or self._is_at(p, company_code))

    def _is_at(self, person_id: str, code: str) -> bool:
        posts = self._group.posts_of.get(person_id, ())
        own = self._group.person[person_id].company_code == code
        return own or any(post.company_code == code and post.is_held() for post in posts)

    def _full(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            yield self.wording(dice, FULL_NAME).format(n=person.name.characters), self._bearers(person.name)

    def _at_company(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            company = self._group.company[person.company_code]
            said = dice.pick((company.short_name, *company.aliases, company.full_name))
            text = self.wording(dice, NAME_AT).format(c=said, n=person.name.characters)
            yield text, self._bearers(person.name, company.code)

    def _in_unit(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            company, unit = self._group.company[person.company_code], self._group.unit[person.unit_id]
            if len(self._by_name[person.name.characters]) == 1 and unit.parent_id:
                text = self.wording(dice, NAME_IN)
                yield text.format(c=company.short_name, u=unit.name, n=person.name.characters), (person.person_id,)

    def _with_title(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            if len(self._by_name[person.name.characters]) == 1 and person.title.isalpha() and len(person.title) < 6:
                company = self._group.company[person.company_code].short_name
                text = self.wording(dice, NAME_TITLE)
                yield text.format(n=person.name.characters, t=person.title, c=company), (person.person_id,)

    def _called(self, dice: Dice) -> Iterator[Asked]:
        """Surname and what a leader is called, where the company has one leader of this surname."""
        for company in self._group.companies:
            leaders: dict[str, dict[str, Rank]] = defaultdict(dict)
            for post in self._group.held_posts[company.code]:
                if post.rank <= Rank.DEPUTY_HEAD:
                    surname = self._group.person[post.person_id].name.surname
                    leaders[surname].setdefault(post.person_id, post.rank)
            for surname, who in leaders.items():
                rank = next(iter(who.values()))
                if len(who) == 1 and rank in _HONORIFICS and not surname.isascii():
                    wording, title = self.wording(dice, CALLED), dice.pick(_HONORIFICS[rank][:1])
                    yield wording.format(c=company.short_name, s=surname, h=title), tuple(who)

    def _orders(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            surname, given = person.name.surname_pinyin.replace(" ", ""), person.name.given_pinyin
            whole = "".join(given)
            forms = (
                f"{whole}{surname}", f"{surname.capitalize()}, {whole.capitalize()}", f"{surname}_{whole}",
                f"{surname.upper()} {' '.join(given)}", f"{' '.join(given)} {surname}", f"{surname}-{whole}",
                f"{surname} {'-'.join(given)}", full_width(f"{surname} {whole}"), f"{whole.upper()} {surname.upper()}",
            )  # fmt: skip
            yield dice.pick(forms), self._equal_sound(person)

    def _equal_sound(self, person: Person) -> tuple[str, ...]:
        return tuple(self._by_pinyin[person.name.pinyin])

    def _given_pinyin(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            given = "".join(person.name.given_pinyin)
            company = self._group.company[person.company_code]
            same = [other for other in self._by_given[given] if self._is_at(other, company.code)]
            if given in self._either_order:  # somebody's whole name sounds so
                continue
            if len(person.name.given_pinyin) == 2 and len(self._by_given[given]) < 9:
                yield given, tuple(self._by_given[given])
            elif len(same) < 4 and len(person.name.given_pinyin) == 2:
                yield f"{company.short_name} {given}", tuple(same)

    def _tones(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            name = person.name
            if not name.naive_surname and lazy_pinyin(name.characters) == [
                *name.surname_pinyin.split(), *name.given_pinyin
            ]:  # fmt: skip
                style = dice.pick((Style.TONE, Style.TONE3))
                parts = lazy_pinyin(name.characters, style=style)
                yield dice.pick((" ", "")).join(parts), self._equal_sound(person)

    def _umlaut(self, dice: Dice) -> Iterator[Asked]:
        for person in self._native:
            parts = [*person.name.surname_pinyin.split(), *person.name.given_pinyin]
            plain = [part.replace("lyu", "lv").replace("nyu", "nv") for part in parts]
            if {"lv", "nv"} & set(plain):
                umlaut = dice.pick(("v", "ü", "yu"))
                typed = [part[0] + umlaut if part in ("lv", "nv") else part for part in plain]
                yield f"{typed[0]} {''.join(typed[1:])}", self._equal_sound(person)

    def _apostrophe(self, dice: Dice) -> Iterator[Asked]:
        for person in self._native:
            given = person.name.given_pinyin
            if len(given) == 2 and given[1][0] in "aoe":
                surname = person.name.surname_pinyin.replace(" ", "")
                yield f"{surname}{dice.pick((' ', ''))}{given[0]}'{given[1]}", self._equal_sound(person)

    def _cuts(self, dice: Dice) -> Iterator[Asked]:
        """Each character as itself, its syllable or its first letter; at least one whole."""
        for person in self._some(dice):
            readings = (*person.name.surname_pinyin.split(), *person.name.given_pinyin)
            signs = person.name.surname + person.name.given
            parts = [dice.pick((s, s, r, r, r[0])) for s, r in zip(signs, readings, strict=False)]
            text = "".join(parts)
            if len({part.isascii() for part in parts}) == 2:
                yield text, tuple(p.person_id for p in self._native if _can_be(text, p.name))

    def _unfinished(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            joined, last = person.name.pinyin, person.name.given_pinyin[-1]
            text = joined[: len(joined) - dice.number(1, max(1, len(last) - 1))]
            same = [p.person_id for p in self._native if p.name.pinyin.startswith(text)]
            if len(person.name.given_pinyin) == 2 and len(same) < 9 and text not in self._sounds:
                yield text, tuple(same)

    def _letters(self, dice: Dice) -> Iterator[Asked]:
        """Surname in full and initials, initials and given name, initials alone where few share them."""
        for person in self._some(dice):
            name = person.name
            surname, given = name.surname_pinyin.replace(" ", ""), "".join(name.given_pinyin)
            letters = "".join(part[0] for part in name.given_pinyin)
            if len(letters) < 2:
                continue
            text = dice.pick((surname + letters, surname[0] + given, name.initials, given + surname[0]))
            swapped = text == given + surname[0]
            same = [p.person_id for p in self._native if _letters_fit(text, p.name, swapped=swapped)]
            if len(same) < 4:
                yield dice.pick((text, text.upper())), tuple(same)

    def _old_script(self, dice: Dice) -> Iterator[Asked]:
        traditional = _traditional_signs()
        for person in self._some(dice):
            text = "".join(traditional.get(sign, sign) for sign in person.name.characters)
            if text != person.name.characters:
                yield text, self._bearers(person.name)

    def _romanised(self, dice: Dice) -> Iterator[Asked]:
        for person in dice.picks(self._overseas, _SAMPLE):
            surname, given = (person.name.latin or "").split(" ", 1)
            text = dice.pick(
                (f"{given} {surname}", f"{surname}{given}".replace(" ", "").replace("-", ""), f"{surname}, {given}",
                 f"{given.replace(' ', '')} {surname}", f"{surname.lower()} {given.lower().replace(' ', '-')}")
            )  # fmt: skip
            same = [p.person_id for p in self._overseas if (p.name.latin or "").lower() == f"{surname} {given}".lower()]
            yield text, tuple(same)

    def _english(self, dice: Dice) -> Iterator[Asked]:
        bearers: dict[str, list[Person]] = defaultdict(list)
        for person in self._native:
            if person.name.english:
                bearers[english_form(person.name)].append(person)
        for form, who in dice.shuffled(list(bearers.items()))[:_SAMPLE]:
            given, surname = form.split(" ", 1)
            company = self._group.company[who[0].company_code].short_name
            there = [p for p in who if self._is_at(p.person_id, who[0].company_code)]
            text, people = dice.pick(
                ((f"{surname} {given}", who), (f"{given}.{surname}".lower(), who), (f"{surname.upper()}, {given}", who),
                 (f"{company} {given} {surname}", there), (f"{given} {who[0].name.surname}", [who[0]]))
            )  # fmt: skip
            if text.endswith(who[0].name.surname):
                people = [p for p in self._native if (p.name.english, p.name.surname) == (given, who[0].name.surname)]
            yield text, tuple(p.person_id for p in people)

    def _accents(self, dice: Dice) -> Iterator[Asked]:
        for person in dice.picks(self._abroad, _SAMPLE):
            name = person.name
            given, surname = plain_latin(name.given), plain_latin(name.surname)
            text = dice.pick((f"{surname}, {given}", f"{given} {surname}".upper(), f"{name.given[0]}. {name.surname}",
                              f"{given}{surname}", f"{name.surname} {name.given}".lower()))  # fmt: skip
            dotted = "." in text
            heard = name.given[0] if dotted else name.given
            same = [
                p.person_id
                for p in self._abroad
                if p.name.surname == name.surname and heard == (p.name.given[0] if dotted else p.name.given)
            ]
            yield text, tuple(same)

    def _pinyin_at(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            company, sound = self._group.company[person.company_code], person.name.pinyin
            same = tuple(p for p in self._by_pinyin[sound] if self._is_at(p, company.code))
            yield dice.pick((f"{company.short_name}{sound}", f"{sound} {company.short_name}",
                             f"{person.name.spaced_pinyin} {company.english_short}")), same  # fmt: skip


def _traditional_signs() -> dict[str, str]:
    """A simplified sign -> the traditional one, where there is just one."""
    return {line[0]: line[1] for line in read_data("simplified.txt") if len(line) == 2}


def _can_be(text: str, name: Name) -> bool:
    rests = {text}
    for sign, reading in zip(
        name.surname + name.given, (*name.surname_pinyin.split(), *name.given_pinyin), strict=False
    ):
        rests = {rest[len(s) :] for rest in rests for s in (sign, reading, reading[0]) if rest.startswith(s)}
    return "" in rests


def _letters_fit(text: str, name: Name, *, swapped: bool) -> bool:
    surname, given = name.surname_pinyin.replace(" ", ""), "".join(name.given_pinyin)
    letters = "".join(part[0] for part in name.given_pinyin)
    return text in ((given + surname[0],) if swapped else (surname + letters, surname[0] + given, name.initials))
