"""Makes what people wrote and took part in: projects and documents, and the accounts that are nobody."""

from __future__ import annotations

from datetime import date

from schemas.vocabulary import EmploymentStatus, Function, Rank
from zhaoren.demo.dice import Dice
from zhaoren.demo.tree_maker import industry_of
from zhaoren.demo.truth import Account, DemoDocument, DemoGroup, DemoProject

KINDS = ("report", "minutes", "standard", "slides", "table")
_TITLES = {
    "report": "{topic}专题研究报告", "minutes": "{topic}项目例会纪要", "standard": "{topic}管理办法",
    "slides": "{topic}汇报材料", "table": "{topic}数据台账",
}  # fmt: skip
_ACCOUNTS = (
    ("svc-ldap", "LDAP同步账号"), ("svc-backup", "备份服务"), ("scan", "扫描仪"), ("room-301", "301会议室"),
    ("room-big", "大会议室"), ("hotline", "服务热线"), ("admin", "系统管理员"), ("printer2", "二楼打印机"),
)  # fmt: skip


def make_work(group: DemoGroup) -> None:
    """Add projects, documents and accounts to a staffed group."""
    dice = Dice(group.seed, "work")
    for company in group.companies:
        experts = [
            post.person_id
            for post in group.held_posts[company.code]
            if post.is_primary and post.rank >= Rank.HEAD and post.function is not Function.ADMINISTRATION
        ] or [person.person_id for person in group.staff[company.code]]
        for topic in industry_of(company).topics:
            team = tuple(dice.picks(experts, dice.number(3, 7)))
            project = DemoProject(
                f"PRJ-{company.code}-{len(group.projects) + 1:03d}", f"{company.short_name}{topic}项目", topic,
                company.code, team[0], team[1:], dice.day(date(2019, 1, 1), date(2026, 6, 1)),
            )  # fmt: skip
            group.projects.append(project)
            for number in range(dice.number(2, 5)):
                _document(group, project, number, dice)
        _accounts(group, company.code, dice)


def _document(group: DemoGroup, project: DemoProject, number: int, dice: Dice) -> None:
    kind = KINDS[number]
    # Who leads signs most of what comes out, and first.
    authors = [project.lead_id] if dice.chance(0.7) else []
    authors += dice.picks(project.member_ids, dice.number(0 if authors else 1, 2))
    group.documents.append(
        DemoDocument(
            f"DOC-{len(group.documents) + 1:05d}", _TITLES[kind].format(topic=project.topic), kind, project.topic,
            project.company_code, project.project_id if dice.chance(0.8) else None,
            tuple(authors or [project.lead_id]), dice.day(project.started_on, date(2026, 10, 1)),
            (project.topic, dice.pick(("方案", "总结", "指标", "风险", "成本"))),
        )
    )  # fmt: skip


def _accounts(group: DemoGroup, code: str, dice: Dice) -> None:
    company = group.company[code]
    active = [person for person in group.staff[code] if person.status is EmploymentStatus.ACTIVE]
    for login, name in dice.picks(_ACCOUNTS, dice.number(3, 6)):
        # Some carry the desk phone of whoever looks after them: a trap for joining by number.
        phone = dice.pick(active).phone if active and dice.chance(0.4) else company.switchboard
        group.accounts.append(Account(code, login, name, phone, f"{login}@{company.mail_domain}"))
