"""Function words in texts and in names of units; duties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import Function
from zhaoren.language.duties import duties_in
from zhaoren.language.functions import (
    function_of_unit,
    functions_in,
    functions_of_unit,
    kind_of_unit,
    label,
    parent,
    parts,
    typed_functions_in,
)
from zhaoren.language.text import fold


@pytest.mark.parametrize(
    ("name", "functions"),
    [
        ("财务部", "finance"),
        ("计划财务部", "finance"),
        ("财 务 部", "finance"),
        ("財務部", "finance"),
        ("资产财务部", "finance"),
        ("财务共享服务中心", "finance"),
        ("资金管理部", "treasury"),
        ("税务部", "tax"),
        ("人力资源中心", "hr"),
        ("组织人事部", "hr"),
        ("党委组织部（人力资源部）", "party hr"),
        ("物资供应处", "procurement"),
        ("招标办公室", "procurement"),
        ("法务合规部", "legal compliance"),
        ("审计监察部", "audit"),
        ("信息中心", "it"),
        ("数字化转型办公室", "it"),
        ("安全环保部", "ehs"),
        ("质量管理部", "quality"),
        ("技术中心", "research"),
        ("生产技术部", "production"),
        ("一车间", "production"),
        ("机动处", "equipment"),
        ("营销中心", "sales"),
        ("市场部", "marketing"),
        ("客户服务中心", "customer_service"),
        ("仓储物流部", "logistics"),
        ("办公室", "administration"),
        ("总经理办公室", "administration"),
        ("综合管理部", "administration"),
        ("战略投资部", "strategy investment"),
        ("董事会办公室", "board"),
        ("证券部", "board"),
        ("党群工作部", "party"),
        ("纪检监察室", "party"),
        ("工会", "union"),
        ("护理部", "medical"),
        ("海南公司财务部", "finance"),
        ("财务部资金处", "treasury"),
        ("Finance Dept.", "finance"),
        ("Human Resources", "hr"),
        ("R&D Center", "research"),
        ("Legal & Compliance", "legal compliance"),
        ("Supply Chain Management Department", "procurement"),
        ("IT 部", "it"),
        ("领导班子", "general"),
        ("华东事业部", ""),
        ("琼州物流有限公司", ""),
        ("财务公司", ""),
        ("智慧园区", ""),
        ("", ""),
    ],
)
def test_a_unit_has_the_functions_that_its_name_says(name: str, functions: str) -> None:
    assert " ".join(function.value for function in functions_of_unit(name)) == functions


def test_the_main_function_of_a_unit_comes_first() -> None:
    assert function_of_unit("法务合规部") is Function.LEGAL
    assert function_of_unit("华东事业部") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("财务部", "department"),
        ("琼州物流有限公司", "company"),
        ("炼铁厂", "site"),
        ("华东事业部", "business"),
        ("经理层", "executive"),
    ],
)
def test_a_unit_has_the_kind_that_its_name_says(name: str, kind: str) -> None:
    assert kind_of_unit(name) == kind


def spans(text: str) -> list[tuple[str, str]]:
    return [(fold(text)[span.start : span.end], span.function.value) for span in functions_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("海南矿业 财务 负责人", [("财务", "finance")]),
        ("谁负责安全环保", [("安全环保", "ehs")]),
        ("head of human resources", [("human resources", "hr")]),
        ("audit", [("audit", "audit")]),
        ("IT负责人", [("it", "it")]),
        ("titanium", []),
        ("人力资源和法务", [("人力资源", "hr"), ("法务", "legal")]),
    ],
)
def test_function_words_are_found_whole(text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("word", "function"), [("caiwu", "finance"), ("cw", "finance"), ("caigoufuzeren", "procurement")]
)
def test_functions_typed_in_pinyin_and_initials_are_doubtful(word: str, function: str) -> None:
    assert [span.function.value for span in typed_functions_in(word)] == [function]
    assert typed_functions_in(word)[0].weight < 0.75
    assert functions_in(word) == ()


def test_a_word_of_two_functions_gives_a_span_for_each() -> None:
    assert {function for _, function in spans("科技")} == {"it", "research"}


def test_every_function_has_two_labels_and_parts_know_their_whole() -> None:
    assert all(label(function, "zh") and label(function, "en") for function in Function)
    assert parent(Function.TREASURY) is Function.FINANCE
    assert parent(Function.FINANCE) is None
    assert set(parts(Function.FINANCE)) == {Function.TREASURY, Function.TAX}


@pytest.mark.parametrize(
    ("question", "function"),
    [
        ("报销找谁", "finance"),
        ("开发票", "finance"),
        ("expense claims", "finance"),
        ("贷款谁管", "treasury"),
        ("个税怎么交", "tax"),
        ("社保转移", "hr"),
        ("payroll question", "hr"),
        ("who handles recruitment", "hr"),
        ("招标找谁", "procurement"),
        ("供应商准入", "procurement"),
        ("合同审核", "legal"),
        ("打官司", "legal"),
        ("举报", "compliance"),
        ("VPN连不上", "it"),
        ("重置密码", "it"),
        ("网络坏了", "it"),
        ("工伤认定", "ehs"),
        ("环评手续", "ehs"),
        ("检验报告", "quality"),
        ("排产", "production"),
        ("电梯", "equipment"),
        ("发货", "logistics"),
        ("离任审计", "audit"),
        ("公章在谁那里", "administration"),
        ("订会议室", "administration"),
        ("股东大会", "board"),
        ("尽职调查", "investment"),
        ("党费", "party"),
        ("职代会", "union"),
        ("新闻稿", "public_relations"),
    ],
)
def test_a_duty_leads_to_its_function(question: str, function: str) -> None:
    assert function in {span.function.value for span in duties_in(question)}


@pytest.mark.parametrize(
    ("question", "text", "function"),
    [
        ("供应商付款找谁", "供应商付款", "finance"),
        ("设备招标", "设备招标", "procurement"),
        ("财务系统权限找谁开", "财务系统权限", "it"),
        ("合同用印", "合同用印", "administration"),
        ("税务负责人", "税务", "tax"),
        ("质量管理部部长", "质量管理", "quality"),
    ],
)
def test_of_two_duties_side_by_side_the_last_is_meant(question: str, text: str, function: str) -> None:
    assert [(question[span.start : span.end], span.function.value) for span in duties_in(question)] == [
        (text, function)
    ]


def test_what_is_done_to_something_is_a_duty_beside_it() -> None:
    assert "procurement" in {span.function.value for span in duties_in("采购电梯")}


@given(text=st.text(max_size=200))
def test_any_text_is_searched_for_functions_and_duties(text: str) -> None:
    folded = fold(text)
    ends = [(span.start, span.end) for span in functions_in(text)]
    ends += [(span.start, span.end) for span in duties_in(text)]
    assert all(0 <= start < end <= len(folded) for start, end in ends)
    functions_of_unit(text)
