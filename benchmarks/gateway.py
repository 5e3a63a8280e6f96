"""A loopback gateway that serves one fixed set of provincial penalties: `python -m benchmarks.gateway 200000`.

It answers from pages made beforehand, so that what is measured is whoever asks. Its first line on standard output
is a JSON object with the settings to ask it by.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import orjson

from hub.sandbox.identifiers import credit_code, numbered_organisation

APP_KEY, APP_SECRET, REQUEST_SECRET = "bench-key", "bench-secret", "bench-request-secret"
BUSINESS_PATH = "/gateway/api/001003001029/dataSharing/xzcf000000000001.htm"
FIRST_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - the gateway writes local times


def business(number: int) -> str:
    """The credit code of invented enterprise `number`."""
    return credit_code("91", numbered_organisation("W", number))


AUTHORITY = credit_code("11", numbered_organisation("Y", 0))


def penalty(number: int) -> dict[str, object]:
    """Penalty `number`, sound in every field; three penalties to a business."""
    decided = FIRST_DAY + timedelta(minutes=number)
    party = number // 3
    code = business(party)
    return {
        "dsc_biz_record_id": number + 1,
        "dsc_biz_operation": "I",
        "dsc_biz_timestamp": f"{decided:%Y-%m-%d %H:%M:%S}",
        "dsc_sydep_name": "综合行政执法局",
        "dsc_hash_unique": hashlib.md5(str(number).encode()).hexdigest(),  # noqa: S324 - as the gateway does
        "CF_XDR_MC": f"乐清市测试{party}号电器有限公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": code,
        "CF_XDR_GSZC": "",
        "CF_XDR_ZZJG": "",
        "CF_XDR_SWDJ": "",
        "CF_XDR_SYDW": "",
        "CF_XDR_SHZZ": "",
        "CF_FRDB": f"测{party % 97}",
        "CF_WSH": f"乐综执罚决字〔{decided.year}〕第{number:06d}号",
        "CF_WFXW": "未经许可占用城市道路",
        "CF_SY": f"当事人于{decided:%Y年%m月%d日}在店门外占道经营，占用{number % 40 + 1}平方米，经责令改正逾期未改。",
        "CF_YJ": "《浙江省城市市容和环境卫生管理条例》第十八条",
        "CF_CFLB": "2" if number % 5 else "1;2",
        "CF_NR": f"罚款{(number % 50 + 1) * 100}元",
        "CF_NR_FK": f"{(number % 50 + 1) / 100:.2f}",
        "CF_JDRQ": f"{decided:%Y/%m/%d}",
        "CF_GSJZQ": f"{decided + timedelta(days=365):%Y/%m/%d}",
        "CF_CFJG": "乐清市综合行政执法局",
        "CF_CFJGDM": AUTHORITY,
        "CF_SJLY": "乐清市综合行政执法局",
        "CF_SJLYDM": AUTHORITY,
        "BZ": "",
        "supervise_item_implement_code": f"{33022000000000 + number % 1200:014d}",
        "check_action_code": "",
        "case_source": "日常巡查",
        "filing_date": f"{decided - timedelta(days=10):%Y/%m/%d}",
        "closing_date": "",
        "area_number": f"3303820{number % 8 + 1:02d}000",
        "lead_no": "",
    }


class Gateway(BaseHTTPRequestHandler):
    """Speaks the gateway's protocol as far as a walk without faults needs it."""

    protocol_version = "HTTP/1.1"
    pages: tuple[bytes, ...] = ()
    total = 0
    size = 1000

    def do_POST(self) -> None:
        """Answer a call for secrets or for a page."""
        form = {key: values[0] for key, values in parse_qs(self._body().decode()).items()}
        if self.path != BUSINESS_PATH:
            far = int(time.time() * 1000) + 900_000
            secrets = {"requestSecret": REQUEST_SECRET, "requestSecretEndTime": far}
            secrets |= {"refreshSecret": "bench-refresh", "refreshSecretEndTime": far + 172_000_000}
            self._answer(orjson.dumps({"code": "00", "msg": "ok", "datas": secrets}))
            return
        if form["sign"] != _md5(APP_KEY + REQUEST_SECRET + form["requestTime"]):
            self._answer(b'{"code":"01","msg":"bad signature","datas":[]}')
            return
        page, size = int(form["pageIndex"]), int(form["pageSize"])
        datas = self.pages[page - 1] if size == self.size and page <= len(self.pages) else b"[]"
        self._answer(b'{"code":"00","msg":"ok","requestId":"1","dataCount":%d,"datas":%b}' % (self.total, datas))

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of single calls."""


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - the gateway's signature is defined so


def main(count: int) -> None:
    """Serve `count` penalties until the process is ended."""
    Gateway.total = count
    Gateway.pages = tuple(
        orjson.dumps([penalty(number) for number in range(start, min(start + Gateway.size, count))])
        for start in range(0, count, Gateway.size)
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    settings = {"URL": f"http://127.0.0.1:{server.server_address[1]}", "APP_KEY": APP_KEY, "APP_SECRET": APP_SECRET}
    sys.stdout.write(json.dumps({f"HUB_PROVINCIAL_{key}": value for key, value in settings.items()}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
