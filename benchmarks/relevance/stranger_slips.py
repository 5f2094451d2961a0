"""Names with a slip of tongue, finger or eye, and names that nobody bears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.dice import Dice
from zhaoren.demo.name_maker import syllable
from zhaoren.demo.name_questions import one_edit_away
from zhaoren.demo.name_tables import FEMALE, MALE, surname_rows
from zhaoren.demo.truth import DemoGroup, Name, Origin, Person

Asked = tuple[str, tuple[str, ...]]
Maker = Callable[[Dice], Iterable[Asked]]
_SAMPLE = 120
_ALIKE = "炜玮 晴睛 扬杨 浩皓 琪淇 娜挪 岚岗 瑶遥 洋详 诚城 泽译 柏怕 铭洺 凯铠 昊吴 浦铺 梓锌 婉碗 晓烧 悦说"
_LOOKALIKE = {pair[0]: pair[1] for pair in _ALIKE.split()} | {pair[1]: pair[0] for pair in _ALIKE.split()}
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"), ("l", "n"))
_KEYS = {"a": "s", "e": "w", "i": "o", "o": "p", "u": "y", "g": "h", "n": "m", "h": "j", "z": "x", "j": "k", "w": "q"}


class StrangerSlips:
    """Makes questions by names that are not quite right, where they are nobody else's."""

    def __init__(self, group: DemoGroup) -> None:
        self._group = group
        active = [person for person in group.people if person.status is EmploymentStatus.ACTIVE]
        self._native = [person for person in active if person.name.origin is Origin.MAINLAND]
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_pinyin: dict[str, list[str]] = defaultdict(list)
        for person in self._native:
            self._by_name[person.name.characters].append(person.person_id)
            self._by_pinyin[person.name.pinyin].append(person.person_id)
        self._names = {person.name.characters for person in group.people}
        self._sounds = {person.name.pinyin for person in group.people}

    def makers(self) -> dict[str, Maker]:
        """Question class -> what makes its questions."""
        return {
            "name_fuzzy_sounds": self._fuzzy, "name_mistyped": self._mistyped, "name_sound_alike": self._sound_alike,
            "name_look_alike": self._look_alike, "name_exchanged": self._exchanged,
            "nobody_characters": self._nobody, "nobody_pinyin": self._nobody_pinyin,
        }  # fmt: skip

    def _some(self, dice: Dice) -> list[Person]:
        return dice.picks(self._native, _SAMPLE)

    def _equal_sound(self, person: Person) -> tuple[str, ...]:
        return tuple(self._by_pinyin[person.name.pinyin])

    def _fuzzy(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            parts = [*person.name.surname_pinyin.split(), *person.name.given_pinyin]
            for one, other in dice.shuffled(_FUZZY):
                at = dice.number(0, len(parts) - 1)
                changed = _exchange(parts[at], one, other)
                text = "".join((*parts[:at], changed, *parts[at + 1 :]))
                if changed != parts[at] and text not in self._sounds:
                    near = [p for p in self._native if _near_sound(p.name, [*parts[:at], changed, *parts[at + 1 :]])]
                    yield text, tuple(p.person_id for p in near)
                    break

    def _mistyped(self, dice: Dice) -> Iterator[Asked]:
        """A letter left out, doubled, exchanged with the next, or the key beside it; where it is nobody else's name."""
        for person in self._some(dice):
            right = person.name.pinyin
            if len(right) < 7:
                continue
            at = dice.number(1, len(right) - 2)
            slip = dice.pick(
                (right[:at] + right[at + 1 :], right[:at] + right[at] + right[at:],
                 right[:at] + right[at + 1] + right[at] + right[at + 2 :],
                 right[:at] + _KEYS.get(right[at], "q") + right[at + 1 :])
            )  # fmt: skip
            if slip not in self._sounds and {o for o in one_edit_away(slip) if o in self._sounds} == {right}:
                yield slip, self._equal_sound(person)

    def _sound_alike(self, dice: Dice) -> Iterator[Asked]:
        by_sound: dict[str, list[str]] = defaultdict(list)
        for sign in dict.fromkeys(MALE + FEMALE):
            by_sound[syllable(sign)].append(sign)
        for person in self._some(dice):
            name = person.name
            at = dice.number(0, len(name.given) - 1)
            others = [sign for sign in by_sound[name.given_pinyin[at]] if sign != name.given[at]]
            if others:
                text = name.surname + name.given[:at] + dice.pick(others) + name.given[at + 1 :]
                if text not in self._names:
                    yield text, self._equal_sound(person)

    def _look_alike(self, dice: Dice) -> Iterator[Asked]:
        for person in dice.shuffled(self._native):
            given = person.name.given
            at = next((at for at, sign in enumerate(given) if sign in _LOOKALIKE), None)
            if at is not None and len(given) == 2:
                text = person.name.surname + given[:at] + _LOOKALIKE[given[at]] + given[at + 1 :]
                if text not in self._names:
                    yield text, tuple(self._by_name[person.name.characters])

    def _exchanged(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            given = person.name.given
            text = person.name.surname + given[::-1]
            if len(given) == 2 and text not in self._names:
                yield text, tuple(self._by_name[person.name.characters])

    def _nobody(self, dice: Dice) -> Iterator[Asked]:
        """Names like everybody's that nobody bears or bore, and that sound like nobody's."""
        surnames = [row[0] for row in surname_rows()]
        former = {person.name.former for person in self._group.people}
        for _ in range(400):
            given = dice.pick(MALE) + (dice.pick(FEMALE) if dice.chance(0.8) else "")
            name = dice.pick(surnames[:60]) + given
            if name not in self._names and name not in former:
                yield name, ()

    def _nobody_pinyin(self, dice: Dice) -> Iterator[Asked]:
        rows = surname_rows()[:60]
        for _ in range(400):
            given = syllable(dice.pick(MALE)) + syllable(dice.pick(FEMALE))
            sound = dice.pick(rows)[1] + given
            if not {other for other in one_edit_away(sound) if other in self._sounds}:
                yield sound, ()


def _exchange(part: str, one: str, other: str) -> str:
    if one in ("zh", "ch", "sh", "l"):
        return other + part[len(one) :] if part.startswith(one) else part
    return part[: -len(one)] + other if part.endswith(one) else part


def _near_sound(name: Name, parts: list[str]) -> bool:
    own = [*name.surname_pinyin.split(), *name.given_pinyin]
    return len(own) == len(parts) and all(
        a == b or any(_exchange(a, *pair) == b or _exchange(b, *pair) == a for pair in _FUZZY)
        for a, b in zip(own, parts, strict=True)
    )
