"""The clauses of a contract in Chinese and English, edition by edition: an edition once used never changes."""

from collections.abc import Callable, Mapping
from typing import Any

from emall.orders.words import Regime

EDITION = "2026-1"

Facts = Mapping[str, Any]
Clause = dict[str, Any]
NUMERALS = "一二三四五六七八九十"


def clauses_of(facts: Facts) -> list[Clause]:
    """Sections in order, each {no, zh: {title, items}, en: {title, items}}; an item is a text, or a text with parts.

    `facts` are the facts of the document and the document itself so far.
    """
    return [
        {"no": NUMERALS[place] + "、", "zh": _side(made[0]), "en": _side(made[1])}
        for place, made in enumerate(section(facts) for section in SECTIONS)
    ]


Said = tuple[str, list[Any]]


def _side(said: Said) -> dict[str, Any]:
    title, items = said
    return {
        "title": title,
        "items": [
            {"text": item, "parts": []}
            if isinstance(item, str)
            else {"text": item[0], "parts": list(item[1:])}
            for item in items
        ],
    }


def _goods(facts: Facts) -> tuple[Said, Said]:
    zh = [
        "甲方向乙方购买本合同清单所列货物。名称、规格、品牌、型号、制造商、数量和单价以清单为准，并以下单时平台冻结的商品信息（含图片摘要）为准；此后商品页面的变更不影响本合同。",
        "乙方保证货物为全新原装正品，符合国家强制性标准和清单所列规格，来源合法，不侵犯第三人权利。",
    ]
    en = [
        "Party A buys from Party B the goods in the list of this contract. Name, specification, brand, model, maker,"
        " quantity and unit price are those of the list and of the copy the platform froze with the order, pictures"
        " included by their digests; later changes of the offer do not change this contract.",
        "Party B warrants that the goods are new and genuine, meet compulsory national standards and the listed"
        " specification, come from lawful sources and infringe no third party's rights.",
    ]
    if facts["supplements"]:
        zh.insert(
            0, f"本合同为合同{facts['supplements']}的补充合同，单价与原合同一致；原合同其余条款适用于本合同。"
        )
        en.insert(
            0,
            f"This contract supplements contract {facts['supplements']} at the same unit prices; whatever else that"
            " contract says applies here too.",
        )
    return ("标的", zh), ("Subject", en)


def _price(facts: Facts) -> tuple[Said, Said]:
    total = facts["total"]
    zh = [
        f"合同总价为¥{total['figures']}（{total['words']}），含增值税、包装、运输、装卸及清单所列运费。",
        "单价在合同履行期内固定，甲方不另付任何费用。",
    ]
    en = [
        f"The total price is ¥{total['figures']}, including value-added tax, packing, carriage, handling and the"
        " freight in the list.",
        "Unit prices are fixed for the term of the contract; Party A pays nothing beyond them.",
    ]
    return ("价款", zh), ("Price", en)


def _delivery(facts: Facts) -> tuple[Said, Said]:
    to = facts["delivery"]
    zh: list[Any] = [
        f"交货地点：{to['place']}；收货人：{to['receiver']}。",
        f"乙方自合同生效之日起{to['ship_days']}个工作日内发货，可以分批。",
        "货物毁损、灭失的风险自甲方收货时起由甲方承担。",
    ]
    en: list[Any] = [
        f"Place of delivery: {to['place']}; consignee: {to['receiver']}.",
        f"Party B ships within {to['ship_days']} working days of the contract coming into force, in parts if need be.",
        "The risk of loss or damage passes to Party A when it receives the goods.",
    ]
    if to["wanted_on"]:
        zh[1] += f"甲方期望于{to['wanted_on']}前送达。"
        en[1] += f" Party A would like to have them by {to['wanted_on']}."
    return ("交付", zh), ("Delivery", en)


def _acceptance(facts: Facts) -> tuple[Said, Said]:
    days = facts["rules"]
    zh: list[Any] = [
        f"货物送达后甲方在{days['receive_days']}个工作日内清点收货，收货后{days['accept_days']}个工作日内验收。",
        (
            "甲方逐项验收并出具验收单：",
            "外观、数量、品牌、型号与清单一致；",
            "功能和技术要求符合清单所列规格；",
            "随附的说明书、合格证和保修凭证齐全。",
        ),
        f"验收不合格的，乙方在{days['replace_days']}个工作日内更换、修理或者取回，费用由乙方承担。",
    ]
    en: list[Any] = [
        f"Party A counts the goods in within {days['receive_days']} working days of their arrival and judges them"
        f" within {days['accept_days']} working days of receipt.",
        (
            "Party A judges each line and issues an acceptance sheet:",
            "looks, quantity, brand and model are those of the list;",
            "functions and technical features meet the listed specification;",
            "manuals, certificates and warranty papers are complete.",
        ),
        f"Goods not accepted are replaced, repaired or taken back within {days['replace_days']} working days at Party"
        " B's expense.",
    ]
    return ("验收", zh), ("Acceptance", en)


