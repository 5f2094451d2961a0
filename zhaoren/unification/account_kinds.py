"""Accounts that are nobody: services, shared mailboxes, meeting rooms. They are never joined with people."""

from __future__ import annotations

import re
from enum import StrEnum

from zhaoren.language.text import fold
from zhaoren.unification.read_records import ReadRecord


class AccountKind(StrEnum):
    """Whose account a record of a person is."""

    PERSON = "person"
    SERVICE = "service"
    ROOM = "room"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROOM_HAN = re.compile("会议室|会议厅|洽谈室|培训室|培训教室|报告厅|多功能厅|贵宾室|接待室|阶梯教室|视频会议|电话会议")
_ROOM_LATIN = re.compile(
    r"\b(meeting|conference|training)\s*room|\broom[\s_-]*\d|\bconf(erence)?[\s_-]?\d|\bmtg[\s_-]?rm"
)
_SERVICE_HAN = re.compile(
    "测试|管理员|打印|复印机|传真|扫描|系统|接口|服务账|服务帐|公共账|公共帐|公用|共享|邮箱|账号|帐号|账户|服务台|热线|机器人|监控"
    "|备份|同步|访客|外包人员|临时卡|值班|总机|前台|信息发布|通知公告|专线|投诉|举报|招聘|专用号|公众号|小助手|公共|通用"
    "|食堂|保安|门禁|车队|调度|终端|服务器|数据库|运维|脚本|任务|定时|自动|仓库|宿舍|大厅|展厅|机房|闸机|考勤机|刷卡|工作站"
)
_SERVICE_WORDS = _words(
    "admin administrator service services svc srv test tester testing demo guest root system sys "
    "sysadmin noreply printer scanner mailbox backup sync robot bot helpdesk hotline monitor "
    "monitoring support daemon oracle sap jenkins ldap exchange postmaster webmaster batch job api "
    "interface integration shared public reception frontdesk switchboard copier fax kiosk scan "
    "zabbix gitlab nagios crm erp oa vpn wifi radius proxy bind reader"
)
_SERVICE_LOGIN = re.compile(
    r"(svc|srv|sa|sys|adm|app|bot|test|tmp|room|mtg|conf|printer|scan)[-_.].*|.*[-_.](svc|bot|test)"
)
_WORDS = re.compile(r"[a-z]+")
# Only people have these. A first day is no sign: directories tell it of every account that was made.
_HUMAN_FIELDS = ("id_hash", "birth_date", "gender")


def account_kind(record: ReadRecord) -> AccountKind:
    """Whose account it is, by its name and login, unless it has what only people have."""
    if any(record.first(field) for field in _HUMAN_FIELDS):
        return AccountKind.PERSON
    name = fold(record.first("name") or record.first("display_name"))[:200]
    if _ROOM_HAN.search(name) or _ROOM_LATIN.search(name):
        return AccountKind.ROOM
    if _SERVICE_HAN.search(name):
        return AccountKind.SERVICE
    words = _WORDS.findall(name)
    login = fold(record.first("login"))[:200]
    if words and name.isascii() and not _SERVICE_WORDS.isdisjoint(words):
        return AccountKind.SERVICE
    given = record.first("given_name")
    if name.isascii() and not given and (_SERVICE_LOGIN.fullmatch(login) or login in _SERVICE_WORDS):
        return AccountKind.SERVICE
    return AccountKind.PERSON
