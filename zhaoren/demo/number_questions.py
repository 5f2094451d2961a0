"""Questions by number, mail and account, and by numbers that nobody has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo import question_wordings as words
from zhaoren.demo.dice import Dice
from zhaoren.demo.truth import DemoGroup, Person

Asked = tuple[str, tuple[str, ...]]
Maker = Callable[[Dice], Iterable[Asked]]
_SAMPLE = 200


class NumberQuestions:
    """Makes questions by digits. Where several people share the digits, each of them is right."""

    def __init__(self, group: DemoGroup) -> None:
        self._group = group
        self._active = [person for person in group.people if person.status is EmploymentStatus.ACTIVE]
        self._tails: dict[str, list[str]] = defaultdict(list)
        self._mobiles: dict[str, list[str]] = defaultdict(list)
        self._phones: dict[str, list[str]] = defaultdict(list)
        self._emp_nos: dict[str, list[str]] = defaultdict(list)
        for person in group.people:
            for number in {person.mobile[-4:], person.phone[-4:], person.emp_no[-4:]}:
                self._tails[number].append(person.person_id)
            self._mobiles[person.mobile].append(person.person_id)
            self._phones[person.phone].append(person.person_id)
            self._emp_nos[person.emp_no].append(person.person_id)

    def makers(self) -> dict[str, Maker]:
        """Question class -> what makes its questions."""
        return {
            "number_tail": self._tail, "number_tail_surname": self._tail_surname, "number_mobile": self._mobile,
            "number_phone": self._phone, "identifier_emp_no": self._emp_no, "identifier_mail": self._mail,
            "nobody_number": self._nobody,
        }  # fmt: skip

    def _some(self, dice: Dice) -> list[Person]:
        return dice.picks(self._active, _SAMPLE)

    def _tail(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            tail = person.mobile[-4:]
            yield dice.pick(words.NUMBER_TAIL).format(x=tail), tuple(self._tails[tail])

    def _tail_surname(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            tail, surname = person.mobile[-4:], person.name.surname
            same = [other for other in self._tails[tail] if self._group.person[other].name.surname == surname]
            yield dice.pick((f"{surname} {tail}", f"{tail} {surname}", f"姓{surname}的 尾号{tail}")), tuple(same)

    def _mobile(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            number = person.mobile
            form = dice.pick(
                (number, f"{number[:3]} {number[3:7]} {number[7:]}", f"{number[:3]}-{number[3:7]}-{number[7:]}")
            )
            active = [other for other in self._mobiles[number] if self._is_active(other)]
            yield dice.pick(words.NUMBER_WHOLE).format(x=form), tuple(active)

    def _phone(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            number = person.phone
            form = dice.pick((number, number.replace("-", ""), number.split("-")[1]))
            active = [other for other in self._phones[number] if self._is_active(other)]
            yield dice.pick(words.NUMBER_WHOLE).format(x=form), tuple(active)

    def _emp_no(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            company = self._group.company[person.company_code]
            same = self._emp_nos[person.emp_no]
            if len(same) == 1 and any(sign.isalpha() for sign in person.emp_no):
                yield dice.pick(words.IDENTIFIER).format(x=person.emp_no), tuple(same)
            else:
                here = [other for other in same if self._group.person[other].company_code == company.code]
                yield f"{company.short_name} {person.emp_no}", tuple(here)

    def _mail(self, dice: Dice) -> Iterator[Asked]:
        for person in self._some(dice):
            yield dice.pick((person.email, person.email.upper(), f"{person.email}是谁")), (person.person_id,)

    def _nobody(self, dice: Dice) -> Iterator[Asked]:
        digits = ["".join(sign for sign in number if sign.isdigit()) for number in (*self._mobiles, *self._phones)]
        numbers = [*digits, *self._emp_nos]
        while True:
            made = f"19{dice.digits(9)}"
            if made not in self._mobiles:
                yield made, ()
            part = dice.digits(6)
            if not any(part in number for number in numbers):
                yield f"尾号{part}", ()
            if dice.chance(0.02):
                return

    def _is_active(self, person_id: str) -> bool:
        return self._group.person[person_id].status is EmploymentStatus.ACTIVE
