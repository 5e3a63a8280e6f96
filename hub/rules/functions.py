"""SQL functions that rules call; made anew whenever the database is brought up to date."""

from __future__ import annotations

from typing import LiteralString

_SPELLINGS: dict[LiteralString, LiteralString] = {
    "0": "０零〇○",
    "1": "１一壹弌",
    "2": "２二贰貳弍两兩",
    "3": "３三叁參叄弎",
    "4": "４四肆",
    "5": "５五伍",
    "6": "６六陆陸",
    "7": "７七柒",
    "8": "８八捌",
    "9": "９九玖",
    "十": "拾",
    "百": "佰",
    "千": "仟",
    "万": "萬",
    "亿": "億",
    "元": "圆圓",
    ".": "．",
}
_THOUSANDS: LiteralString = ",，"
_OTHERWISE: LiteralString = "".join(_SPELLINGS.values())
_PLAIN: LiteralString = "".join(plain * len(others) for plain, others in _SPELLINGS.items())

_DIGIT: LiteralString = "0-9" + "".join(others for plain, others in _SPELLINGS.items() if plain in "0123456789")
_UNIT: LiteralString = "十拾百佰千仟万萬亿億"
_AMOUNT: LiteralString = f"[{_DIGIT}十拾][{_DIGIT}{_UNIT}.．{_THOUSANDS}]*[元圆圓](?:[{_DIGIT}]角)?(?:[{_DIGIT}]分)?"
_BETWEEN: LiteralString = "(?:人民币|金额|数额|总额|合计|共计|大写|小写|[为计处共:：¥￥()（） 　])*"
_FOLLOWING: LiteralString = f"^{_BETWEEN}({_AMOUNT}(?:以[上下])?)"
_LEADING: LiteralString = f"({_AMOUNT})(?:整|正)?(?:人民币)?的?$"
_PLAINLY: LiteralString = "^(?:人民币)?([0-9]+(?:[.][0-9]+)?)元(?:$|[，。；、,;])"
_NEAR: LiteralString = "40"

YUAN_IN_WORDS: LiteralString = f"""
CREATE OR REPLACE FUNCTION hub.yuan_in_words(words text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $function$
DECLARE
    token text;
    digits numeric;
    section numeric := 0;
    total numeric := 0;
BEGIN
    IF words ~ '^[0-9]+([.][0-9]+)?元$' THEN
        RETURN CAST(rtrim(words, '元') AS numeric);
    END IF;
    FOREACH token IN ARRAY regexp_split_to_array(
        translate(words, '{_OTHERWISE}{_THOUSANDS}', '{_PLAIN}'),
        '(?=[十百千万亿元角分])|(?<=[十百千万亿元角分])'
    ) LOOP
        CASE token
            WHEN '' THEN CONTINUE;
            WHEN '十' THEN section := section + coalesce(digits, 1) * 10; digits := NULL;
            WHEN '百' THEN section := section + coalesce(digits, 1) * 100; digits := NULL;
            WHEN '千' THEN section := section + coalesce(digits, 1) * 1000; digits := NULL;
            WHEN '万' THEN total := total + (section + coalesce(digits, 0)) * 10000; section := 0; digits := NULL;
            WHEN '亿' THEN total := (total + section + coalesce(digits, 0)) * 100000000; section := 0; digits := NULL;
            WHEN '元' THEN total := total + section + coalesce(digits, 0); section := 0; digits := NULL;
            WHEN '角' THEN total := total + coalesce(digits, 0) * 0.1; digits := NULL;
            WHEN '分' THEN total := total + coalesce(digits, 0) * 0.01; digits := NULL;
            ELSE
                IF token !~ '^[0-9]+([.][0-9]+)?$' THEN
                    RETURN NULL;
                END IF;
                digits := CAST(token AS numeric);
        END CASE;
    END LOOP;
    RETURN total;
END
$function$
"""
"""hub.yuan_in_words(text) -> numeric: the yuan of one amount (2,000元, 贰仟元, 0.2万元); NULL if it is none."""

FINE_IN_TEXT: LiteralString = f"""
CREATE OR REPLACE FUNCTION hub.fine_in_text(content text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $function$
DECLARE
    parts CONSTANT text[] := string_to_array(content, '罚款');
    said text;
    amount numeric;
    fine numeric;
BEGIN
    FOR place IN 2 .. cardinality(parts) LOOP
        -- What nearly every text says needs no long pattern.
        amount := CAST(substring(left(parts[place], {_NEAR}) FROM '{_PLAINLY}') AS numeric);
        said := CASE WHEN amount IS NULL THEN coalesce(
            substring(left(parts[place], {_NEAR}) FROM '{_FOLLOWING}'),
            substring(right(parts[place - 1], {_NEAR}) FROM '{_LEADING}')
        ) END;
        -- An amount with 以上 or 以下 is what the law allows, not what was decided.
        CONTINUE WHEN amount IS NULL AND (said IS NULL OR right(said, 1) IN ('上', '下'));
        amount := coalesce(amount, hub.yuan_in_words(said));
        IF amount IS NULL OR amount <> fine THEN
            RETURN NULL;
        END IF;
        fine := amount;
    END LOOP;
    RETURN fine;
END
$function$
"""
"""hub.fine_in_text(text) -> numeric: the yuan that a penalty's text fines; NULL where it says none, or several."""

FUNCTIONS: tuple[LiteralString, ...] = (YUAN_IN_WORDS, FINE_IN_TEXT)
"""Every function, in an order in which each finds what it calls."""
