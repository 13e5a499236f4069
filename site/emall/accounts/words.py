"""Kinds of organisation, duties and the pairs nobody may combine."""

from enum import StrEnum

from emall.web.language import N_


class OrganisationKind(StrEnum):
    """What an organisation is on the platform."""

    PUBLIC_UNIT = "public_unit"  # 行政事业单位
    STATE_ENTERPRISE = "state_enterprise"  # 国有企业
    SUPPLIER = "supplier"  # 供应商
    BUREAU = "bureau"  # 主管部门
    PROCUREMENT_CENTRE = "procurement_centre"  # 采购中心
    OPERATOR = "operator"  # 平台运营方


class Duty(StrEnum):
    """What a post (岗位) lets its holder do."""

    REQUESTER = "requester"  # 需求人
    BUYER = "buyer"  # 经办人
    APPROVER = "approver"  # 审批人
    RECEIVER = "receiver"  # 验收人
    ACCOUNTANT = "accountant"  # 单位财务
    UNIT_ADMIN = "unit_admin"  # 机构管理员
    SELLER = "seller"  # 供应商业务员
    SELLER_ADMIN = "seller_admin"  # 供应商管理员
    COUNTY = "county"  # 县级工作人员
    CURATOR = "curator"  # 商务局策展
    QUALITY = "quality"  # 市场监管局
    AGRICULTURE = "agriculture"  # 农业农村局
    CENTRE = "centre"  # 采购中心
    FINANCE = "finance"  # 财政局
    SYSTEM = "system"  # 系统管理员
    SECURITY = "security"  # 安全管理员
    AUDIT = "audit"  # 审计管理员
    EXPERT = "expert"  # 评审专家


UNIT_DUTIES = frozenset(
    {Duty.REQUESTER, Duty.BUYER, Duty.APPROVER, Duty.RECEIVER, Duty.ACCOUNTANT, Duty.UNIT_ADMIN}
)
SUPPLIER_DUTIES = frozenset({Duty.SELLER, Duty.SELLER_ADMIN})
OPERATOR_DUTIES = frozenset({Duty.SYSTEM, Duty.SECURITY, Duty.AUDIT})
BUREAU_DUTIES = frozenset({Duty.CURATOR, Duty.QUALITY, Duty.AGRICULTURE, Duty.FINANCE, Duty.COUNTY})

DUTIES_OF_KIND = {
    OrganisationKind.PUBLIC_UNIT: UNIT_DUTIES | {Duty.EXPERT},
    OrganisationKind.STATE_ENTERPRISE: UNIT_DUTIES | {Duty.EXPERT},
    OrganisationKind.SUPPLIER: SUPPLIER_DUTIES,
    OrganisationKind.BUREAU: BUREAU_DUTIES | {Duty.EXPERT},
    OrganisationKind.PROCUREMENT_CENTRE: frozenset({Duty.CENTRE}),
    OrganisationKind.OPERATOR: OPERATOR_DUTIES,
}

DUTY_NAMES: dict[str, str] = {
    Duty.REQUESTER: N_("Requester"),
    Duty.BUYER: N_("Buyer"),
    Duty.APPROVER: N_("Approver"),
    Duty.RECEIVER: N_("Receiver"),
    Duty.ACCOUNTANT: N_("Unit accountant"),
    Duty.UNIT_ADMIN: N_("Unit administrator"),
    Duty.SELLER: N_("Supplier's clerk"),
    Duty.SELLER_ADMIN: N_("Supplier's administrator"),
    Duty.COUNTY: N_("County staff"),
    Duty.CURATOR: N_("Commerce Bureau"),
    Duty.QUALITY: N_("Market Supervision Bureau"),
    Duty.AGRICULTURE: N_("Agriculture Bureau"),
    Duty.CENTRE: N_("Procurement Centre"),
    Duty.FINANCE: N_("Finance Bureau"),
    Duty.SYSTEM: N_("System administrator"),
    Duty.SECURITY: N_("Security administrator"),
    Duty.AUDIT: N_("Audit administrator"),
    Duty.EXPERT: N_("Review expert"),
}
DELEGABLE = frozenset({Duty.APPROVER, Duty.RECEIVER, Duty.ACCOUNTANT})
"""Posts whose work a colleague of the same post may be named for while their holder is away."""

SHORT_IDLE = frozenset({Duty.FINANCE, Duty.SYSTEM, Duty.SECURITY, Duty.AUDIT})

LOCK_AFTER = 5  # wrong passwords in a row
LOCK_MINUTES = 15
FREE_TRIES = 20  # failures from one address within the lock time before it has to wait
PASSWORD_LEAST = 12
PASSWORD_CLASSES = 3
INVITATION_DAYS = 7

