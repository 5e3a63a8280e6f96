"""`hub contract`: shown, checked, written; what breaks readers is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml
from sqlalchemy import Text

from hub.errors import ExitCode
from hub.model import unified_table

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from hub_command import Hub


def test_a_contract_is_written_checked_and_refused_once_it_breaks(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ("--folder", str(tmp_path / "contract"))
    assert "尚未写出" in hub("contract", "check", *folder).stdout
    assert "v1 1.0.0：" in hub("contract", "write", *folder).stdout
    assert hub("contract", "check", *folder).stdout == "v1：1.0.0，一致\nmart：1.0.0，一致\n"
    shown = hub("contract", "show", "mart", *folder)
    assert yaml.safe_load(shown.stdout)["id"] == "urn:enforcement-data-hub:mart"
    assert json.loads(hub("contract", "show", "mart", *folder, "--json").stdout) == yaml.safe_load(shown.stdout)
    text = (tmp_path / "contract" / "v1.yaml").read_text("utf-8")
    (tmp_path / "contract" / "v1.yaml").write_text(text.replace("status: draft", "status: active"), "utf-8")
    monkeypatch.setattr(unified_table("penalty").columns["fine_yuan"], "type", Text())
    broken = "penalty.fine_yuan：类型由 numeric(18,2) 改为 text"
    checked = hub("contract", "check", *folder)
    assert (checked.returncode, f"[失效] {broken}" in checked.stdout) == (ExitCode.FAILURE, True)
    (of_v1, _) = json.loads(hub("contract", "check", *folder, "--json").stdout)
    assert {"weight": "breaking", "where": "penalty.fine_yuan", "what": broken.partition("：")[2]} in of_v1["changes"]
    kept = (tmp_path / "contract" / "v1.yaml").read_text("utf-8")
    refused = hub("contract", "write", *folder)
    assert (refused.returncode, refused.stdout) == (ExitCode.FAILURE, "")
    assert broken in refused.stderr
    assert (tmp_path / "contract" / "v1.yaml").read_text("utf-8") == kept


def test_a_contract_that_is_none_is_refused(hub: Hub) -> None:
    done = hub("contract", "show", "unified")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "可用：v1、mart" in done.stderr
