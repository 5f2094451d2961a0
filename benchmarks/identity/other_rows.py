"""The rows of the second hand: how each silo writes a person, with faults that the demo's silos do not make."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from zhaoren.demo.dice import Dice
from zhaoren.demo.shape_b import COLUMNS
from zhaoren.demo.truth import Company, Name, Origin

if TYPE_CHECKING:
    from benchmarks.identity.other_style import Human, Job

Row = tuple[str, set[str], list[str]]
"""Person id (empty: nobody), cases of this record, cells."""

_NOBODY = (
    "系统管理员", "会议室{n}", "{n}楼大会议室", "scanner{n}", "打印机-{n}", "前台", "svc_backup{n}", "OA测试账号",
    "财务共享邮箱",
    "访客{n}", "IT服务台", "保安室", "门禁系统", "Room {n}", "Conference Room {n}", "admin{n}", "noreply", "招聘邮箱",
    "食堂刷卡机",
    "车队调度", "视频会议终端{n}", "公共账号{n}",
)  # fmt: skip


class RowWriter:
    """Writes every silo of a group."""

    columns = COLUMNS

    def __init__(self, seed: int, companies: Sequence[Company], people: Sequence[Human]) -> None:
        self._seed, self._companies, self._people = seed, companies, people
        self._dice = Dice(seed, "other-rows")
        self._office = {c.code: next((h.mobile for h in people if h.jobs[-1].company is c), "") for c in companies}

    def all(self) -> dict[str, list[Row]]:
        """The rows of the four silos."""
        silos: dict[str, list[Row]] = {"ldap": [], "hr": [], "legacy": [], "chat": []}
        writers = {
            "ldap": (0.86, self._ldap),
            "hr": (0.93, self._hr),
            "legacy": (0.55, self._legacy),
            "chat": (0.62, self._chat),
        }
        for human in self._people:
            for at, job in enumerate(human.jobs):
                over = job.left_on is not None
                for silo, (share, write) in writers.items():
                    self._dice = Dice(self._seed, silo, human.id, at)
                    if job.concurrent and silo != "hr":
                        continue
                    if self._dice.chance(share if silo == "hr" or not over else share * 0.45):
                        key, cases = self._key(silo), set(human.cases)
                        silos[silo].append((human.id, cases, [key, *write(human, job, cases)]))
        silos["ldap"] += [self._account(number) for number in range(max(4, len(self._people) // 60))]
        return silos

    def write_companies(self, path: Path) -> None:
        """The list of companies."""
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(COLUMNS["companies"])
            for c in self._companies:
                out.writerow((
                    c.code, c.full_name, c.short_name, ";".join(c.aliases[:1]), c.english_name, c.mail_domain,
                    c.old_mail_domain or "", c.region, c.switchboard,
                ))  # fmt: skip

    def _key(self, silo: str) -> str:
        return f"{silo}-{self._dice.uuid().hex[:10]}"

    def _maybe(self, value: str, share: float) -> str:
        return value if self._dice.chance(share) else self._dice.pick(("", "", "", "-", "无"))

    def _company(self, c: Company) -> str:
        forms = (
            c.full_name, c.short_name, c.code, c.english_name, c.full_name.replace("有限公司", "（有限）公司"),
            c.full_name.replace("有限公司", "").replace("股份", ""),
        )  # fmt: skip
        return self._dice.pick(forms)

    def _mail(self, job: Job) -> str:
        old = job.company.old_mail_domain
        domain = old if old and self._dice.chance(0.25) else job.company.mail_domain
        mail = f"{job.login}@{domain}"
        return mail.upper() if self._dice.chance(0.04) else mail

    def _mobile(self, human: Human, cases: set[str], *, old: bool = False) -> str:
        dice = self._dice
        number = human.old_mobile if old and dice.chance(0.6) else human.mobile
        throw = dice.number(1, 100)
        if throw <= 2:
            cases.add("shared_number")
            return self._office[human.jobs[-1].company.code]
        if number.startswith("+"):
            country, rest = number[:4], number[4:]
            return dice.pick((number, f"{country}-{rest}", f"00{number[1:]}", f"{country} {rest[:4]} {rest[4:]}", rest))
        if throw <= 12:
            cases.add("masked_number")
            return f"{number[:3]}****{number[-4:]}" if throw <= 9 else f"*******{number[-4:]}"
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
        return dice.pick((
            number, number, number, number, f"+86 {number[:3]} {number[3:7]} {number[7:]}", f"0086{number}",
            f"0{number}", wide, number.replace("0", "O", 1), f"86{number}", f"{number}.0", f"手机:{number}",
            f"{number[:3]}-{number[3:]}",
        ))  # fmt: skip

    def _desk(self, human: Human, job: Job) -> str:
        area, line = human.desk.split("-")
        board = job.company.switchboard
        return self._dice.pick((
            human.desk, f"({area}) {line}", line, f"{board} 转 {line[-3:]}", f"{board}-8{line[-3:]}",
            f"+86-{area.lstrip('0')}-{line}", board,
        ))  # fmt: skip

    def _written(self, name: Name, department: str) -> str:
        """A name as somebody typed it."""
        dice, plain = self._dice, name.characters
        if name.origin is Origin.ABROAD:
            return dice.pick((plain, plain.upper(), f"{name.given} {name.surname}"))
        throw = dice.number(1, 30)
        forms = {
            1: f"{plain}（{department[:2]}）", 2: f"{department}-{plain}", 3: f"{plain}_{department[:4]}",
            4: " ".join(plain), 5: f"{plain}{dice.number(1, 3)}", 6: f"[{department}]{plain}",
            7: f"{plain}/{name.spaced_pinyin}",
        }  # fmt: skip
        if name.english and throw in (8, 9, 10):
            return dice.pick((f"{plain} {name.english}", f"{name.english} {plain}", f"{name.english}（{plain}）"))
        return forms.get(throw, plain)

    def _department(self, job: Job) -> str:
        short = job.department.replace("管理", "").replace("中心", "部")
        return self._dice.pick((job.department, job.department, short, f"{job.department}{job.section}"))

    def _ldap(self, human: Human, job: Job, cases: set[str]) -> list[str]:
        dice, name = self._dice, human.name
        latin = dice.chance(0.3)
        shown = self._written(name, job.department)
        if latin:
            words = (name.latin or name.spaced_pinyin).split(" ", 1)
            shown = dice.pick((" ".join(words), f"{words[-1]} {words[0]}", f"{words[0].upper()} {words[-1]}"))
            cases.add("latin_only")
        elif name.traditional and dice.chance(0.6):
            shown = name.traditional
        created = job.hired_on + timedelta(days=dice.number(-3, 12))
        if dice.chance(0.25):
            created = max(created, date(2016, 4, 1) + timedelta(days=dice.number(0, 2)))
        family = name.surname_pinyin.title().replace(" ", "") if latin else name.surname
        given = "".join(name.given_pinyin).capitalize() if latin else name.given
        display = dice.pick((shown, shown, f"{name.english} {family}" if name.english else shown))
        return [
            job.login, shown, family, given, display, self._maybe(self._mail(job), 0.85),
            self._maybe(self._desk(human, job), 0.55), self._maybe(self._mobile(human, cases), 0.5),
            self._maybe(job.title, 0.8), self._maybe(self._department(job), 0.9),
            self._maybe(self._company(job.company), 0.94), self._maybe(job.emp_no, 0.4),
            created.strftime("%Y%m%d%H%M%S.0Z"),
            "FALSE" if job.left_on and dice.chance(0.7) else "TRUE",
        ]  # fmt: skip

    def _hr(self, human: Human, job: Job, cases: set[str]) -> list[str]:
        dice, name = self._dice, human.name
        written = name.characters
        if name.traditional and dice.chance(0.5):
            written = name.traditional
        elif name.latin and dice.chance(0.2):
            written = name.latin.upper()
        if name.former and (job.left_on or dice.chance(0.2)):
            written = name.former
        day = dice.pick(("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"))
        path = "/".join(part for part in (job.company.short_name, job.department, job.section) if part)
        status = "离职" if job.left_on else "兼任" if job.concurrent else dice.pick(("在职", "在职", "正式"))
        return [
            self._company(job.company), job.emp_no.zfill(8) if dice.chance(0.1) else job.emp_no, written,
            (name.latin or name.english or "") if dice.chance(0.5) else "", "男" if name.gender == "m" else "女",
            self._maybe(human.born_on.strftime(day), 0.9), self._maybe(human.id_hash, 0.75),
            job.hired_on.strftime(day), job.left_on.strftime(day) if job.left_on else "", status, job.title, path,
            self._maybe(self._mobile(human, cases, old=job.left_on is not None), 0.75),
            self._maybe(self._mail(job), 0.35),
        ]  # fmt: skip

    def _legacy(self, human: Human, job: Job, cases: set[str]) -> list[str]:
        dice = self._dice
        name = (
            human.name.former if human.name.former and dice.chance(0.6) else self._written(human.name, job.department)
        )
        number = self._mobile(human, cases, old=True) if dice.chance(0.65) else self._desk(human, job)
        return [
            dice.pick(("老OA", "食堂", "门禁", "报销")), name, self._maybe(number, 0.8), self._maybe(job.title, 0.5),
            self._maybe(self._department(job), 0.85), self._maybe(self._company(job.company), 0.92),
            self._maybe(self._mail(job), 0.4), self._maybe(job.emp_no, 0.35), f"20{dice.number(10, 24)}-05-01",
        ]  # fmt: skip

    def _chat(self, human: Human, job: Job, cases: set[str]) -> list[str]:
        dice, name = self._dice, human.nick
        if dice.chance(0.14):
            cases.add("nickname_only")
        else:
            name = self._written(human.name, job.department)
        return [
            name, human.nick if dice.chance(0.7) else "", self._maybe(self._mobile(human, cases), 0.78),
            self._maybe(job.emp_no.lower(), 0.4), self._maybe(job.title, 0.7), self._department(job),
            self._maybe(self._company(job.company), 0.9), self._maybe(self._mail(job), 0.3),
        ]  # fmt: skip

    def _account(self, number: int) -> Row:
        dice = self._dice = Dice(self._seed, "account", number)
        company = dice.pick(self._companies)
        name = dice.pick(_NOBODY).format(n=dice.number(1, 40))
        login = dice.pick((f"svc{number}", f"room{number}", f"pub{number}", f"share.{number}"))
        phone = company.switchboard if dice.chance(0.7) else self._office[company.code]
        cells = [
            login, name, "", "", name, f"{login}@{company.mail_domain}", phone, "", "",
            dice.pick(("信息技术部", "综合办公室", "")), self._company(company), "", "20160401080000.0Z", "TRUE",
        ]  # fmt: skip
        return "", {"account"}, [self._key("account"), *cells]