# Where each duty begins its day, and the pages that mean the same to everybody.
HOMES: dict[str, str] = {
    Duty.REQUESTER: "/requests",
    Duty.APPROVER: "/approvals",
    Duty.RECEIVER: "/orders",
    Duty.ACCOUNTANT: "/orders",
    Duty.UNIT_ADMIN: "/unit",
    Duty.SELLER: "/supplier",
    Duty.SELLER_ADMIN: "/supplier",
    Duty.COUNTY: "/orders",
    Duty.CENTRE: "/orders",
    Duty.FINANCE: "/desk/budget",
    Duty.AUDIT: "/orders",
    Duty.SECURITY: "/desk/people",
}
HOME = "/mall"
COMMON_PAGES = ("/mall", "/hall", "/shop", "/help", "/notices", "/messages", "/account")

DUTY_WALLS = dict.fromkeys(
    (
        "approval_step_not_the_requester",
        "approval_step_two_people",
        "receipt_not_the_buyer",
        "receipt_two_people",
        "acceptance_not_the_buyer",
        "acceptance_two_people",
        "acceptance_member_two_people",
        "settlement_not_the_maker",
        "settlement_two_people",
        "settlement_not_by_a_buyer",
        "settlement_hands_apart",
        "payment_by_a_third",
        "payment_not_by_its_maker",
        "payment_not_by_its_reviewer",
        "payment_not_by_a_buyer",
        "payment_not_by_an_approver",
        "plan_step_two_people",
        "plan_step_not_by_its_maker",
        "rule_change_four_eyes",
        "rule_change_two_people",
    ),
    "same_human",
) | {"approval_step_by_its_holder": "not_standing_in"}
"""Constraints and triggers that keep duties apart, and the sentence for whoever runs into one."""

DUTY_KEYS = frozenset(DUTY_WALLS.values())
"""Refusals that keep duties apart in every room: somebody tried what was not theirs to do, and the journal says so."""

BLOCKED_PASSWORDS = frozenset({
    "123456789012", "1234567890ab", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz@wsx3edc", "a1234567890!", "aa123456789!",
    "abc123456789", "abcd12345678", "abcd1234!@#$", "admin1234567", "admin@123456", "administrator", "asdfghjkl123",
    "changeme1234", "demo-lishui-2026", "iloveyou1234", "letmein12345", "lishui123456", "lishui@12345",
    "p@ssw0rd1234", "passw0rd1234", "password1234", "password123!", "password@123", "qazwsxedc123", "qwer12345678",
    "qwerty123456", "qwertyuiop12", "qwertyuiop123", "welcome12345", "woaini123456", "woaini1314520", "zxcvbnm12345",
    "caigou123456", "caigou@12345", "zhengfu12345", "zhengcai2026", "zhengcai@2026",
})  # fmt: skip

SENTENCES: dict[str, str] = {
    "sign_in_failed": N_(
        "The user name or the password is wrong. After five wrong passwords an account is locked for 15 minutes."
    ),
    "wait_before_trying": N_("Too many failed attempts from here. Try again in %(seconds)s seconds."),
    "password_too_short": N_("Use at least %(least)s characters."),
    "password_too_simple": N_(
        "Use at least three of these: small letters, capital letters, digits, other signs."
    ),
    "password_blocked": N_("This password is among the first that are guessed. Choose another."),
    "password_holds_name": N_("Leave your user name out of the password."),
    "password_same": N_("This is the present password. Choose another."),
    "passwords_differ": N_("The two new passwords differ."),
    "current_password_wrong": N_("The present password is wrong."),
    "login_taken": N_("This user name is taken."),
    "login_letters": N_(
        "Use 3 to 32 small letters, digits, points, hyphens or underscores; begin with a letter."
    ),
    "not_a_phone": N_("Enter a mobile number of 11 digits, or a landline such as 0578-2091234."),
    "not_an_email": N_("Enter an address such as name@example.cn."),
    "duty_not_here": N_("This kind of organisation has no such post."),
    "post_held_already": N_("This person holds that post already."),
    "last_administrator": N_("This is the last administrator. Appoint another one first."),
    "not_yourself": N_("You cannot do this to yourself."),
    "works_elsewhere_too": N_("This person also has posts elsewhere; ask the security administrator."),
    "operator_posts_apart": N_(
        "System, security and audit administrator are three persons: nobody holds two."
    ),
    "works_for_other_side": N_("This person works for the other side: nobody both buys and sells here."),
    "organisation_unknown": N_("Choose an organisation from the list."),
    "same_human": N_(
        "You took an earlier part in this yourself, with this or another account of yours. Somebody else has to do it."
    ),
    "not_standing_in": N_("You no longer stand in for this post."),
    "not_an_id_number": N_("An ID number has 18 characters; check it against the card."),
    "identity_recorded": N_(
        "An ID number is recorded for this account already. The security administrator can correct it."
    ),
    "not_a_credit_code": N_("The credit code has 18 characters; check it against the certificate."),
}
