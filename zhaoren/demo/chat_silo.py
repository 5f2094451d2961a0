"""A chat suite's directory as JSON Lines: nicknames, half of the numbers, departments as paths, one row a person."""

from __future__ import annotations

import json
from pathlib import Path

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import company_spellings, department_path, masked, messy_mobile, messy_name, whole_title
from zhaoren.demo.silo_plan import CHAT_SOURCE, TruthLog, enlisted, is_leader, plan_silos
from zhaoren.demo.truth import DemoGroup, Person

CHAT_PATH = Path("chat") / "members.jsonl"


def write_chat(group: DemoGroup, folder: Path, log: TruthLog) -> None:
    """The whole group's members; accounts that are nobody are among them."""
    path = folder / CHAT_PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for plan in plan_silos(group):
            company = plan.company
            for person in enlisted(group, company, "chat", 0.72, 0.2 if plan.in_group_hr else 0.0):
                row = _member(group, person, Dice(group.seed, "chat", person.person_id))
                log.add(person.person_id, CHAT_SOURCE, row["userid"], row.values())
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            for account in group.accounts:
                dice = Dice(group.seed, "chat", account.company_code, account.login)
                if account.company_code == company.code and dice.chance(0.3):
                    robot = {"userid": f"bot{dice.digits(8)}", "name": account.name, "org_name": company.short_name}
                    file.write(json.dumps(robot, ensure_ascii=False) + "\n")


def _member(group: DemoGroup, person: Person, dice: Dice) -> dict[str, str]:
    company, is_left = group.company[person.company_code], person.status is EmploymentStatus.LEFT
    spellings = company_spellings(company)
    path = department_path(group, person.unit_id)
    department = path.split("/")[-1] or company.short_name
    mobile = masked(person.mobile) if dice.chance(0.15) else messy_mobile(dice, person.mobile)
    row = {
        "userid": f"{dice.digits(10)}",
        "name": person.nick if dice.chance(0.25) else messy_name(dice, person.name, department),
        "nick": person.nick,
        "english_name": person.name.english or "",
        "mobile": mobile if dice.chance(0.8) else "",
        "job_number": person.emp_no if dice.chance(0.55) or is_left or is_leader(group, person) else "",
        "title": whole_title(group, person) if dice.chance(0.85) else "",
        "department": f"{company.short_name}/{path}" if path else company.short_name,
        "org_name": dice.pick(spellings),
        "email": person.email if dice.chance(0.5) else "",
        "active": "false" if is_left and dice.chance(0.5) else "true",
    }
    return {key: value for key, value in row.items() if value or dice.chance(0.5)}
