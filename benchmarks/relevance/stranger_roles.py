"""Questions about posts and relations as somebody else would put them, about companies of other kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from benchmarks.relevance import stranger_wordings as words
from benchmarks.relevance.stranger_companies import kind_of
from benchmarks.relevance.stranger_wordings import DUTIES, FUNCTIONS, part_of
from schemas.vocabulary import EmploymentStatus, Function, Rank, UnitType
from zhaoren.demo.dice import Dice
from zhaoren.demo.truth import Company, DemoGroup, DemoPost, Person

Asked = tuple[str, tuple[str, ...]]
Maker = Callable[[Dice], Iterable[Asked]]


class StrangerRoles:
    """Makes questions about roles, in the wordings of one part; only where the truth has one plain answer."""

    def __init__(self, group: DemoGroup, part: str) -> None:
        self._group = group
        self._part = part
        self._bearers = Counter(person.name.characters for person in group.people)
        pairs = [(company, function) for company in group.companies for function in FUNCTIONS]
        self._heads = {(c.code, f): group.head_of(c.code, f) for c, f in pairs}
        posts = [post for held in group.held_posts.values() for post in held]
        led = {(post.company_code, post.function) for post in posts if post.rank in (Rank.CHIEF, Rank.HEAD)}
        self._answered = [pair for pair in pairs if (pair[0].code, pair[1]) in led]
        present = {(unit.company_code, unit.function) for unit in group.units} | {
            (post.company_code, part) for post in group.posts for part in (post.function, *post.in_charge_of)
        }
        self._absent = [pair for pair in pairs if (pair[0].code, pair[1]) not in present]

    def makers(self) -> dict[str, Maker]:
        """Question class -> what makes its questions."""
        return {
            "role_formal": self._formal, "role_names": self._names, "role_duty": self._duty,
            "role_english": self._english, "role_typed": self._typed, "role_title": self._title,
            "role_president": self._president, "role_unit": self._unit, "role_in_charge": self._in_charge,
            "role_acting": self._acting, "relation_manager": self._manager, "relation_team": self._team,
            "relation_chain": self._chain, "relation_peers": self._peers, "relation_assistant": self._assistant,
            "list_kind": self._kinds, "list_every": self._every, "list_heads": self._all_heads,
            "nobody_company": self._nobody_company, "nobody_function": self._nobody_function,
        }  # fmt: skip

    def wording(self, dice: Dice, wordings: tuple[str, ...]) -> str:
        """One of the wordings of this part; of all where it has none."""
        return dice.pick([one for one in wordings if part_of(one) == self._part] or wordings)

    def _pairs(self, dice: Dice) -> Iterator[tuple[Company, Function, tuple[str, ...]]]:
        for company, function in dice.shuffled(self._answered):
            yield company, function, self._heads[company.code, function]

    def _formal(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            word = dice.pick(FUNCTIONS[function][0])
            yield self.wording(dice, words.ROLE_FORMAL).format(c=company.short_name, f=word), who

    def _names(self, dice: Dice) -> Iterator[Asked]:
        """By full, former and undeclared names."""
        for company, function, who in self._pairs(dice):
            said = (company.full_name, *company.aliases, *company.former_names, company.colloquial_name)
            name, word = dice.pick([one for one in said if one]), FUNCTIONS[function][0][0]
            yield self.wording(dice, words.ROLE_FORMAL).format(c=name, f=word), who

    def _duty(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            if function in DUTIES:
                text = self.wording(dice, words.ROLE_DUTY)
                yield text.format(c=company.short_name, d=dice.pick(DUTIES[function])), who

    def _english(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            name = dice.pick((company.english_short, company.english_name))
            text = self.wording(dice, words.ROLE_ENGLISH)
            yield text.format(c=name, f=dice.pick(FUNCTIONS[function][1])), who

    def _typed(self, dice: Dice) -> Iterator[Asked]:
        """In a hurry: pinyin, codes, no spaces, half English."""
        spelled = {Function.FINANCE: "caiwu", Function.HR: "renshi", Function.PROCUREMENT: "caigou",
                   Function.LEGAL: "fawu", Function.SALES: "xiaoshou", Function.QUALITY: "zhiliang",
                   Function.AUDIT: "shenji", Function.LOGISTICS: "wuliu", Function.PRODUCTION: "shengchan"}  # fmt: skip
        for company, function, who in self._pairs(dice):
            if function in spelled:
                said, english = spelled[function], FUNCTIONS[function][1][0]
                text = dice.pick(("{n} {s}", "{n}{s}", "{k} {s} fuzeren", "{n} {e}负责人", "{k} {e}", "{n}{s}fuzeren"))
                yield text.format(n=company.short_name, k=company.code.lower(), s=said, e=english), who

    def _title(self, dice: Dice) -> Iterator[Asked]:
        for company in self._group.companies:
            for post in self._group.held_posts[company.code]:
                if post.rank is Rank.CHIEF:
                    yield self.wording(dice, words.TITLE).format(c=company.short_name, t=post.title), (post.person_id,)

    def _president(self, _: Dice) -> Iterator[Asked]:
        for company in self._group.companies:
            chairs = [p.person_id for p in self._group.held_posts[company.code] if p.rank is Rank.CHAIR]
            who = self._group.head_of(company.code, Function.GENERAL)
            for wording in words.PRESIDENT if who else ():
                if part_of(wording) == self._part:
                    either = () if wording.startswith(("{c}总经理", "CEO")) else chairs
                    yield wording.format(c=company.short_name, ce=company.english_short), (*who, *either)

    def _posts(self, rank: Rank, *types: UnitType) -> Iterator[tuple[Company, DemoPost, str]]:
        for company in self._group.companies:
            for post in self._group.held_posts[company.code]:
                unit = self._group.unit[post.unit_id]
                if post.rank is rank and unit.unit_type in types and company.style != "english":
                    yield company, post, unit.name

    def _unit(self, dice: Dice) -> Iterator[Asked]:
        for company, post, unit in self._posts(Rank.HEAD, UnitType.SITE, UnitType.DEPARTMENT):
            text = self.wording(dice, words.UNIT_HEAD)
            yield text.format(c=company.short_name, u=unit), (post.person_id,)

    def _in_charge(self, dice: Dice) -> Iterator[Asked]:
        for company in self._group.companies:
            for post in self._group.held_posts[company.code]:
                for function in post.in_charge_of:
                    if function in FUNCTIONS:
                        text = self.wording(dice, words.IN_CHARGE)
                        yield text.format(c=company.short_name, f=FUNCTIONS[function][0][0]), (post.person_id,)

    def _acting(self, dice: Dice) -> Iterator[Asked]:
        for company, post, unit in self._posts(Rank.HEAD, UnitType.DEPARTMENT):
            if post.is_acting:
                yield self.wording(dice, words.ACTING).format(c=company.short_name, u=unit), (post.person_id,)

    def _known(self, dice: Dice) -> Iterator[Person]:
        for person in dice.shuffled(self._group.people):
            if person.status is EmploymentStatus.ACTIVE and self._bearers[person.name.characters] == 1:
                yield person

    def _teams(self) -> dict[str, list[str]]:
        teams: dict[str, list[str]] = {}
        for person in self._group.people:
            if person.manager_id and person.status is EmploymentStatus.ACTIVE:
                teams.setdefault(person.manager_id, []).append(person.person_id)
        return teams

    def _manager(self, dice: Dice) -> Iterator[Asked]:
        for person in self._known(dice):
            if person.manager_id:
                yield self.wording(dice, words.MANAGER).format(n=person.name.characters), (person.manager_id,)

    def _team(self, dice: Dice) -> Iterator[Asked]:
        teams = self._teams()
        for person in self._known(dice):
            if person.person_id in teams:
                yield self.wording(dice, words.TEAM).format(n=person.name.characters), tuple(teams[person.person_id])

    def _chain(self, dice: Dice) -> Iterator[Asked]:
        for person in self._known(dice):
            manager = self._group.person.get(person.manager_id or "")
            if manager is not None and manager.manager_id:
                wording = self.wording(dice, words.CHAIN)
                first = manager.manager_id if wording == "{n}的上级的上级" else manager.person_id
                yield wording.format(n=person.name.characters), (first,)

    def _peers(self, dice: Dice) -> Iterator[Asked]:
        teams = self._teams()
        for person in self._known(dice):
            others = [other for other in teams.get(person.manager_id or "", ()) if other != person.person_id]
            if others:
                yield self.wording(dice, words.PEERS).format(n=person.name.characters), tuple(others)

    def _assistant(self, dice: Dice) -> Iterator[Asked]:
        for person in self._group.people:
            boss = self._group.person.get(person.assistant_of or "")
            if (
                boss is not None
                and person.status is EmploymentStatus.ACTIVE
                and self._bearers[boss.name.characters] == 1
            ):
                yield self.wording(dice, words.ASSISTANT).format(n=boss.name.characters), (person.person_id,)

    def _kinds(self, dice: Dice) -> Iterator[Asked]:
        kinds: dict[str, list[str]] = {}
        for company in self._group.companies:
            kinds.setdefault(kind_of(company), []).append(company.code)
        for kind, codes in kinds.items():
            for function in (Function.FINANCE, Function.HR, Function.SALES, Function.PROCUREMENT) if kind else ():
                who = tuple(person_id for code in codes for person_id in self._heads[code, function])
                if who:
                    text = self.wording(dice, words.LISTS)
                    yield text.format(k=kind, f=FUNCTIONS[function][0][0]), who

    def _every(self, _: Dice) -> Iterator[Asked]:
        for function in (
            Function.FINANCE,
            Function.HR,
            Function.SALES,
            Function.PROCUREMENT,
            Function.EHS,
            Function.IT,
        ):
            who = tuple(
                person_id for company in self._group.companies[1:] for person_id in self._heads[company.code, function]
            )
            for wording in words.EVERY:
                if part_of(wording) == self._part:
                    yield wording.format(f=FUNCTIONS[function][0][0]), who

    def _all_heads(self, dice: Dice) -> Iterator[Asked]:
        for company in self._group.companies:
            heads = {
                post.person_id for other, post, _ in self._posts(Rank.HEAD, UnitType.DEPARTMENT) if other == company
            }
            if heads:
                text = self.wording(dice, words.ALL_HEADS)
                yield text.format(c=company.short_name, ce=company.english_short), tuple(heads)

    def _nobody_company(self, dice: Dice) -> Iterator[Asked]:
        for name in words.UNKNOWN:
            for _ in range(2):
                word = dice.pick(FUNCTIONS[dice.pick(tuple(FUNCTIONS))][0])
                yield self.wording(dice, words.NOBODY_COMPANY).format(x=name, f=word), ()

    def _nobody_function(self, dice: Dice) -> Iterator[Asked]:
        for company, function in dice.picks(self._absent, 80):
            text = self.wording(dice, words.ROLE_FORMAL)
            yield text.format(c=company.short_name, f=FUNCTIONS[function][0][0]), ()
