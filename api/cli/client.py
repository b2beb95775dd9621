"""The command line uses the doors like everybody: the running server's, or its own for a moment."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import httpx
from rich.console import Console

from domain.identifiers import OPERATOR_ID
from infrastructure.clock import SystemClock
from infrastructure.data_folder import DataFolder
from infrastructure.first_start import FirstAdmin
from infrastructure.identity.secret_files import load_secrets
from infrastructure.identity.signed_tokens import SignedTokens
from infrastructure.identity.tokens import Tokens
from infrastructure.settings import Settings

TOKEN_LIFE = timedelta(hours=1)
"""A command may follow a long scan."""

ANSWER_SECONDS_MAX = 600.0
POLL_SECONDS = 0.2


class RefusedError(Exception):
    """The server said no: the message and the code are its own."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Doors:
    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get(self, path: str, **query: str) -> Any:
        return self._answer(self._http.get(path, params=query))

    def post(self, path: str, body: object = None) -> Any:
        return self._written("POST", path, body)

    def patch(self, path: str, body: object) -> Any:
        return self._written("PATCH", path, body)

    def _written(self, method: str, path: str, body: object) -> Any:
        answer = self._http.request(method, path, json=body)
        if position := answer.headers.get("soundboard-position"):
            self._http.headers["Soundboard-Position"] = position
        return self._answer(answer)

    def poll(self, path: str) -> Iterator[Any]:
        while True:
            yield self.get(path)
            time.sleep(POLL_SECONDS)

    def _answer(self, answer: httpx.Response) -> Any:
        if answer.is_error:
            problem = answer.json()
            raise RefusedError(problem["detail"], problem["code"])
        return answer.json() if answer.content else None


@contextmanager
def client(settings: Settings) -> Iterator[Doors]:
    """Raises RefusedError, and what keeps a server from starting where none runs."""
    running = DataFolder(settings.data_dir).address_of_owner()
    if running is not None:
        with _http(running, settings) as http:
            yield Doors(http)
        return
    with _server_for_a_moment(settings) as url, _http(url, settings) as http:
        yield Doors(http)


def _http(url: str, settings: Settings) -> httpx.Client:
    """Whoever can read the secrets is the operator."""
    signed = SignedTokens(load_secrets(settings.secrets_dir).token_key, SystemClock())
    token, _ = Tokens(signed, TOKEN_LIFE, SystemClock()).issue(OPERATOR_ID, OPERATOR_ID)
    return httpx.Client(
        base_url=f"{url}/api/v1",
        headers={"Authorization": f"Bearer {token}"},
        timeout=ANSWER_SECONDS_MAX,
        trust_env=False,
    )


@contextmanager
def _server_for_a_moment(settings: Settings) -> Iterator[str]:
    """On a free port of this machine only, silent, with the data folder's lock."""
    import uvicorn

    from api.app import create_app
    from api.server import configured, introduce
    from infrastructure.composition import compose
    from infrastructure.logs import configure_logs

    async def on_started(first_admin: FirstAdmin | None) -> None:
        if first_admin is not None:
            introduce(first_admin, Console())

    silent = settings.model_copy(update={"audio_output": "null", "host": "127.0.0.1", "scan_watch": False})
    with DataFolder(settings.data_dir):
        logs = configure_logs(settings.logs_dir, "ERROR")
        app = create_app(compose(silent), on_started=on_started)
        server = uvicorn.Server(configured(app, host="127.0.0.1", port=0))
        thread = Thread(target=lambda: asyncio.run(server.serve()), name="server")
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RefusedError("The soundboard could not be opened. logs/app.log says why.")
                time.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
            logs.stop()
