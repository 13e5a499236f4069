"""Columns of the files, statuses of files and rows, and what can be wrong with a cell."""

from dataclasses import dataclass
from enum import StrEnum

from emall.accounts.words import DUTY_NAMES, OPERATOR_DUTIES, Duty, OrganisationKind
from emall.web.language import N_


class FileKind(StrEnum):
    """What a file brings in."""

    UNITS = "units"  # 单位
    PEOPLE = "people"  # 人员
    BUDGET = "budget"  # 预算指标


class FileStatus(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"  # 等待核对
    READING = "reading"  # 核对中
    READ = "read"  # 已核对
    TO_WRITE = "to_write"  # 等待导入
    WRITING = "writing"  # 导入中
    DONE = "done"  # 已导入
    FAILED = "failed"  # 未能处理


UNDER_WAY = (FileStatus.WAITING, FileStatus.READING, FileStatus.TO_WRITE, FileStatus.WRITING)


class RowStatus(StrEnum):
    """How a row stands."""

    UNREAD = "unread"  # 未核对
    GOOD = "good"  # 有效
    BAD = "bad"  # 待修改
    KNOWN = "known"  # 已存在
    WRITTEN = "written"  # 已导入


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its key, its heads in Chinese and English, whether it must be filled, an example."""

    key: str
    chinese: str
    english: str
    needed: bool
    most: int
    example: str
    hint: str
    also: tuple[str, ...] = ()


UNIT_COLUMNS = (
    Column(
        "uscc",
        "统一社会信用代码",
        "Credit code",
        True,
        40,
        "12331100Y000000017",
        N_("18 characters"),
        ("信用代码",),
    ),
    Column(
        "name",
        "单位名称",
        "Name",
        True,
        120,
        "丽水市示例学校",
        N_("As on the certificate"),
        ("名称", "机构名称"),
    ),
    Column("short_name", "简称", "Short name", False, 40, "示例学校", N_("Taken from the name if left out")),
    Column(
        "kind", "类型", "Kind", True, 40, "行政事业单位", N_("Public unit or state enterprise"), ("单位类型",)
    ),
    Column(
        "region",
        "县市",
        "County",
        True,
        40,
        "莲都区",
        N_("Name or code of the city or county"),
        ("区划", "县（市、区）"),
    ),
    Column("phone", "电话", "Phone", False, 40, "0578-2091234", N_("Mobile or landline"), ("联系电话",)),
    Column("address", "地址", "Address", False, 200, "莲都区示例路1号", N_("Street and number")),
)
PEOPLE_COLUMNS = (
    Column("login", "账号", "User name", True, 40, "zhang.san", N_("Small letters, digits, point"), ("用户名", "登录名")),
    Column("name", "姓名", "Name", True, 60, "张三", N_("As in the unit's books")),
    Column("uscc", "单位统一社会信用代码", "Unit's credit code", True, 40, "12331100Y000000017",
           N_("The unit must exist already"), ("统一社会信用代码", "单位代码")),
    Column("duties", "岗位", "Posts", True, 120, "经办人、验收人", N_("One or several"), ("角色",)),
    Column("title", "职务", "Title", False, 40, "办公室科员", N_("For colleagues to read")),
    Column("phone", "手机", "Phone", False, 40, "13800000000", N_("Mobile or landline"), ("手机号", "电话")),
    Column("email", "邮箱", "Mail", False, 120, "", N_("For invoices and notices"), ("电子邮箱",)),
)  # fmt: skip
BUDGET_COLUMNS = (
    Column("uscc", "单位统一社会信用代码", "Unit's credit code", True, 40, "12331100Y000000017",
           N_("The unit must exist already"), ("统一社会信用代码", "单位代码")),
    Column("year", "年度", "Year", True, 4, "2026", N_("The budget year"), ("预算年度",)),
    Column("code", "经济科目", "Economic class", True, 20, "30201", N_("Code of the economic class"),
           ("经济分类", "部门经济科目")),
    Column("name", "指标名称", "Name", True, 60, "办公费", N_("As the unit knows it"), ("名称",)),
    Column("functional", "功能科目", "Functional class", False, 12, "2010301", N_("Code of the functional class"),
           ("功能分类",)),
    Column("fund", "资金性质", "Kind of fund", False, 40, "一般公共预算", N_("Money moves within one kind only")),
    Column("project", "项目", "Project", False, 80, "日常公用经费", N_("Left out for running costs"), ("项目名称",)),
    Column("amount", "金额(元)", "Amount (yuan)", False, 24, "120000.00", N_("The whole amount granted, not a change"),
           ("金额", "指标金额", "指标金额(元)")),
    Column("amount_wan", "金额(万元)", "Amount (10,000 yuan)", False, 24, "", N_("Instead of yuan; one of the two"),
           ("指标金额(万元)",)),
)  # fmt: skip
COLUMNS = {FileKind.UNITS: UNIT_COLUMNS, FileKind.PEOPLE: PEOPLE_COLUMNS, FileKind.BUDGET: BUDGET_COLUMNS}

PROBLEM_HEAD = {"zh": "问题", "en": "Problems"}

KINDS = {
    "行政事业单位": OrganisationKind.PUBLIC_UNIT,
    "事业单位": OrganisationKind.PUBLIC_UNIT,
    "行政单位": OrganisationKind.PUBLIC_UNIT,
    "public unit": OrganisationKind.PUBLIC_UNIT,
    "public_unit": OrganisationKind.PUBLIC_UNIT,
    "国有企业": OrganisationKind.STATE_ENTERPRISE,
    "国企": OrganisationKind.STATE_ENTERPRISE,
    "state enterprise": OrganisationKind.STATE_ENTERPRISE,
    "state_enterprise": OrganisationKind.STATE_ENTERPRISE,
}
"""Kinds of unit as files write them; suppliers and offices do not come in by file."""

_CHINESE_DUTIES = {
    Duty.REQUESTER: ("需求人", "申请人", "申购人"),
    Duty.BUYER: ("经办人", "采购经办人"),
    Duty.APPROVER: ("审批人",),
    Duty.RECEIVER: ("验收人",),
    Duty.ACCOUNTANT: ("单位财务", "财务"),
    Duty.UNIT_ADMIN: ("机构管理员", "单位管理员"),
    Duty.SELLER: ("供应商业务员",),
    Duty.SELLER_ADMIN: ("供应商管理员",),
    Duty.COUNTY: ("县级工作人员",),
    Duty.CURATOR: ("商务局",),
    Duty.QUALITY: ("市场监管局",),
    Duty.AGRICULTURE: ("农业农村局",),
    Duty.CENTRE: ("采购中心",),
    Duty.FINANCE: ("财政局",),
    Duty.SYSTEM: ("系统管理员",),
    Duty.SECURITY: ("安全管理员",),
    Duty.AUDIT: ("审计管理员",),
    Duty.EXPERT: ("评审专家",),
}
DUTY_WORDS: dict[str, Duty] = {
    word.casefold(): duty for duty in Duty for word in (duty, DUTY_NAMES[duty], *_CHINESE_DUTIES[duty])
}
"""Duties as files write them, in either language or by key."""

NEVER_BY_FILE = OPERATOR_DUTIES

ROWS_MOST = 20_000
FILE_MOST_MB = 5
SENTENCES = {
    "file_missing": N_("Choose a file first."),
    "file_too_large": N_("The file may have at most %(most)s MB."),
    "file_unreadable": N_("This is neither a CSV file nor an Excel file that can be read."),
    "file_empty": N_("There are no rows in this file."),
    "file_too_long": N_("At most %(most)s rows in one file; this one has %(count)s."),
    "columns_missing": N_("These columns are missing in the first row: %(columns)s."),
    "columns_twice": N_("These columns stand there twice: %(columns)s."),
    "file_busy": N_("This file is being worked on. Wait until it has been checked."),
    "nothing_to_import": N_("There is no row ready to be imported."),
    "links_taken": N_("The links of this file were already taken. Send new ones from the list of people."),
    "links_none": N_("This file has made no invitations that are still open."),
    "cell_fill_in": N_("Fill this in."),
    "cell_too_long": N_("At most %(most)s characters."),
    "cell_unreadable": N_("There are characters here that cannot be read."),
    "uscc_length": N_("The credit code has 18 characters; this one has %(length)s."),
    "uscc_alphabet": N_("A credit code has digits and capital letters, but no I, O, S, V or Z."),
    "uscc_check": N_("The check digit of the credit code does not fit; look for a mistyped character."),
    "uscc_other_name": N_("This code belongs to %(name)s already."),
    "unit_unknown": N_("There is no unit with this code. Bring in units first."),
    "unit_stopped": N_("This unit is not in service."),
    "kind_unknown": N_("Write public unit or state enterprise."),
    "region_unknown": N_("Write Lishui or one of its nine counties."),
    "region_outside": N_("You may bring in units and people of your own county only."),
    "cell_not_a_phone": N_("This is no telephone number."),
    "cell_not_an_email": N_("This is no mail address."),
    "cell_login_letters": N_("3 to 32 small letters, digits, points or hyphens, beginning with a letter."),
    "login_other_name": N_("This user name belongs to somebody else."),
    "duty_unknown": N_("There is no post called %(word)s."),
    "duty_not_in_unit": N_("%(duty)s is no post of this kind of unit."),
    "duty_not_by_file": N_("Posts of the operator are never given by file."),
    "duty_not_yours": N_("You may only give posts of buying units."),
    "cell_not_a_year": N_("Write a year such as 2026: this year, the one before or the one after."),
    "takes_back_carried": N_(
        "¥%(carried)s was carried over to this line from the year before; this row takes back ¥%(back)s of it."
        " Add what was carried over to the amount if the unit is to keep it."
    ),
    "cell_not_a_code": N_("A code has digits only."),
    "cell_not_an_amount": N_("This is no amount of money with at most two decimals of a yuan."),
    "amount_missing": N_("Fill in the amount, in yuan or in ten thousand yuan."),
    "amount_twice": N_("Fill in yuan or ten thousand yuan, not both."),
    "amount_ten_thousandfold": N_(
        "This is ten thousand times what stands there now, or a ten-thousandth: check whether the file means yuan."
    ),
    "unit_without_budget": N_("Only public units have budget lines; enterprises keep cost centres."),
    "twice_in_file": N_("Row %(number)s says the same already."),
}
"""What refusals of this room and problems of cells say."""
