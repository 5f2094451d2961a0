"""Writes a whole group as its silos: one call, one folder, and the truth beside it for measuring."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from zhaoren.demo.active_directory_silo import write_active_directory
from zhaoren.demo.chat_silo import write_chat
from zhaoren.demo.document_silo import write_documents
from zhaoren.demo.hr_silo import write_hr_sql
from zhaoren.demo.list_silos import write_list
from zhaoren.demo.openldap_silo import write_openldap
from zhaoren.demo.questions import write_questions
from zhaoren.demo.silo_plan import SiloPlan, TruthLog, plan_silos
from zhaoren.demo.truth import DemoGroup

HR_PATH = Path("hr") / "hr.db"
COMPANY_PATH = Path("register") / "companies.csv"
REGISTER_COLUMNS = (
    "公司代码", "公司全称", "简称", "证券简称", "别名", "曾用名", "英文名称", "所在地", "行业",
    "上级公司代码", "邮箱域名", "旧邮箱域名", "总机",
)  # fmt: skip
TRUTH_FOLDER = Path("truth")
"""Never connected as a source."""


def directory_path(plan: SiloPlan) -> Path:
    """Where a company's LDIF export lies, relative to the folder of silos."""
    return Path("directories") / f"{plan.directory_source}.ldif"


def write_silos(group: DemoGroup, folder: Path) -> TruthLog:
    """Write every silo of the group below a folder.

    Args:
        group: the truth.
        folder: made when absent; files of the same name are replaced. `truth/truth.jsonl` and
            `truth/questions.jsonl` are written beside the silos.

    Returns:
        Whose record each one is, and which rows are bad on purpose.
    """
    log = TruthLog()
    for plan in plan_silos(group):
        if plan.directory == "openldap":
            write_openldap(group, plan, folder / directory_path(plan), log)
        elif plan.directory == "active_directory":
            write_active_directory(group, plan, folder / directory_path(plan), log)
        if plan.own_list:
            write_list(group, plan, folder, log)
    (folder / HR_PATH).parent.mkdir(parents=True, exist_ok=True)
    log.records += write_hr_sql(group, f"sqlite:///{folder / HR_PATH}").records
    write_chat(group, folder, log)
    write_documents(group, folder)
    write_company_register(group, folder / COMPANY_PATH)
    write_truth(group, folder / TRUTH_FOLDER / "truth.jsonl", log)
    write_questions(group, folder / TRUTH_FOLDER / "questions.jsonl", log)
    return log


def write_company_register(group: DemoGroup, path: Path) -> None:
    """The list of legal entities that every headquarters keeps."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REGISTER_COLUMNS)
        for company in group.companies:
            writer.writerow(
                [
                    company.code, company.full_name, company.short_name, company.stock_name or "",
                    ";".join(company.aliases), ";".join(company.former_names), company.english_name, company.city,
                    company.industry, company.parent_code or "", company.mail_domain, company.old_mail_domain or "",
                    company.switchboard,
                ]
            )  # fmt: skip


def write_truth(group: DemoGroup, path: Path, log: TruthLog) -> None:
    """One line a person: who he is and every record that is he."""
    records: dict[str, list[dict[str, str]]] = {}
    for record in log.records:
        mine = records.setdefault(record.person_id, [])
        mine.append({"source": record.source, "kind": record.kind, "key": record.key})
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for person in group.people:
            line = {
                "person_id": person.person_id, "name": person.name.characters, "company": person.company_code,
                "title": person.title, "status": person.status, "records": records.get(person.person_id, []),
            }  # fmt: skip
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
