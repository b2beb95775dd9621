"""The command line uses the doors like everybody: the running server's, or its own for a moment."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Thread
from typing import Any

import httpx
from rich.console import Console

from api.cli.operator import Operator
from application.ports import Clock
from infrastructure.clock import SystemClock
from infrastructure.data_folder import DataFolder
from infrastructure.first_start import FirstAdmin
from infrastructure.settings import Settings

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
        return self._written(self._http.post(path, json=body))

    @contextmanager
    def download(self, path: str) -> Iterator[Iterator[bytes]]:
        """As it comes. Raises RefusedError, also where it ends in the middle."""
        with self._http.stream("GET", path) as answer:
            if answer.is_error:
                answer.read()
                self._answer(answer)
            try:
                yield answer.iter_bytes()
            except httpx.TransportError:
                self._http.get("/health")  # where nobody is there any more, that is what is said
                raise RefusedError("It was cut off in the middle. The server's log says why.") from None

    def send(self, path: str, content: Iterable[bytes], *, size: int) -> Any:
        """A large body, as it is read."""
        headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        return self._written(self._http.post(path, content=content, headers=headers))

    def patch(self, path: str, body: object) -> Any:
        return self._written(self._http.patch(path, json=body))

    def _written(self, answer: httpx.Response) -> Any:
        """What is asked next is asked of a board that shows this."""
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
    with _server(settings) as url, doors_at(url, settings) as doors:
        yield doors


@contextmanager
def doors_at(url: str, settings: Settings, clock: Clock | None = None) -> Iterator[Doors]:
    """Raises RefusedError, also where the server goes away meanwhile."""
    http = httpx.Client(
        base_url=f"{url}/api/v1",
        auth=Operator(settings, clock or SystemClock()),
        timeout=ANSWER_SECONDS_MAX,
        trust_env=False,
    )
    try:
        with http:
            yield Doors(http)
    except httpx.TransportError as error:
        why = str(error) or type(error).__name__
        raise RefusedError(f"The soundboard at {url} does not answer any more: {why}") from None


def _server(settings: Settings) -> AbstractContextManager[str]:
    """The one that runs; where none does, one of our own for as long."""
    running = DataFolder(settings.data_dir).address_of_owner()
    return _server_for_a_moment(settings) if running is None else nullcontext(running)


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
