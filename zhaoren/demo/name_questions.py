"""Questions by name: characters, pinyin in every order, initials, mixed scripts, slips, foreign and former names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from string import ascii_lowercase

from schemas.vocabulary import EmploymentStatus, Rank
from zhaoren.demo import question_wordings as words
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import department_of, full_width
from zhaoren.demo.name_maker import plain_latin, syllable
from zhaoren.demo.name_tables import FEMALE, MALE
from zhaoren.demo.truth import DemoGroup, Name, Origin, Person

Asked = tuple[str, tuple[str, ...]]
Maker = Callable[[Dice], Iterable[Asked]]
_SAMPLE = 90


class NameQuestions:
    """Makes questions for people by what they are called. Everybody who bears the form asked for is right."""

    def __init__(self, group: DemoGroup) -> None:
        self._group = group
        self._active = [person for person in group.people if person.status is EmploymentStatus.ACTIVE]
        self._native = [person for person in self._active if person.name.origin is not Origin.ABROAD]
        self._by_characters: dict[str, list[str]] = defaultdict(list)
        self._by_pinyin: dict[str, list[str]] = defaultdict(list)
        self._by_initials: dict[str, list[str]] = defaultdict(list)
        for person in self._active:
            self._by_characters[person.name.characters].append(person.person_id)
        self._overseas = [person for person in self._native if person.name.traditional]
        self._abroad_people = [person for person in self._active if person.name.origin is Origin.ABROAD]
        self._by_first: dict[str, list[Person]] = defaultdict(list)
        for person in self._native:
            self._by_first[person.name.surname[0]].append(person)
            self._by_first[person.name.pinyin[0]].append(person)
            self._by_pinyin[person.name.pinyin].append(person.person_id)
            self._by_initials[person.name.initials].append(person.person_id)

    def makers(self) -> dict[str, Maker]:
        """Question class -> what makes its questions."""
        return {
            "name_characters": self._characters, "name_with_company": self._with_company, "name_pinyin": self._pinyin,
            "name_swapped": self._swapped, "name_initials": self._initials, "name_mixed": self._mixed,
            "name_surname_reading": self._surname_reading, "name_slip_pinyin": self._slip_pinyin,
            "name_slip_homophone": self._homophone, "name_traditional": self._traditional,
            "name_overseas_latin": self._overseas_latin, "name_english": self._english, "name_abroad": self._abroad,
            "name_former": self._former, "name_honorific": self._honorific, "nobody_name": self._nobody,
        }  # fmt: skip

    def _some(self, dice: Dice) -> list[Person]:
        return dice.picks(self._native, _SAMPLE)

    def _characters(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            name = person.name.characters
            text = dice.pick((name, name, f"{name}的电话", f"找{name}", f" {name[0]} {name[1:]}", f"{name}是谁"))
            yield text, tuple(self._by_characters[name])

    def _with_company(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            name, company = person.name.characters, self._group.company[person.company_code]
            same = [other for other in self._by_characters[name] if self._works_at(other, company.code)]
            department = department_of(self._group, person.unit_id)
            text = dice.pick(
                (f"{company.short_name}{name}", f"{name} {company.short_name}", f"{company.short_name}的{name}")
            )
            if dice.chance(0.3) and len(same) == 1 and len(self._by_characters[name]) == 1:
                text = f"{department}{name}"
            yield text, tuple(same)

    def _works_at(self, person_id: str, code: str) -> bool:
        posts = self._group.posts_of.get(person_id, ())
        return self._group.person[person_id].company_code == code or any(
            post.company_code == code and post.is_held() for post in posts
        )

    def _pinyin(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            name = person.name
            forms = (name.pinyin, name.spaced_pinyin, name.spaced_pinyin.lower(), name.pinyin.upper(),
                     f"{name.surname_pinyin.replace(' ', '').upper()} {''.join(name.given_pinyin).capitalize()}",
                     full_width(name.pinyin), name.pinyin.replace("lyu", "lv"))  # fmt: skip
            yield dice.pick(forms), tuple(self._by_pinyin[name.pinyin])

    def _swapped(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            given, surname = "".join(person.name.given_pinyin), person.name.surname_pinyin.replace(" ", "")
            text = dice.pick(
                (f"{given} {surname}", f"{given.capitalize()} {surname.capitalize()}", f"{given}.{surname}")
            )
            yield text, tuple(self._by_pinyin[person.name.pinyin])

    def _initials(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            initials, company = person.name.initials, self._group.company[person.company_code]
            same = [other for other in self._by_initials[initials] if self._works_at(other, company.code)]
            if len(initials) > 2 and len(self._by_initials[initials]) < 6:
                yield initials, tuple(self._by_initials[initials])
            elif len(same) < 6:
                yield f"{company.short_name} {initials}", tuple(same)

    def _mixed(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            name = person.name
            given = "".join(name.given_pinyin)
            forms = [f"{name.surname}{given}", f"{name.surname_pinyin.replace(' ', '')}{name.given}"]
            if len(name.given) == 2:
                forms += [
                    f"{name.surname}{name.given[0]}{name.given_pinyin[1]}",
                    f"{name.surname_pinyin[0]}{name.given}",
                ]
            text = dice.pick(forms)
            yield text, tuple(other.person_id for other in self._by_first[text[0]] if _fits(text, other.name))

    def _surname_reading(self, dice: Dice) -> Iterator[Asked]:
        """By the right reading of a surname that converters get wrong."""
        for person in self._native:
            if person.name.naive_surname or " " in person.name.surname_pinyin:
                yield (
                    dice.pick((person.name.pinyin, person.name.spaced_pinyin.lower())),
                    tuple(self._by_pinyin[person.name.pinyin]),
                )

    def _slip_pinyin(self, dice: Dice) -> Iterator[Asked]:
        """One letter left out, doubled or exchanged with the next, where that makes nobody else's name."""
        for person in self._some(dice):
            right = person.name.pinyin
            if len(right) < 8:
                continue
            at = dice.number(2, len(right) - 2)
            slip = dice.pick(
                (right[:at] + right[at + 1 :], right[:at] + right[at] + right[at:],
                 right[: at - 1] + right[at] + right[at - 1] + right[at + 1 :])
            )  # fmt: skip
            if {other for other in one_edit_away(slip) if other in self._by_pinyin} == {right}:
                yield slip, tuple(self._by_pinyin[right])

    def _homophone(self, dice: Dice) -> Iterator[Asked]:
        """The right sound in the wrong characters."""
        sounds: dict[str, list[str]] = defaultdict(list)
        for character in dict.fromkeys(MALE + FEMALE):
            sounds[syllable(character)].append(character)
        for person in self._some(dice):
            name = person.name
            others = [character for character in sounds[name.given_pinyin[-1]] if character != name.given[-1]]
            if others:
                written = name.surname + name.given[:-1] + dice.pick(others)
                if written not in self._by_characters:
                    yield written, tuple(self._by_pinyin[name.pinyin])

    def _traditional(self, dice: Dice) -> Iterator[Asked]:
        for person in dice.picks(self._overseas, _SAMPLE):
            traditional = person.name.traditional or ""
            if traditional != person.name.characters:
                yield traditional, tuple(self._by_characters[person.name.characters])

    def _overseas_latin(self, dice: Dice) -> Iterator[Asked]:
        for person in dice.picks(self._overseas, _SAMPLE):
            latin = person.name.latin or ""
            surname, given = latin.split(" ", 1)
            text = dice.pick((latin, latin.lower(), f"{given} {surname.capitalize()}", latin.replace("-", " ")))
            same = [other.person_id for other in self._overseas if (other.name.latin or "").lower() == latin.lower()]
            yield text, tuple(same)

    def _english(self, dice: Dice) -> Iterator[Asked]:
        """English given name and surname in the spelling of home."""
        bearers: dict[str, list[str]] = defaultdict(list)
        for person in self._native:
            if person.name.english:
                bearers[english_form(person.name)].append(person.person_id)
        for form, who in dice.shuffled(list(bearers.items()))[:_SAMPLE]:
            yield dice.pick((form, form.lower())), tuple(who)

    def _abroad(self, dice: Dice) -> Iterator[Asked]:
        for person in dice.picks(self._abroad_people, _SAMPLE):
            name = person.name
            plain = f"{plain_latin(name.given)} {plain_latin(name.surname)}"
            text = dice.pick((name.characters, plain, f"{name.surname} {name.given}", name.surname.upper()))
            whole = [other for other in self._abroad_people if other.name.characters == name.characters]
            same = [other for other in self._abroad_people if text.casefold() == other.name.surname.casefold()]
            yield text, tuple(other.person_id for other in same or whole)

    def _former(self, dice: Dice) -> Iterator[Asked]:
        for person in dice.shuffled(self._native):
            former = person.name.former
            if former and former not in self._by_characters:
                yield former, (person.person_id,)

    def _honorific(self, dice: Dice) -> Iterator[Asked]:
        """Surname and 总 at a company that has one leader of this surname."""
        for company in self._group.companies:
            leaders: dict[str, set[str]] = defaultdict(set)
            for post in self._group.held_posts[company.code]:
                if post.rank <= Rank.CHIEF:
                    leaders[self._group.person[post.person_id].name.surname].add(post.person_id)
            heads = {
                self._group.person[post.person_id].name.surname
                for post in self._group.held_posts[company.code]
                if Rank.CHIEF < post.rank <= Rank.DEPUTY_HEAD
            }
            for surname, who in leaders.items():
                if len(who) == 1 and surname not in heads and surname.isascii() is False:
                    yield dice.pick(words.HONORIFIC).format(c=company.short_name, n=surname), tuple(who)

    def _nobody(self, dice: Dice) -> Iterator[Asked]:
        for name in words.UNKNOWN_NAMES:
            yield name, ()
            company = dice.pick(self._group.companies)
            yield f"{company.short_name}{name}", ()


def english_form(name: Name) -> str:
    """ "Wayne Wang", "David Chan": the English name with the surname as its bearer spells it."""
    if name.latin:
        return f"{name.english} {name.latin.split(' ', 1)[0].capitalize()}"
    return f"{name.english} {name.surname_pinyin.replace(' ', '').capitalize()}"


def one_edit_away(word: str) -> set[str]:
    """The word itself and everything that one letter more, less, other, or exchanged with the next makes of it."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {word} | {left + right[1:] for left, right in cuts if right}
    near |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    for letter in ascii_lowercase:
        near |= {left + letter + right for left, right in cuts}
        near |= {left + letter + right[1:] for left, right in cuts if right}
    return near


def _fits(text: str, name: Name) -> bool:
    """Whether a text of characters and letters can be this name: each sign a character, syllable or first letter."""
    syllables = (*name.surname_pinyin.split(), *name.given_pinyin)
    rests = {text}
    for character, reading in zip(name.surname + name.given, syllables, strict=False):
        starts = (character, reading, reading[0])
        rests = {rest[len(start) :] for rest in rests for start in starts if rest.startswith(start)}
    return "" in rests
