"""The commented `zhaoren.toml` that `zhaoren init` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from schemas.source_settings import FilesSource, FileTable


class GuessedSource(Protocol):
    """A source with what it is and why."""

    @property
    def source(self) -> FilesSource:
        """The settings."""

    @property
    def remarks(self) -> Mapping[tuple[str, int, str], str]:
        """(section, number of the table, field or "key") -> why."""

    @property
    def unmapped(self) -> Mapping[tuple[str, int], Sequence[str]]:
        """(section, number of the table) -> columns that are not taken."""


TEMPLATE = """\
# zhaoren 配置 / configuration. 相对路径从本文件所在目录算起 / relative paths count from this file's folder.
# 密码只写引用，不写在这里 / secrets are referred to, never written here:
#   password = {{ env = "HR_PASSWORD" }}   or   password = {{ file = "/run/secrets/hr" }}

group_name = {group_name}
data_folder = "data"
# policy_file = "policy.toml"      # 谁能看到什么；没有它时只有本机管理员能查 / who sees what
# lexicon_file = "lexicon.toml"    # 本集团的说法：职务、职能、事项 / words of your own

[catalog]
# url = "postgresql+psycopg://zhaoren@db.example/zhaoren"   # 默认 SQLite / SQLite by default
# password = {{ env = "ZHAOREN_CATALOG_PASSWORD" }}

[index]
engine = "tantivy"                 # 内置，无需服务器 / embedded. 大规模时 / at scale: "elasticsearch"
# url = "https://search.example:9200"
# api_key = {{ env = "ZHAOREN_INDEX_KEY" }}

[guard]                            # 同时超过比例和数量时，本次同步不写入 / a run past both is held
removals_percent = 10
removals_count = 5

[serve]
host = "127.0.0.1"
port = 8765

# ---- 数据源 / sources：每个系统一段，`zhaoren check` 会逐个试连 / one section each, `zhaoren check` tries them ----
{sources}"""

EXAMPLES = """\
# [[sources]]
# name = "ldap-nj"
# kind = "ldap_directory"
# url = "ldaps://ldap.nj.example"
# base = "dc=nj,dc=example"
# preset = "inetorgperson"         # or "active_directory"
# bind_dn = "cn=reader,dc=nj,dc=example"
# password = {{ env = "LDAP_NJ_PASSWORD" }}
# company = "南京某某有限公司"
# priority = 60

# [[sources]]
# name = "hr"
# kind = "hr_database"
# url = "postgresql+psycopg://reader@hr.example/hr"
# password = {{ env = "HR_PASSWORD" }}
# priority = 90
# [sources.people]
# table = "employees"              # or query = "select …"
# key = "emp_id"
# fields = {{ name = "name", employee_number = "emp_no", title = "title", unit_key = "org_id", mobile = "mobile" }}
# values = {{ status = {{ "1" = "active", "0" = "left" }} }}
# [sources.units]
# table = "orgs"
# key = "org_id"
# fields = {{ name = "name", parent_key = "parent_id", type = "type" }}

# [[sources]]
# name = "old-lists"
# kind = "legacy_files"
# folder = "lists"
# [sources.people]
# path = "*.csv"                   # CSV, TSV, Excel, JSON Lines; 编码自动识别 / encoding is recognised
# key = "工号"
# fields = {{ name = "姓名", department = "部门", title = "职务", mobile = ["手机", "手机2"] }}

# [[sources]]
# name = "documents"
# kind = "document_folder"
# folder = "documents"
""".replace("{{", "{").replace("}}", "}")


def empty_configuration(group_name: str = "") -> str:
    """A configuration without sources, with an example of each kind."""
    return TEMPLATE.format(group_name=_text(group_name), sources=EXAMPLES)


def configuration_of(
    group_name: str, sources: Sequence[GuessedSource], left_out: Sequence[tuple[str, str]] = ()
) -> str:
    """A configuration for lists that nobody described: everything as guessed, with the reasons, to be corrected."""
    parts = [line for guessed in sources for line in (*_source_lines(guessed), "")]
    parts += [f"# 未使用的文件 / file left out: {name}: {' '.join(why.split())}" for name, why in left_out]
    return TEMPLATE.format(group_name=_text(group_name), sources="\n".join(parts) + "\n")


def _source_lines(guessed: GuessedSource) -> Iterator[str]:
    source = guessed.source
    yield "[[sources]]"
    yield f"name = {_text(source.name)}"
    yield 'kind = "legacy_files"'
    yield f"folder = {_text(source.folder.as_posix())}"
    if source.company:
        yield f"company = {_text(source.company)}"
    if source.priority != FilesSource.model_fields["priority"].default:
        yield f"priority = {source.priority}               # 多个来源说法不一时，大的优先 / whose value wins"
    for section in ("people", "units", "posts", "documents", "projects"):
        tables = getattr(source, section)
        for number, table in enumerate(tables):
            yield from _table_lines(guessed, section, number, table, several=len(tables) > 1)


def _table_lines(
    guessed: GuessedSource, section: str, number: int, table: FileTable, *, several: bool
) -> Iterator[str]:
    yield f"[[sources.{section}]]" if several else f"[sources.{section}]"
    yield f"path = {_text(table.path)}"
    if table.sheet:
        yield f"sheet = {_text(table.sheet)}"
    why = guessed.remarks.get((section, number, "key"), "")
    yield f"key = {_texts(table.key)}" + (f"   # {why}" if why else "")
    for name, mapping in (("constants", table.constants), ("split", table.split), ("from_path", table.from_path)):
        if mapping:
            inside = ", ".join(f"{field} = {_text(value)}" for field, value in mapping.items())
            yield f"{name} = {{ {inside} }}"
    yield f"[sources.{section}.fields]     # 左：字段，右：表中的列 / left: field, right: column"
    for field, columns in table.fields.items():
        remark = guessed.remarks.get((section, number, field), "")
        yield f"{field} = {_texts(columns)}" + (f"   # {' '.join(remark.split())}" if remark else "")
    for column in guessed.unmapped.get((section, number), ()):
        yield f"# 未使用的列 / unused column: {_text(column)}"


def _text(value: Any) -> str:
    """A TOML basic string; JSON's escapes are TOML's."""
    return json.dumps(str(value), ensure_ascii=False)


def _texts(values: tuple[str, ...]) -> str:
    return _text(values[0]) if len(values) == 1 else "[" + ", ".join(map(_text, values)) + "]"
