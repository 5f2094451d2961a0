"""How administrators head the columns of staff lists, in Chinese and English. Data for guessing, nothing else."""

from __future__ import annotations

import re

# In the order of preference: of two columns that fit, the one whose word stands first is taken.
HEADER_WORDS: dict[str, tuple[str, ...]] = {
    "name": (
        *("姓名", "员工姓名", "中文姓名", "中文名", "人员姓名", "名字", "职工姓名", "联系人"),
        *("name", "full name", "employee name", "staff name", "chinese name", "display name"),
    ),
    "english_name": ("英文名", "英文姓名", "姓名拼音", "拼音", "english name", "name en", "latin name", "pinyin"),
    "family_name": ("姓", "姓氏", "last name", "family name", "surname", "sn"),
    "given_name": ("名", "first name", "given name", "forename"),
    "nickname": ("昵称", "花名", "别名", "nickname", "nick name", "nick"),
    "former_name": ("曾用名", "former name"),
    "employee_number": (
        *(
            "工号",
            "员工编号",
            "员工工号",
            "员工号",
            "职工号",
            "职工编号",
            "人员编号",
            "人员编码",
            "员工代码",
            "员工编码",
        ),
        *("employee number", "employee no", "emp no", "empno", "employee id", "emp id", "staff no", "staff id"),
        *("personnel number", "personnel no", "job number", "badge", "编号"),
    ),
    "login": (
        *("账号", "帐号", "用户名", "登录名", "登录账号", "域账号", "系统账号", "用户账号"),
        *("login", "account", "username", "user name", "user id", "userid", "uid", "login name"),
    ),
    "company": (
        *(
            "公司",
            "公司名称",
            "所属公司",
            "单位",
            "单位名称",
            "所在单位",
            "所属单位",
            "用工单位",
            "法人单位",
            "签约公司",
        ),
        *(
            "company",
            "company name",
            "employer",
            "legal entity",
            "entity",
            "organization",
            "organisation",
            "org name",
            "org",
        ),
    ),
    "department": (
        *(
            "部门",
            "所属部门",
            "部门名称",
            "所在部门",
            "部门全称",
            "部门路径",
            "末级部门",
            "三级部门",
            "二级部门",
            "一级部门",
        ),
        *(
            "科室",
            "处室",
            "组织",
            "机构",
            "组织名称",
            "department",
            "department name",
            "dept",
            "division",
            "team",
            "unit",
        ),
    ),
    "title": (
        *("职务", "职位", "岗位", "职务名称", "职位名称", "岗位名称", "现任职务", "担任职务", "头衔"),
        *("title", "job title", "position", "role", "post", "job"),
    ),
    "mobile": (
        *("手机", "手机号", "手机号码", "移动电话", "联系手机", "个人手机", "工作手机", "手机电话"),
        *("mobile", "mobile phone", "mobile number", "mobile no", "cell", "cell phone", "cellphone"),
    ),
    "phone": (
        *("办公电话", "座机", "座机号", "固定电话", "固话", "办公室电话", "分机", "分机号", "内线", "电话", "电话号码"),
        *(
            "联系电话",
            "联系方式",
            "office phone",
            "work phone",
            "desk phone",
            "telephone",
            "phone",
            "phone number",
            "tel",
        ),
        *("extension", "ext"),
    ),
    "email": (
        *("邮箱", "电子邮箱", "电子邮件", "企业邮箱", "公司邮箱", "工作邮箱", "邮件", "邮箱地址", "邮件地址"),
        *("email", "e mail", "mail", "email address", "mail address", "work email"),
    ),
    "chat_id": ("企业微信", "企业微信账号", "钉钉", "钉钉号", "飞书", "wecom", "dingtalk", "feishu", "lark"),
    "city": (
        "城市",
        "工作城市",
        "工作地点",
        "工作地",
        "办公地点",
        "所在地",
        "所在城市",
        "city",
        "location",
        "work city",
        "base",
    ),
    "office": ("办公室", "工位", "房间", "房间号", "座位", "楼层", "办公位置", "office", "room", "desk", "seat"),
    "gender": ("性别", "gender", "sex"),
    "birth_date": ("出生日期", "生日", "出生年月", "birthday", "birth date", "date of birth", "dob"),
    "status": (
        *("状态", "在职状态", "员工状态", "人员状态", "是否在职", "在职情况"),
        *("status", "employment status", "employee status"),
    ),
    "hire_date": (
        *("入职日期", "入职时间", "入司日期", "入司时间", "到岗日期", "入职年月"),
        *("hire date", "hired", "join date", "joined", "date joined", "start date", "onboard date", "entry date"),
        # An account is made about the first day: it is compared with first days, and gives way to a register's.
        *("账号创建时间", "创建时间", "when created", "created", "create time", "create timestamp"),
    ),
    "leave_date": ("离职日期", "离职时间", "leave date", "termination date", "last day", "leaving date"),
    "manager_key": (
        *("上级工号", "直属上级工号", "直接上级工号", "主管工号", "领导工号", "上级编号"),
        *("manager id", "manager number", "manager no", "supervisor id", "reports to id"),
        *(
            "直接上级",
            "直属上级",
            "上级",
            "直属领导",
            "直接领导",
            "汇报对象",
            "主管",
            "manager",
            "supervisor",
            "reports to",
        ),
    ),
}

NEVER = re.compile(
    r"身份证|证件|护照|银行|账户|卡号|工资|薪|奖金|社保|公积金|住址|家庭|户籍|户口|籍贯|民族|婚|紧急|配偶|政治面貌|血型"
    r"|id card|id number|id no|passport|ssn|bank|salary|wage|payroll|home address|emergency|marital|religion",
    re.IGNORECASE,
)
"""Headers of columns that a directory has no business with; they are never taken by a guess."""

KEY_WORDS = frozenset(
    ("id", "recordid", "record_id", "key", "guid", "uuid", "主键", "唯一标识", "人员id", "用户id", "员工id", "编号")
)
"""Headers of columns that may tell rows apart although they say nothing about a person."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江"
    "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧上司诸東陳張劉黃趙吳孫馬鄭謝許韓馮鄧蕭葉蘇魏呂盧鐘譚陸賈鄒"
)
"""First characters of the surnames that nine in ten Chinese bear (Ministry of Public Security, name reports)."""
