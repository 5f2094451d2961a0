"""A small firm on disk: one list of people, one configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFIGURATION = """
group_name = "海棠科技"
[[sources]]
name = "staff"
kind = "legacy_files"
company = "海棠科技有限公司"
[sources.people]
path = "staff.csv"
key = "工号"
[sources.people.fields]
name = "姓名"
employee_number = "工号"
department = "部门"
title = "职务"
mobile = "手机"
"""
STAFF = """工号,姓名,部门,职务,手机
H001,郭靖,总经办,总经理,13712345678
H002,黄蓉,财务部,财务总监,１３８-１２３４-５６７８
H003,欧阳锋,销售部,销售总监,139 1234 5678
H004,单雄信,采购部,采购经理,+86 136 1234 5678
"""


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """The firm's folder."""
    (tmp_path / "zhaoren.toml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "staff.csv").write_text(STAFF, "gb18030")
    return tmp_path
