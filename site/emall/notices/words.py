"""Kinds of announcement."""

from enum import StrEnum

from emall.web.language import N_


class NoticeKind(StrEnum):
    """What an announcement is about."""

    RECRUITMENT = "recruitment"  # 征集
    PRICE = "price"  # 价格
    PUBLICITY = "publicity"  # 公示
    GUIDE = "guide"  # 指南
    DATA = "data"  # 数据
    POLICY = "policy"  # 政策
    SERVICE = "service"  # 服务


NOTICE_NAMES: dict[str, str] = {
    NoticeKind.RECRUITMENT: N_("Admission"),
    NoticeKind.PRICE: N_("Prices"),
    NoticeKind.PUBLICITY: N_("For comment"),
    NoticeKind.GUIDE: N_("Guide"),
    NoticeKind.DATA: N_("Figures"),
    NoticeKind.POLICY: N_("Policy"),
    NoticeKind.SERVICE: N_("Site service"),
}

SENTENCES = {
    "notice_region_unknown": N_("Choose the city or one of its counties."),
    "notice_not_yours": N_("Your office publishes for its own territory only."),
}
