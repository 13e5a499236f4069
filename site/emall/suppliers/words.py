"""Kinds, sizes and standings of suppliers."""

from enum import StrEnum

from emall.web.language import N_


class SupplierKind(StrEnum):
    """What a supplier is in the chain of trade."""

    MANUFACTURER = "manufacturer"  # 生产厂商
    DEALER = "dealer"  # 经销商
    ETAILER = "etailer"  # 电商
    COOPERATIVE = "cooperative"  # 合作社


class FirmSize(StrEnum):
    """Size of a firm as declared (企业划型)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Standing(StrEnum):
    """Whether a supplier may take new orders."""

    ADMITTED = "admitted"  # 正式
    SUSPENDED = "suspended"  # 暂停
    EXITED = "exited"  # 退出


KIND_NAMES: dict[str, str] = {
    SupplierKind.MANUFACTURER: N_("Manufacturer"),
    SupplierKind.DEALER: N_("Dealer"),
    SupplierKind.ETAILER: N_("E-tailer"),
    SupplierKind.COOPERATIVE: N_("Farmers' cooperative"),
}

SIZE_NAMES: dict[str, str] = {
    FirmSize.MICRO: N_("Micro enterprise"),
    FirmSize.SMALL: N_("Small enterprise"),
    FirmSize.MEDIUM: N_("Medium enterprise"),
    FirmSize.LARGE: N_("Large enterprise"),
}
