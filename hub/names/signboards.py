"""What a signboard (店招) names: the same parts as a business name, without what signs say besides."""

from __future__ import annotations

import polars as pl

from hub.names.business import parse
from hub.text.keys import normalised_key

_TELEPHONE = (
    r"(?:订餐|联系|服务|咨询|预订|外卖)?(?:热线|电话|手机|(?i:tel))?[:]?"
    r"(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4})"
)
_SLOGANS = (
    "(?:欢迎光临|欢迎惠顾|诚信经营|正在营业|专业承接.*|承接.*|主营[:].*|经营[:].*|批发零售|连锁加盟|全国连锁|品质保证)$"
)
_BRANCHES = (
    r"〔[^〔〕]*(?:店|部)〕|(?:总店|分店|直营店|旗舰店|加盟店|体验店|连锁店)$"
    r"|第?[一二三四五六七八九十\d]+(?:号|分)?店$"
)
_ORNAMENTS = r"[·•●★☆◆■|/\\—_“”\"'‘’《》!~]+"


def bare_sign(sign: pl.Expr) -> pl.Expr:
    """A signboard's text without telephone numbers, slogans, ornaments and which of a chain's shops it is."""
    text = normalised_key(sign)
    for pattern in (_TELEPHONE, _ORNAMENTS, _SLOGANS, _BRANCHES):
        text = text.str.replace_all(pattern, "")
    return text.replace("", None)


def parse_signs(signs: pl.Series) -> pl.DataFrame:
    """`signs` (text as sent) to the parts of `hub.names.business`, row by row."""
    return parse(pl.DataFrame({"sign": signs}).select(bare_sign(pl.col("sign"))).to_series())
