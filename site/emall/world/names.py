"""Invented names and telephone numbers; 160 is no prefix of any mobile network, so the numbers reach nobody."""

from __future__ import annotations

import random

FAMILIES = "陈林叶吴王李张徐周潘蓝雷钟梅项季毛郑范刘胡朱金应柳杜徐何罗廖"
FIRST = "建国志明晓文海燕丽萍雅芬俊杰慧敏伟峰秀英宏亮雪梅永强素琴子涵雨欣家豪思源"
SECOND = "军芳勇静磊娟涛霞斌玲波红鹏燕超莉平琳刚颖辉洁宁"


def person_name(chance: random.Random) -> str:
    """A family name common around Lishui (蓝, 雷 and 钟 are 畲族 names) with one or two signs after it."""
    given = chance.choice(FIRST) if chance.random() < 0.25 else chance.choice(FIRST) + chance.choice(SECOND)
    return chance.choice(FAMILIES) + given


def mobile(sequence: int) -> str:
    """A mobile number of eleven digits in the 160 block."""
    return f"1600578{sequence:04d}"
