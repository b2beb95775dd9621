"""A real browser without a window, told what to do over its DevTools protocol."""

import base64
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from tests.support import plain_http
from tests.support.board import wait_for

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""What it is called, depending on the system."""

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-port=0",
)
START_SECONDS_MAX = 60.0
ANSWER_SECONDS_MAX = 60.0


class Page:
    """One tab. The pages that it is given are there; all other addresses are asked of whoever is there."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._numbers = count(1)
        self._pages: dict[str, str] = {}

    def tell(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._line.recv(timeout=ANSWER_SECONDS_MAX))
            if said.get("method") == "Fetch.requestPaused":
                self._answer(said["params"])
            elif said.get("id") == number:
                assert "error" not in said, said
                answer: Mapping[str, Any] = said["result"]
                return answer

    def open(self, url: str, html: str) -> None:
        """As if the server there had this page."""
        self._pages[url] = html
        self.tell("Fetch.enable", patterns=[{"urlPattern": url}])
        self.tell("Page.navigate", url=url)
        wait_for(lambda: self.run("document.readyState"), lambda state: state == "complete")

    def run(self, script: str) -> Any:
        """What it comes to, also when that takes a while."""
        answer = self.tell("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def download_to(self, folder: Path) -> None:
        self.tell("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def _answer(self, paused: Mapping[str, Any]) -> None:
        body = base64.b64encode(self._pages[paused["request"]["url"]].encode()).decode()
        self._line.send(
            json.dumps(
                {
                    "id": next(self._numbers),
                    "method": "Fetch.fulfillRequest",
                    "params": {
                        "requestId": paused["requestId"],
                        "responseCode": 200,
                        "responseHeaders": [{"name": "Content-Type", "value": "text/html"}],
                        "body": body,
                    },
                }
            )
        )


@contextmanager
def chromium(folder: Path) -> Iterator[Page]:
    """`folder` is for what it remembers."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program is not None, "Chromium must be installed: scripts/install-system-packages --for-tests"
    with (folder / "chromium.txt").open("wb") as output:
        process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        with connect(_address_of_page(folder), proxy=None, max_size=None) as line:
            yield Page(line)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # Debian's word for it is a script that stays beside it
        process.wait()


def _address_of_page(folder: Path) -> str:
    def pages() -> list[Any]:
        with suppress(OSError, ValueError, httpx.TransportError):
            port = (folder / "DevToolsActivePort").read_text().split()[0]
            found = plain_http.get(f"http://127.0.0.1:{port}/json/list").json()
            return [each for each in found if each["type"] == "page"]
        return []

    [page] = wait_for(pages, bool, seconds_max=START_SECONDS_MAX)
    return str(page["webSocketDebuggerUrl"])
