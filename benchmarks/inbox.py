"""What a department's file of many rows costs: `python -m benchmarks.inbox [--rows N] [--form xlsx|csv|xml]`.

Makes a file of N (200,000) licences with all 28 columns, drops it into an inbox and takes and stages it in a process
of its own, on an embedded server in a temporary folder. Reports seconds and the process's peak memory.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from pydantic import SecretStr

from hub.database.connection import Database
from hub.database.migrate import upgrade
from hub.datasets.departments import LICENCES
from hub.progress import Silence
from hub.staging.load import stage
from resources.embedded import EmbeddedServer
from resources.inbox import take_files
from resources.landing_store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DEPARTMENT = "health"
FORMS = ("xlsx", "csv", "xml")


def rows(number: int) -> Iterator[Sequence[str]]:
    """A header and so many licences, each with something in every column."""
    fields = list(dict.fromkeys(each.source for each in LICENCES.fields if each.source))
    yield fields
    for place in range(number):
        said = {
            "XK_XDR_MC": f"乐清市样例{place}电器有限公司",
            "XK_XDR_SHXYM": "91330382MA00000A1W",
            "XK_WSH": f"乐许〔2026〕第{place}号",
            "XK_XKLB": "普通",
            "XK_NR": f"准予从事热食类食品制售，经营场所面积{place % 300}平方米，有效期内应当遵守有关规定。",
            "XK_JDRQ": "2026/01/02",
            "XK_YXQZ": "2026/01/02",
            "XK_YXQZI": "2031/01/01",
            "XK_XKJG": "乐清市卫生健康局",
            "XK_XKJGDM": "11330382MB12345622",
            "XK_ZT": "1",
        }
        yield [said.get(field, f"{field}{place % 1000}") for field in fields]


def write(path: Path, form: str, number: int) -> None:
    """The file in one of `FORMS`."""
    if form == "csv":
        with path.open("w", newline="", encoding="gb18030") as file:
            csv.writer(file).writerows(rows(number))
    elif form == "xlsx":
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for place, row in enumerate(rows(number)):
                for column, cell in enumerate(row):
                    sheet.write_string(place, column, cell)
    else:
        with path.open("w", encoding="utf-8") as file:
            namespace = "urn:schemas-microsoft-com:office:spreadsheet"
            file.write(f'<?xml version="1.0"?><Workbook xmlns="{namespace}" xmlns:ss="{namespace}"><Worksheet><Table>')
            for row in rows(number):
                cells = "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row)
                file.write(f"<Row>{cells}</Row>")
            file.write("</Table></Worksheet></Workbook>")


def measure(url: str, folder: Path) -> None:
    """Take and stage what lies in the inbox, and say what it cost."""
    database = Database(SecretStr(url))
    store = open_store(str(folder / "landing"))
    before = peak()
    begun = time.monotonic()
    take_files(LICENCES, folder / "inbox", database, store, Silence(), 0)
    taken = time.monotonic()
    print(f"taken in {taken - begun:.1f} s ({computed()}), {peak()} MB at most ({before} MB before)", flush=True)
    outcome = stage(LICENCES, database, store, Silence())
    seconds = time.monotonic() - taken
    print(f"staged {outcome.rows:,} rows in {seconds:.1f} s ({computed()}), {peak()} MB at most", flush=True)


def computed() -> str:
    """The computing time of this process and of those that it started, since its beginning."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return f"{sum(each.ru_utime + each.ru_stime for each in used):.1f} s computed so far"


def peak() -> int:
    """The most memory that this process ever had, in MB; of a process's usage Linux tells its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def main() -> None:
    """Make the file, and measure in a process that did not make it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--form", choices=FORMS, default="xlsx")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure[0], Path(options.measure[1]))
        return
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder)
    try:
        url = server.start()
        upgrade(Database(SecretStr(url)))
        path = folder / "inbox" / DEPARTMENT / f"许可.{'xls' if options.form == 'xml' else options.form}"
        path.parent.mkdir(parents=True)
        write(path, options.form, options.rows)
        os.utime(path, (1_600_000_000, 1_600_000_000))
        print(f"{options.rows:,} rows, {path.stat().st_size / 1e6:.1f} MB of {options.form}", flush=True)
        subprocess.run([sys.executable, "-m", "benchmarks.inbox", "--measure", url, str(folder)], check=True)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