def _payment(facts: Facts) -> tuple[Said, Said]:
    days, ppm = facts["rules"], facts["rules"]["late_interest_ppm"]
    zh = [
        f"乙方在验收合格后{days['invoice_days']}个工作日内按合同总价开具发票，购买方名称和税号与甲方一致。",
        f"甲方自货物交付之日起{days['sme_pay_days']}日内，将价款付至本合同载明的乙方账户。",
        f"甲方逾期付款的，按逾期金额每日{_permyriad(ppm)}支付逾期利息。",
    ]
    en = [
        f"Party B issues the invoice for the total price within {days['invoice_days']} working days of acceptance, in"
        " Party A's name and tax number.",
        f"Party A pays the price to the account of Party B named in this contract within {days['sme_pay_days']} days"
        " of delivery of the goods.",
        f"For late payment Party A owes interest of {ppm / 10_000:g} % a day on what is late.",
    ]
    return ("发票与付款", zh), ("Invoice and payment", en)


def _permyriad(ppm: int) -> str:
    """500 ppm → 万分之五; other numbers as a percentage."""
    whole, rest = divmod(ppm, 100)
    return f"万分之{NUMERALS[whole - 1]}" if not rest and 1 <= whole <= 10 else f"{ppm / 10_000:g}%"


def _service(facts: Facts) -> tuple[Said, Said]:
    months, days = facts["warranty_months"], facts["return_days"]
    zh = [
        f"质量保证期为验收合格之日起{months}个月；国家规定或者制造商承诺更长的，从其规定或者承诺。",
        f"甲方收货之日起{days}日内可以因质量问题退货。",
    ]
    en = [
        f"The warranty lasts {months} months from acceptance, or longer where the State or the maker says so.",
        f"Within {days} days of receipt Party A may return goods of poor quality.",
    ]
    return ("质量保证与售后", zh), ("Warranty and service", en)


def _changes(facts: Facts) -> tuple[Said, Said]:
    percent = f"{facts['rules']['supplement_permille'] / 10:g}%"
    zh = [
        f"履行中需追加同样货物的，双方按原单价订立补充合同；全部补充合同金额不超过原合同金额的{percent}。",
        "尚未发货的部分，经双方在平台上同意可以取消，本合同相应终止；已交付部分仍按本合同结算。",
    ]
    en = [
        f"If more of the same goods is needed, the parties conclude a supplement at the same unit prices; all"
        f" supplements together stay within {percent} of the original amount.",
        "What is not shipped yet may be cancelled if both agree on the platform; the contract then ends to that extent,"
        " and what was delivered is settled under it.",
    ]
    return ("变更与终止", zh), ("Changes and termination", en)


def _breach(facts: Facts) -> tuple[Said, Said]:
    zh = [
        "任何一方不履行合同义务或者履行不符合约定的，依照《中华人民共和国民法典》合同编承担继续履行、采取补救措施或者赔偿损失等违约责任。",
        "因不可抗力不能履行的，根据不可抗力的影响部分或者全部免除责任，但应当及时通知对方并提供证明。",
    ]
    en = [
        "A party that does not perform, or not as agreed, is liable under the book on contracts of the Civil Code: to"
        " perform, to remedy, or to compensate.",
        "Force majeure excuses to the extent of its effect; the party concerned gives notice and proof in time.",
    ]
    return ("违约责任", zh), ("Breach", en)


LAWS: Mapping[str, tuple[str, str]] = {
    Regime.STATUTORY: (
        "本合同适用《中华人民共和国政府采购法》和《中华人民共和国民法典》。",
        "The Government Procurement Law and the Civil Code apply.",
    ),
    Regime.BELOW_THRESHOLD: (
        "本合同金额在政府采购限额标准以下，适用《中华人民共和国民法典》和本平台交易规则。",
        "The amount is below the threshold of statutory procurement; the Civil Code and the rules of this platform"
        " apply.",
    ),
    Regime.ENTERPRISE: (
        "本合同为国有企业采购合同，适用《中华人民共和国民法典》和本平台交易规则。",
        "This is a state-owned enterprise's purchase; the Civil Code and the rules of this platform apply.",
    ),
}


def _law(facts: Facts) -> tuple[Said, Said]:
    zh, en = LAWS[facts["regime"]]
    return (
        (
            "适用法律与争议解决",
            [zh, "争议由双方协商；协商不成的，可以请求采购中心调解，或者向甲方所在地人民法院起诉。"],
        ),
        (
            "Law and disputes",
            [
                en,
                "Disputes are first talked over; failing that, either side may ask the Procurement Centre to mediate"
                " or sue before the people's court at Party A's seat.",
            ],
        ),
    )


def _conclusion(facts: Facts) -> tuple[Said, Said]:
    zh = [
        "甲方审批通过并发出的订单为要约，即为甲方对本合同文本的签署；乙方接单为承诺，即为乙方的签署。乙方接单时本合同成立并生效。",
        "双方的签署由平台以各方专用密钥对本合同文本的摘要作出电子签名，可以在平台上查验。",
        "本合同以中文文本为准；纸质件一式肆份，双方各执贰份，内容与电子文本一致。",
    ]
    en = [
        "The order approved and sent by Party A is the offer and signs this text for Party A; Party B accepting the"
        " order is the acceptance and signs it for Party B. At that moment the contract is concluded and in force.",
        "The platform marks each signature with the key of that side over the digest of this text; the marks can be"
        " checked on the platform.",
        "The Chinese text prevails. On paper there are four copies, two for each side, identical with the electronic"
        " text.",
    ]
    return ("成立、生效与文本", zh), ("Conclusion and text", en)


SECTIONS: tuple[Callable[[Facts], tuple[Said, Said]], ...] = (
    _goods,
    _price,
    _delivery,
    _acceptance,
    _payment,
    _service,
    _changes,
    _breach,
    _law,
    _conclusion,
)
