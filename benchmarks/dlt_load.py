"""The other side of the comparison: dlt walks the same gateway and merges the same penalties by their key.

`python -m benchmarks.dlt_load`, with the gateway's settings and DLT_TARGET (a database URL) in the environment.
"""

from __future__ import annotations

import hashlib
import os
import time
from typing import TYPE_CHECKING

import dlt
import orjson
import requests

from benchmarks.gateway import BUSINESS_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator


def pages() -> Iterator[list[dict[str, object]]]:
    """Every page of the gateway's penalties, decoded."""
    address, key = os.environ["HUB_PROVINCIAL_URL"], os.environ["HUB_PROVINCIAL_APP_KEY"]
    session = requests.Session()
    session.trust_env = False

    def sign(secret: str) -> dict[str, str]:
        moment = str(int(time.time() * 1000))
        return {"appKey": key, "requestTime": moment, "sign": hashlib.md5((key + secret + moment).encode()).hexdigest()}  # noqa: S324

    first = session.post(
        f"{address}/gateway/app/refreshTokenByKey.htm", data=sign(os.environ["HUB_PROVINCIAL_APP_SECRET"]), timeout=60
    )
    secret = first.json()["datas"]["requestSecret"]
    number = 0
    while True:
        number += 1
        form = sign(secret) | {"additional": '{"powerMatters":"x","subPowerMatters":"x"}'}
        form |= {"pageIndex": str(number), "pageSize": "1000"}
        answer = orjson.loads(session.post(address + BUSINESS_PATH, data=form, timeout=60).content)
        if not answer["datas"]:
            return
        yield answer["datas"]


if __name__ == "__main__":
    pipeline = dlt.pipeline(
        "penalties",
        pipelines_dir=os.environ["DLT_PIPELINES"],
        destination=dlt.destinations.postgres(os.environ["DLT_TARGET"]),
        dataset_name="dlt_penalties",
    )
    pipeline.run(
        dlt.resource(pages, name="penalty", primary_key=["CF_WSH", "CF_CFJGDM"], write_disposition="merge")
    ).raise_on_failed_jobs()
