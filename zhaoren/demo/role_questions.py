"""Questions for whoever holds a role: at a company by any of its names, formal, spoken, English, by duty, or nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from schemas.vocabulary import EmploymentStatus, Function, Rank, UnitType
from zhaoren.demo import question_wordings as words
from zhaoren.demo.dice import Dice
from zhaoren.demo.question_wordings import FUNCTION_WORDS
from zhaoren.demo.truth import Company, DemoGroup, DemoPost

Asked = tuple[str, tuple[str, ...]]
Maker = Callable[[Dice], Iterable[Asked]]


class RoleQuestions:
    """Makes questions about posts. Only pairs of company and function whose answer the truth knows are asked."""

    def __init__(self, group: DemoGroup) -> None:
        self._group = group
        self._bearers = Counter(person.name.characters for person in group.people)
        pairs = [(company, function) for company in group.companies for function in FUNCTION_WORDS]
        heads = {(company.code, function): group.head_of(company.code, function) for company, function in pairs}
        self._heads = heads
        chiefs = {
            (post.company_code, post.function)
            for posts in group.held_posts.values()
            for post in posts
            if post.rank in (Rank.CHIEF, Rank.HEAD)
        }
        # Where only a vice president or deputy is left, "nobody, but …" is a right answer too: not asked.
        self._answered = [pair for pair in pairs if (pair[0].code, pair[1]) in chiefs]
        present = {(unit.company_code, unit.function) for unit in group.units}
        present |= {(post.company_code, post.function) for post in group.posts}
        present |= {(post.company_code, part) for post in group.posts for part in post.in_charge_of}
        # A 采购经理 in a department without a head may well be its head: no such department is asked about.
        doubtful = {
            (post.company_code, post.function)
            for posts in group.held_posts.values()
            for post in posts
            if post.title.endswith(("经理", "主管", "总监", "Executive", "Officer"))
        }
        vacant = {(vacancy.company_code, vacancy.function) for vacancy in group.vacancies} - doubtful
        self._vacant = [
            (company, function)
            for company, function in pairs
            if (company.code, function) in vacant and not heads[company.code, function]
        ]
        self._absent = [pair for pair in pairs if (pair[0].code, pair[1]) not in present]

    def makers(self) -> dict[str, Maker]:
        """Question class -> what makes its questions."""
        return {
            "role_formal": self._formal, "role_spoken": self._spoken, "role_said": self._said, "role_duty": self._duty,
            "role_english": self._english, "role_mixed": self._mixed, "role_company_names": self._company_names,
            "role_derived_company": self._derived, "role_chief": self._chief, "role_president": self._president,
            "role_unit_head": self._unit_head, "role_deputy": self._deputy, "role_in_charge": self._in_charge,
            "role_acting": self._acting, "relation_assistant": self._assistant, "relation_manager": self._manager,
            "relation_team": self._team, "list": self._lists, "expert": self._expert, "project": self._project,
            "nobody_vacant": self._nobody_vacant, "nobody_function": self._nobody_function,
            "nobody_company": self._nobody_company,
        }  # fmt: skip

    def _pairs(self, dice: Dice) -> Iterator[tuple[Company, Function, tuple[str, ...]]]:
        for company, function in dice.shuffled(self._answered):
            yield company, function, self._heads[company.code, function]

    def _formal(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            name = dice.pick((company.short_name, company.full_name))
            yield dice.pick(words.ROLE_FORMAL).format(c=name, f=dice.pick(FUNCTION_WORDS[function].formal)), who

    def _spoken(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            word = dice.pick(FUNCTION_WORDS[function].formal)
            yield dice.pick(words.ROLE_SPOKEN).format(c=spoken_name(dice, company), f=word), who

    def _said(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            said = dice.pick(FUNCTION_WORDS[function].spoken)
            yield dice.pick(words.ROLE_SAID).format(c=spoken_name(dice, company), s=said), who

    def _duty(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            duty = dice.pick(FUNCTION_WORDS[function].duties)
            yield dice.pick(words.ROLE_DUTY).format(c=spoken_name(dice, company), d=duty), who

    def _english(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            name = dice.pick((company.english_short, company.english_name, company.english_short.lower()))
            yield dice.pick(words.ROLE_ENGLISH).format(c=name, f=dice.pick(FUNCTION_WORDS[function].english)), who

    def _mixed(self, dice: Dice) -> Iterator[Asked]:
        for company, function, who in self._pairs(dice):
            both = FUNCTION_WORDS[function]
            text = dice.pick(words.ROLE_MIXED).format(
                c=company.short_name, ce=company.english_short, f=both.formal[0], fe=both.english[0]
            )
            yield text, who

    def _company_names(self, dice: Dice) -> Iterator[Asked]:
        """By stock name, former name, declared alias or code."""
        for company, function, who in self._pairs(dice):
            names = [*company.former_names, *company.aliases, company.code]
            names += [company.stock_name] if company.stock_name else []
            name, word = dice.pick(names), FUNCTION_WORDS[function].formal[0]
            yield dice.pick(words.ROLE_FORMAL[:5]).format(c=name, f=word), who

    def _derived(self, dice: Dice) -> Iterator[Asked]:
        """By a short form that no silo declares: characters of the name, or initials of its pinyin."""
        for company, function, who in self._pairs(dice):
            if company.parent_code and company.colloquial_name not in company.aliases:
                names = (company.colloquial_name, company.colloquial_name, company.code.lower())
                word = FUNCTION_WORDS[function].formal[0]
                yield dice.pick(words.ROLE_FORMAL[:5]).format(c=dice.pick(names), f=word), who

    def _chief(self, dice: Dice) -> Iterator[Asked]:
        """By the exact title of a chief officer."""
        for company in self._group.companies:
            for post in self._group.held_posts[company.code]:
                if post.rank is Rank.CHIEF:
                    yield f"{spoken_name(dice, company)}{dice.pick(('', ' ', '的'))}{post.title}", (post.person_id,)

    def _president(self, dice: Dice) -> Iterator[Asked]:
        for company in self._group.companies:
            who = self._group.head_of(company.code, Function.GENERAL)
            chairs = tuple(p.person_id for p in self._group.held_posts[company.code] if p.rank is Rank.CHAIR)
            names = {"c": spoken_name(dice, company), "ce": company.english_short}
            if who:
                yield dice.pick(words.PRESIDENT).format(**names), who
                yield dice.pick(words.AT_THE_TOP).format(**names), (*who, *chairs)
            if chairs:
                yield dice.pick(words.CHAIR).format(**names), chairs

    def _posts(self, rank: Rank, unit_types: tuple[UnitType, ...]) -> Iterator[tuple[Company, DemoPost]]:
        for company in self._group.companies:
            for post in self._group.held_posts[company.code]:
                if post.rank is rank and self._group.unit[post.unit_id].unit_type in unit_types:
                    yield company, post

    def _unit_head(self, dice: Dice) -> Iterator[Asked]:
        for company, post in self._posts(Rank.HEAD, (UnitType.SITE, UnitType.DEPARTMENT)):
            unit = self._group.unit[post.unit_id].name
            if not post.is_acting and company.style != "english":
                name = spoken_name(dice, company)
                yield dice.pick(words.UNIT_HEAD).format(c=name, u=unit, t=post.title), (post.person_id,)

    def _deputy(self, dice: Dice) -> Iterator[Asked]:
        for company, post in self._posts(Rank.DEPUTY_HEAD, (UnitType.SITE, UnitType.DEPARTMENT)):
            unit = self._group.unit[post.unit_id].name
            if company.style == "english":
                continue
            yield dice.pick(words.DEPUTY).format(c=company.short_name, u=unit, t=post.title), (post.person_id,)

    def _in_charge(self, dice: Dice) -> Iterator[Asked]:
        for company in self._group.companies:
            for post in self._group.held_posts[company.code]:
                for function in post.in_charge_of:
                    if function in FUNCTION_WORDS:
                        word = FUNCTION_WORDS[function].formal[0]
                        text = dice.pick(words.IN_CHARGE).format(c=company.short_name, f=word)
                        yield text, (post.person_id,)

    def _acting(self, dice: Dice) -> Iterator[Asked]:
        for company, post in self._posts(Rank.HEAD, (UnitType.DEPARTMENT,)):
            if post.is_acting and post.function in FUNCTION_WORDS:
                unit = self._group.unit[post.unit_id].name
                yield (
                    f"{company.short_name}{unit}{dice.pick(('谁主持工作', '负责人', '现在谁负责'))}",
                    (post.person_id,),
                )

    def _unique(self, person_id: str) -> str | None:
        """The name of somebody who shares it with nobody, else None."""
        name = self._group.person[person_id].name.characters
        return name if self._bearers[name] == 1 else None

    def _assistant(self, dice: Dice) -> Iterator[Asked]:
        for person in self._group.people:
            if person.assistant_of and person.status is EmploymentStatus.ACTIVE:
                boss = self._group.person[person.assistant_of]
                company = self._group.company[person.company_code].short_name
                wording = dice.pick(words.ASSISTANT if self._unique(boss.person_id) else words.ASSISTANT[3:])
                yield wording.format(n=boss.name.characters, c=company, t=boss.title), (person.person_id,)

    def _manager(self, dice: Dice) -> Iterator[Asked]:
        for person in dice.picks(self._group.people, 150):
            name = self._unique(person.person_id)
            if name and person.manager_id and person.status is EmploymentStatus.ACTIVE:
                yield dice.pick(words.MANAGER).format(n=name), (person.manager_id,)

    def _team(self, dice: Dice) -> Iterator[Asked]:
        teams: dict[str, list[str]] = {}
        for person in self._group.people:
            if person.manager_id and person.status is EmploymentStatus.ACTIVE:
                teams.setdefault(person.manager_id, []).append(person.person_id)
        for manager_id, team in dice.shuffled(list(teams.items()))[:150]:
            name = self._unique(manager_id)
            if name:
                yield dice.pick(words.TEAM).format(n=name), tuple(team)

    def _lists(self, dice: Dice) -> Iterator[Asked]:
        for industry, kind in words.INDUSTRY_WORDS.items():
            codes = [company.code for company in self._group.companies if company.industry == industry]
            for function in (Function.FINANCE, Function.HR, Function.SALES):
                who = tuple(person_id for code in codes for person_id in self._heads[code, function])
                if who:
                    yield dice.pick(words.LISTS).format(k=kind, f=FUNCTION_WORDS[function].formal[0]), who

    def _expert(self, dice: Dice) -> Iterator[Asked]:
        for topic in dict.fromkeys(project.topic for project in self._group.projects):
            leads = [project.lead_id for project in self._group.projects if project.topic == topic]
            authors = [
                who for document in self._group.documents if document.topic == topic for who in document.author_ids
            ]
            yield dice.pick(words.EXPERT).format(t=topic), (*leads, *authors)

    def _project(self, dice: Dice) -> Iterator[Asked]:
        for project in self._group.projects:
            company = self._group.company[project.company_code].short_name
            yield dice.pick(words.PROJECT).format(c=company, t=project.topic), (project.lead_id,)

    def _nobody_vacant(self, dice: Dice) -> Iterator[Asked]:
        for company, function in self._vacant:
            yield dice.pick(words.ROLE_FORMAL).format(c=company.short_name, f=FUNCTION_WORDS[function].formal[0]), ()

    def _nobody_function(self, dice: Dice) -> Iterator[Asked]:
        for company, function in dice.picks(self._absent, 120):
            wording = dice.pick((*words.ROLE_FORMAL, *words.ROLE_SPOKEN))
            yield wording.format(c=company.short_name, f=FUNCTION_WORDS[function].formal[0]), ()

    def _nobody_company(self, dice: Dice) -> Iterator[Asked]:
        taken = {company.brand for company in self._group.companies}
        for brand in words.UNKNOWN_COMPANIES:
            if brand not in taken:
                for trade in dice.picks(words.UNKNOWN_TRADES, 4):
                    word = FUNCTION_WORDS[dice.pick(tuple(FUNCTION_WORDS))].formal[0]
                    yield dice.pick((*words.ROLE_FORMAL, *words.ROLE_SPOKEN)).format(c=brand + trade, f=word), ()


def spoken_name(dice: Dice, company: Company) -> str:
    """What a colleague calls the company: its short name or a declared alias."""
    return dice.pick((company.short_name, company.short_name, *company.aliases))
