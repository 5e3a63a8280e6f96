"""What a failure of the domain means to Dagster: asked again where that can heal it, else a failure that says why.

The retries are asked for one by one and not by a policy on the op: a policy would ask again after every unforeseen
error too, and somebody who waits for the run (`hub run`) would wait for all of them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dagster as dg
import psycopg

from assets.names import ATTENDED_TAG, is_tagged
from hub.errors import (
    DatabaseVersionError,
    ExitCode,
    FileSetAsideError,
    HubError,
    LockedError,
    PermanentError,
    PostponedError,
    ProtocolError,
    RuleError,
    SettingsError,
    StorageError,
    TransientError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

RETRIES = dg.RetryPolicy(max_retries=3, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""How often, and after how many seconds, what can heal is asked again: 30, 90 and 210, give or take."""

HEALING = (TransientError, LockedError, psycopg.OperationalError)
"""What may be over when it is asked again: a platform's trouble, another run's lock, a lost database session."""

KINDS: dict[type[Exception], str] = {
    TransientError: "平台暂时不可用",
    PermanentError: "需要人工处理，重试无效",
    ProtocolError: "返回的内容与约定不符，原文已留存",
    PostponedError: "静默时段内不取数",
    StorageError: "原文存储拒绝读写",
    FileSetAsideError: "文件整份搁置",
    RuleError: "质量规则无法执行",
    LockedError: "另一个运行正在进行",
    SettingsError: "设置有误",
    DatabaseVersionError: "数据库版本不符",
    psycopg.OperationalError: "数据库连接中断",
}

KIND_METADATA = "错误类型"
MESSAGE_METADATA = "说明"
EXIT_CODE_METADATA = "退出码"


@dataclass(frozen=True, slots=True)
class StepFailure:
    """A step that failed for a reason that the domain knows; the message is the domain's own sentence."""

    step: str
    kind: str
    message: str
    exit_code: ExitCode


def will_retry(context: dg.AssetExecutionContext, error: BaseException) -> bool:
    """Whether the op is asked again after `error`."""
    return (
        isinstance(error, HEALING)
        and context.retry_number < RETRIES.max_retries
        and not is_tagged(context, ATTENDED_TAG)
    )


@contextmanager
def explained(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Turn what the domain raises into a retry, or into a failure with its sentence and its kind."""
    try:
        yield
    except (HubError, psycopg.OperationalError) as error:
        if will_retry(context, error):
            raise dg.RetryRequested(
                max_retries=RETRIES.max_retries, seconds_to_wait=RETRIES.calculate_delay(context.retry_number + 1)
            ) from error
        raise failure(error) from error


def failure(error: Exception) -> dg.Failure:
    """`error` as Dagster shows it; not asked again."""
    meaning = next((text for kind, text in KINDS.items() if isinstance(error, kind)), "运行失败")
    code = error.exit_code if isinstance(error, HubError) else ExitCode.FAILURE
    return dg.Failure(
        description=f"{meaning}：{error}",
        metadata={KIND_METADATA: type(error).__name__, MESSAGE_METADATA: str(error), EXIT_CODE_METADATA: int(code)},
        allow_retries=False,
    )


def step_failures(result: dg.ExecuteInProcessResult) -> list[StepFailure]:
    """The failed steps of a run in process, in their order; one that nobody foresaw has its exception's name."""
    found = []
    for event in result.all_events:
        if not event.is_step_failure:
            continue
        data = event.step_failure_data
        told = data.user_failure_data.metadata if data.user_failure_data else {}
        known = {name: entry.value for name, entry in told.items()}
        error = data.error
        found.append(
            StepFailure(
                step=event.step_key or "",
                kind=str(known.get(KIND_METADATA) or (error.cls_name if error else "")),
                message=str(known.get(MESSAGE_METADATA) or (error.message.strip() if error else "")),
                exit_code=ExitCode(int(str(known.get(EXIT_CODE_METADATA, int(ExitCode.FAILURE))))),
            )
        )
    return found
