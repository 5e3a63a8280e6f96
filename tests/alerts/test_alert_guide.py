"""The guide for operators answers every message that a gate can send."""

from __future__ import annotations

from pathlib import Path

import hub
from hub.alerts.messages import SEVERITIES
from hub.rules.texts import rule_texts

GUIDE = (Path(hub.__file__).parents[1] / "docs" / "alerts.md").read_text(encoding="utf-8")


def test_every_gate_and_every_mark_is_explained() -> None:
    told = [text.title for rule_id, text in rule_texts().items() if rule_id.startswith("gate.")]
    assert [title for title in (*told, *(f"【{word}】" for word in SEVERITIES.values())) if title not in GUIDE] == []
