"""The gateway refuses what platforms.md does not allow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sandbox_clients import APIS, Provincial

from hub.sandbox.serve import RunningSandbox, start

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def gateway(still: RunningSandbox) -> Provincial:
    return Provincial(still.settings)


@pytest.fixture
def secret(gateway: Provincial) -> str:
    return gateway.secrets()["datas"]["requestSecret"]


LICENCES = APIS["licences"]


def test_secrets_come_with_their_ends(gateway: Provincial) -> None:
    datas = gateway.secrets()["datas"]
    lives = datas["refreshSecretEndTime"] - datas["requestSecretEndTime"]
    assert lives == pytest.approx((48 * 3600 - 15 * 60) * 1000, abs=5)


def test_a_wrong_signature_is_01(gateway: Provincial, secret: str) -> None:
    signed = gateway.signed(secret)
    assert gateway.call(LICENCES, signed | {"sign": signed["sign"].upper()}).json()["code"] == "01"
    assert gateway.call(LICENCES, gateway.signed(gateway.app_secret)).json()["code"] == "01"
    assert gateway.secrets(secret="wrong")["code"] == "01"


@pytest.mark.parametrize("skew", [-301, 301])
def test_a_stale_request_time_is_02(gateway: Provincial, secret: str, skew: float) -> None:
    answer = gateway.call(LICENCES, gateway.signed(secret, skew))
    assert (answer.status_code, answer.json()["code"]) == (200, "02")


def test_an_unknown_interface_is_03(gateway: Provincial, secret: str) -> None:
    assert gateway.call("xzxk000000000009", gateway.signed(secret)).json()["code"] == "03"


@pytest.mark.parametrize(
    "wrong",
    [
        {"additional": None},
        {"additional": "综合执法"},
        {"additional": "[]"},
        {"additional": '{"powerMatters":"x"}'},
        {"pageIndex": 0},
        {"pageIndex": None},
        {"pageSize": 0},
        {"pageSize": 1001},
        {"pageSize": "many"},
        {"beginTime": "2026-01-01"},
        {"beginTime": "2026-01-01T00:00:00"},
        {"endTime": "2026-02-30 00:00:00"},
        {"beginTime": "2026-02-01 00:00:00", "endTime": "2026-01-01 00:00:00"},
        {"requestTime": "1"},
    ],
)
def test_a_malformed_call_is_400(gateway: Provincial, secret: str, wrong: dict[str, str | int | None]) -> None:
    assert gateway.call(LICENCES, gateway.signed(secret), **wrong).status_code == 400


def test_an_older_request_secret_lives_to_its_own_end(gateway: Provincial, secret: str) -> None:
    gateway.secrets()
    assert gateway.call(LICENCES, gateway.signed(secret)).json()["code"] == "00"


def test_a_refresh_secret_is_used_up(gateway: Provincial) -> None:
    refresh = gateway.secrets()["datas"]["refreshSecret"]
    renewed = gateway.secrets("Sec", refresh)
    assert renewed["code"] == "00"
    assert gateway.secrets("Sec", refresh)["code"] == "01"
    assert gateway.call(LICENCES, gateway.signed(renewed["datas"]["requestSecret"])).json()["code"] == "00"


def test_expired_secrets_are_01(tmp_path: Path) -> None:
    lifetimes = {"request_secret": 0, "refresh_secret": 0}
    with start(tmp_path, entities=1, faults=(), lifetimes=lifetimes) as sandbox:
        gateway = Provincial(sandbox.settings)
        datas = gateway.secrets()["datas"]
        assert gateway.call(LICENCES, gateway.signed(datas["requestSecret"])).json()["code"] == "01"
        assert gateway.secrets("Sec", datas["refreshSecret"])["code"] == "01"


def test_rows_are_sometimes_a_text(gateway: Provincial, secret: str) -> None:
    answers = [gateway.call(LICENCES, gateway.signed(secret), pageSize=1).json()["datas"] for _ in range(8)]
    assert {type(rows) for rows in answers} == {list, str}
    read = [json.loads(rows) if isinstance(rows, str) else rows for rows in answers]
    assert all(rows == read[0] for rows in read)
