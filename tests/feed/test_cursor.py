"""Where a consumer stands: what is refused, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import CursorError, ExitCode
from hub.feed.cursor import Feed

FEED = Feed("0a1b2c3d", begins_after=10, ends_at=57, history_from=None)


@given(st.integers(FEED.begins_after, FEED.ends_at))
def test_a_place_within_the_feed_is_taken_with_and_without_its_name(seq: int) -> None:
    assert FEED.position(FEED.cursor(seq)) == FEED.position(str(seq)) == seq


@pytest.mark.parametrize(
    ("cursor", "why"),
    [
        ("-1", "不小于 0"),
        ("12.5", "不对"),
        ("", "不对"),
        ("１２", "不对"),
        ("12 OR true", "不对"),
        ("0a1b2c3d:", "不对"),
        ("ffffffff:12", "属于另一个数据库"),
        ("58", "超出变更流的末尾 57"),
        ("9" * 19, "超出变更流的末尾 57"),
        ("9", "只保留了 10 以后的变更"),
        ("0a1b2c3d:0", "重新复制一份数据"),
    ],
)
def test_a_place_from_which_nobody_can_go_on_is_refused(cursor: str, why: str) -> None:
    with pytest.raises(CursorError, match=why) as error:
        FEED.position(cursor)
    assert error.value.exit_code == ExitCode.USAGE


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(CursorError) as error:
        FEED.position("x" * 10_000)
    assert len(str(error.value)) < 200
