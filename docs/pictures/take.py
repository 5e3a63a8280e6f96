"""Takes the pictures of docs/operating.md anew: `.venv/bin/python docs/pictures/take.py`.

A hub with a small sandbox is run in a folder of its own, three times and once more with a platform that is down; then
headless Chromium (on the PATH, with a Chinese font) looks at its pages. Takes a few minutes; everything is stopped
and removed afterwards.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from websockets.sync.client import ClientConnection

FOLDER = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
HUB = str(Path(sys.executable).with_name("hub"))
ENTITIES = "1500"
DOWN = "city:503:1"
"""The fault of the platform that is down: every call of it is answered with 503."""
PATIENCE = 120.0
DRAWING = 4.0

FAILED_RUN = "{ runsOrError(filter: {statuses: [FAILURE]}, limit: 1) { ... on Runs { results { runId } } } }"
NO_GREETING = "for (const key of ['dagster.v1.community-nux', 'communityNux']) localStorage.setItem(key, '1')"
SKIP = "[...document.querySelectorAll('button')].find(each => each.innerText.trim() === 'Skip')?.click()"
OWN_PATHS = (sys.prefix, str(FOLDER.parents[1]))
HIDE_PATHS = f"""
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {json.dumps(OWN_PATHS)}.forEach(each => {{
  if (texts.currentNode.data.includes(each)) texts.currentNode.data = texts.currentNode.data.replaceAll(each, '…');
}})
"""
"""Where the hub is installed here is nobody's business."""
OPEN_GROUPS = "expanded=" + "%2C".join(
    f"global%40global%3A{each}" for each in ("city", "city%2Fbasic", "city%2Flicensing", "city%2Fsupervision")
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page at `path` in a window of `size`, drawn at `scale`; taken when `text` is on it and after `script`."""

    name: str
    path: str
    text: str
    size: tuple[int, int] = (1440, 900)
    scale: float = 1.0
    script: str = ""


PLOTS = """
[...document.querySelectorAll('button')].find(each => each.innerText.trim() === 'Plots').click();
[...document.querySelectorAll('span')].find(each => each.innerText.trim() === 'Metadata').scrollIntoView()
"""

WELL = (
    Picture("graph", "/asset-groups", "unified"),
    Picture("group", f"/asset-groups~group%3A%22city%2F*%22?{OPEN_GROUPS}", "cases", (1440, 1500), 0.8),
    Picture("asset", "/assets/staging/city/cases", "statusName", (1440, 1100)),
    Picture("plots", "/assets/staging/city/cases", "statusName", (1440, 1000), script=PLOTS),
    Picture("check", "/assets/staging/city/cases?view=checks&checkDetail=reject", "怎么办", (1440, 900)),
    Picture("automation", "/automation", "publish_after_platforms", (1440, 760)),
    Picture("job", "/locations/hub.main.definitions/jobs/city", "结束后自动发布", (1440, 700)),
)
"""Pages of a day on which every platform answers."""

DOWN_DAY = (
    Picture("runs", "/runs", "Failure", (1440, 760)),
    Picture("failed-run", "/runs/{failed_run}?logs=type%3ASTEP_FAILURE", "平台暂时不可用", (1440, 1000)),
)
"""Pages of a day on which one does not."""


class Browser:
    """A page of headless Chromium, told what to do over its debugging protocol."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._calls = 0
        self.call("Page.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=NO_GREETING)
        self.call("Emulation.setTimezoneOverride", timezoneId="Asia/Shanghai")

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """The answer to one call."""
        self._calls += 1
        self._connection.send(json.dumps({"id": self._calls, "method": method, "params": params}))
        while True:
            answer = json.loads(self._connection.recv(timeout=PATIENCE))
            if answer.get("id") == self._calls:
                return dict(answer.get("result", {}))

    def evaluate(self, script: str) -> object:
        """The value of a JavaScript expression on the page."""
        return self.call("Runtime.evaluate", expression=script, returnByValue=True).get("result", {}).get("value")

    def take(self, url: str, picture: Picture) -> bytes:
        """The picture as PNG. Raises TimeoutError where its text does not come."""
        width, height = picture.size
        window = {"width": width, "height": height, "deviceScaleFactor": picture.scale, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **window)
        self.call("Page.navigate", url=url)
        until = time.monotonic() + PATIENCE
        shown = f"document.body.innerText.includes({json.dumps(picture.text)})"
        while not self.evaluate(f"{shown} && !document.body.innerText.includes('fetching')"):
            if time.monotonic() > until:
                raise TimeoutError(f"{picture.name}: {picture.text!r} is not on {url}")
            time.sleep(0.5)
            self.evaluate(SKIP)
        # Pages draw and fade in for a while after their text is there.
        time.sleep(DRAWING)
        if picture.script:
            self.evaluate(picture.script)
            time.sleep(DRAWING)
        self.evaluate(HIDE_PATHS)
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser, ended with the block."""
    profile = tempfile.mkdtemp()
    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0")
    process = subprocess.Popen(
        (CHROMIUM, *options, f"--user-data-dir={profile}", "about:blank"), stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        address = next(line.split("ws://")[1].split("/")[0] for line in process.stderr if "DevTools listening" in line)
        tabs = requests.get(f"http://{address}/json", timeout=PATIENCE).json()
        page = next(each for each in tabs if each["type"] == "page")
        with connect(page["webSocketDebuggerUrl"], max_size=None) as connection:
            yield Browser(connection)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(profile, ignore_errors=True)


@contextmanager
def city_down(home: Path) -> Iterator[None]:
    """The stand-ins with one platform down, where `hub run --sandbox` looks for them."""
    sandbox = home / "sandbox"
    command = (sys.executable, "-m", "hub.sandbox", str(sandbox), "--attached", "--faults", DOWN)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        (sandbox / "served.json").write_text(process.stdout.readline(), encoding="utf-8")
        yield
    finally:
        (sandbox / "served.json").unlink(missing_ok=True)
        process.stdin.close()
        process.wait()


@contextmanager
def pages(environment: dict[str, str]) -> Iterator[str]:
    """The address of Dagster's pages, which are served until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen((HUB, "dev", "--sandbox", "--port", str(port)), env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + PATIENCE
        while not _answers(address):
            if time.monotonic() > until:
                raise TimeoutError("hub dev does not answer")
            time.sleep(1)
        yield address
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return bool(ask(address, "{ runsOrError(limit: 1) { ... on Runs { results { runId } } } }"))
    except requests.ConnectionError:
        return False


def ask(address: str, query: str) -> dict[str, Any]:
    """The answer of Dagster's GraphQL interface."""
    answer = requests.post(f"{address}/graphql", json={"query": query}, timeout=PATIENCE)
    return dict(answer.json()["data"])


def main() -> None:
    """Take every picture."""
    home = Path(tempfile.mkdtemp(prefix="hub-pictures-", dir="/tmp"))
    home.chmod(0o711)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")} | {
        "HUB_HOME": str(home)
    }
    run = (HUB, "run", "--sandbox")
    with ExitStack() as until_end:
        until_end.callback(shutil.rmtree, home, ignore_errors=True)
        until_end.callback(subprocess.run, (HUB, "db", "stop", "--sandbox"), env=environment, check=True)
        subprocess.run((*run, "--entities", ENTITIES), env=environment, check=True)
        for _ in range(2):
            subprocess.run(run, env=environment, check=True)
        with pages(environment) as address, browser() as page:
            take(page, address, WELL)
        with city_down(home):
            subprocess.run(run, env=environment, check=False)
        with pages(environment) as address, browser() as page:
            failed = ask(address, FAILED_RUN)["runsOrError"]["results"][0]["runId"]
            take(page, address, DOWN_DAY, failed_run=failed)


def take(page: Browser, address: str, pictures: Iterable[Picture], **known: str) -> None:
    """Take these pictures and keep them."""
    for each in pictures:
        (FOLDER / f"{each.name}.png").write_bytes(page.take(address + each.path.format(**known), each))


if __name__ == "__main__":
    main()
