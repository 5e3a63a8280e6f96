"""The provincial gateway: how it speaks, and what every row carries."""

from __future__ import annotations

from hub.datasets.declaration import (
    INSTANT,
    SEQUENCE,
    TEXT,
    Field,
    Required,
    code,
)
from hub.datasets.wire import (
    OK,
    Answer,
    Code,
    Form,
    GatewaySignature,
    Meaning,
    PageNumber,
    RestPlatform,
    TimeFormat,
    TotalCounts,
    Window,
)

YES = Required.YES

PLATFORM = RestPlatform(
    name="provincial",
    title='省"大综合一体化"执法监管数字应用',
    auth=GatewaySignature(
        "/gateway/app/refreshTokenByKey.htm",
        "/gateway/app/refreshTokenBySec.htm",
    ),
    method="POST",
    path="/gateway/api/001003001029/dataSharing/{endpoint}.htm",
    encoding=Form(),
    fixed={"additional": '{"powerMatters":"综合行政执法","subPowerMatters":"执法监管数据归集"}'},
    paging=PageNumber("pageIndex", "pageSize", rows=1000),
    window=Window("beginTime", "endTime", TimeFormat.LOCAL_SECONDS),
    answer=Answer(
        rows_at=("datas",),
        total_at=("dataCount",),
        total_counts=TotalCounts.ROWS,
        code_at=("code",),
        message_at=("msg",),
        codes={
            "00": OK,
            "01": Code(Meaning.CREDENTIALS_EXPIRED),
            "02": Code(Meaning.PERMANENT, "本机时钟与平台相差超过 5 分钟，请校准本机时钟后重试"),
            "03": Code(Meaning.PERMANENT, "没有调用该接口的权限，请向省公共数据平台申请接口授权"),
            "05": Code(Meaning.AGAIN),
            "99": Code(Meaning.AGAIN),
        },
        rows_as_text=True,
    ),
    # Expiry is told by code 01; an HTTP 401 comes from whatever stands before the gateway.
    statuses={401: Meaning.PERMANENT},
)

COMMON = (
    Field(
        "dsc_biz_timestamp",
        "source_updated_at",
        INSTANT,
        YES,
        note="first part of the version order; the later row of a key wins",
    ),
    Field(
        "dsc_biz_record_id",
        None,
        SEQUENCE,
        YES,
        note="version: second part of the version order (compared as a number); also the order of a walk",
    ),
    Field(
        "dsc_biz_operation",
        "retracted_at",
        code("row_operation"),
        note="delete sets retracted_at to dsc_biz_timestamp; insert and update are both a full row; empty = a full row. A delete needs the key parts alone",
    ),
    Field(
        "dsc_sydep_name",
        None,
        TEXT,
        note="landing: source department, shown in rejections so that the right owner mends the record",
    ),
    Field("dsc_hash_unique", None, TEXT, note="landing: the sender's hash; the hub makes its own content hash"),
)
