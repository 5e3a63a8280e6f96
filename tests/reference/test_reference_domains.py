"""The domains of enforcement, which are folders of the inbox and codes of agencies and items alike."""

from __future__ import annotations

from hub.reference.code_lists import labels
from hub.reference.domains import domains


def test_one_integrated_and_eight_professional() -> None:
    assert next(iter(domains())) == "general"
    assert len(domains()) == 9
    assert domains()["market"] == "市场监管"


def test_agencies_and_items_name_the_same_domains() -> None:
    assert dict(labels("domain")) == dict(domains())
