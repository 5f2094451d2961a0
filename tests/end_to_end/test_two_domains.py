"""Two companies' Active Directories become one directory: managers across them, rings, renames, leavers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import zhaoren
from tests.connectors.active_directory import Corner
from tests.servers.samba_domain import DomainFactory, RunningDomain

pytestmark = pytest.mark.samba

SOURCE = """
[[sources]]
name = "{name}"
kind = "ldap_directory"
preset = "active_directory"
url = "{url}"
base = "{base}"
bind_dn = "{bind_dn}"
password = {{ env = "{name}_PASSWORD" }}
company = "{company}"
"""


@dataclass
class Group:
    """Two companies and the folder of their configuration."""

    folder: Path
    head: Corner
    branch: Corner

    def sync(self) -> Any:
        secrets = {"HEAD_PASSWORD": self.head.domain.password, "BRANCH_PASSWORD": self.branch.domain.password}
        ended = zhaoren(self.folder, "sync", "--json", environment=secrets)
        assert ended.code == 0, ended.out[-3000:] + ended.err
        return ended.json

    def find(self, question: str) -> list[str]:
        return [hit["name"] for hit in zhaoren(self.folder, "find", question, "--json").json["hits"]]


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory, corp_domain: RunningDomain, domain_factory: DomainFactory) -> Group:
    folder = tmp_path_factory.mktemp("domains")
    head, branch = Corner(corp_domain, "东海集团"), Corner(domain_factory("branch.example"), "琼州矿业")
    head.unit("财务部")
    head.person("周文斌", title="董事长")
    head.person("林晓梅", "财务部", title="财务总监", manager=head.dn("周文斌"))
    branch.unit("采购部")
    branch.person("符海燕", title="总经理", employeeID="00521")
    for name, title in (("陈志远", "采购经理"), ("吴国栋", "采购专员"), ("何家驹", "库管员")):
        branch.person(name, "采购部", title=title)
    buyer = branch.dn("陈志远", "采购部")
    # The two heads each say that the other is above, and one person that he is above himself.
    branch.set(branch.dn("符海燕"), manager=buyer)
    branch.set(buyer, manager=branch.dn("符海燕"))
    branch.set(branch.dn("吴国栋", "采购部"), manager=buyer)
    branch.set(branch.dn("何家驹", "采购部"), manager=branch.dn("何家驹", "采购部"))
    text = 'group_name = "东海集团"\n'
    for name, corner, company in (
        ("HEAD", head, "东海集团有限公司"),
        ("BRANCH", branch, "琼州矿业有限公司"),
    ):
        text += SOURCE.format(
            name=name,
            url=corner.domain.url,
            base=corner.base,
            bind_dn=corner.domain.replicator_dn,
            company=company,
        )
    (folder / "zhaoren.toml").write_text(text, "utf-8")
    found = Group(folder, head, branch)
    found.sync()
    return found


def test_fault_31_a_ring_of_managers_and_a_manager_of_himself_end(group: Group) -> None:
    assert group.find("吴国栋 汇报链") == ["陈志远", "符海燕"]
    assert group.find("符海燕 汇报链") == ["陈志远"]
    assert "何家驹" not in group.find("何家驹 的上级")
    assert group.find("林晓梅 的上级")[:1] == ["周文斌"]


def test_fault_32_a_function_is_answered_from_both_domains(group: Group) -> None:
    assert group.find("琼州矿业 采购 负责人")[:1] == ["陈志远"]
    assert group.find("东海集团 财务 负责人")[:1] == ["林晓梅"]


def test_a_second_sync_writes_nothing_and_then_only_what_changed(group: Group) -> None:
    assert group.sync()["wrote_nothing"]
    group.branch.move(f"OU=采购部,{group.branch.base}", "OU=采购中心")
    group.branch.move(group.branch.dn("吴国栋", "采购中心"), "CN=吴国梁")
    group.branch.delete(group.branch.dn("何家驹", "采购中心"))
    group.sync()
    assert group.find("琼州矿业 采购中心 负责人")[:1] == ["陈志远"]
    assert group.find("吴国梁 汇报链") == ["陈志远", "符海燕"]
    assert "吴国栋" not in group.find("吴国栋")
    assert "何家驹" not in group.find("琼州矿业 库管员")


def test_a_wrong_password_is_tried_once_and_never_shown(group: Group) -> None:
    ended = zhaoren(
        group.folder, "sync", "BRANCH", environment={"BRANCH_PASSWORD": "canary-4711", "HEAD_PASSWORD": "canary-4712"}
    )
    assert ended.code == 2
    assert "canary" not in ended.out + ended.err
    assert "the directory refuses name or password" in ended.out + ended.err
