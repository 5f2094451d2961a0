"""Which people of a made group are hard to tell apart or to recognise, and why; for measuring each kind for itself."""

from __future__ import annotations

from collections import Counter, defaultdict

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.truth import DemoGroup, Origin

NAMESAKES = "same_name_one_department"


def hard_cases(group: DemoGroup) -> dict[str, tuple[str, ...]]:
    """Person id -> short words, in alphabetic order; people who are no hard case are absent."""
    found: dict[str, set[str]] = defaultdict(set)
    together = Counter((person.unit_id, person.name.characters) for person in group.people)
    numbers = Counter(person.mobile for person in group.people)
    for person in group.people:
        name, own = person.name, found[person.person_id]
        own |= {"former_name"} if name.former else set()
        own |= {"hongkong_taiwan"} if name.origin in (Origin.HONG_KONG, Origin.TAIWAN) else set()
        own |= {"from_abroad"} if name.origin is Origin.ABROAD else set()
        own |= {"wrong_reading"} if name.naive_surname else set()
        own |= {"leaver"} if person.status is EmploymentStatus.LEFT else set()
        own |= {NAMESAKES} if together[person.unit_id, name.characters] > 1 else set()
        own |= {"second_hand_number"} if numbers[person.mobile] > 1 else set()
    for past in group.past:
        same = past.company_code == group.person[past.person_id].company_code
        found[past.person_id].add("rehire" if same else "transfer")
    return {person: tuple(sorted(words)) for person, words in found.items() if words}
