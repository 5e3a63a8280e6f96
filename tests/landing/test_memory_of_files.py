"""However many rows a file has, reading them takes no more memory: measured in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from delivered_files import delimited
from odd_workbooks import row_xml, spreadsheetml

HEADER = ["企业名称", "注册号/统一社会信用代码", "登记机关", "管辖单位"]
FEW, MANY = 50, 3_000
NAME_LENGTH = 6_000
ALLOWED = 1.5
"""Beside the file itself its rows may take this much of its size; all at once they would take three times of it."""

PROCESS = Path("/proc/self/status")

READ = """
import re, sys
from pathlib import Path
from hub.datasets.departments import DATASETS
from hub.landing import spreadsheets
from hub.landing.files import contents_of_file, kinds_of, parts_of_file
spreadsheets.CHUNK_ROWS = 200
for name in sys.argv[1:]:
    body = Path(name).read_bytes()
    (kind,) = kinds_of(contents_of_file(body, DATASETS))
    print(sum(part.rows.height for part in parts_of_file(body, kind, DATASETS)))
    print(1024 * int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1]))
"""


@pytest.mark.skipif(not PROCESS.exists(), reason="what a process took at most is told by Linux alone")
@pytest.mark.parametrize("form", ["csv", "xml"])
def test_memory_does_not_grow_with_the_rows(form: str, tmp_path: Path) -> None:
    rows = [[os.urandom(NAME_LENGTH // 2).hex(), f"{number:015}", "某局", "某所"] for number in range(MANY)]
    for name, number in (("few", FEW), ("many", MANY)):
        table = [HEADER, *rows[:number]]
        body = (
            delimited(table).encode("gb18030")
            if form == "csv"
            else spreadsheetml(("名录", "".join(row_xml(*row) for row in table)))
        )
        (tmp_path / name).write_bytes(body)
    names = [str(tmp_path / name) for name in ("few", "many")]
    done = subprocess.run([sys.executable, "-c", READ, *names], capture_output=True, text=True, timeout=120, check=True)
    few, before, many, after = map(int, done.stdout.split())
    assert (few, many) == (FEW, MANY)
    assert after - before < len(body) * (1 + ALLOWED)
