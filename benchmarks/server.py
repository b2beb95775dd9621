"""The soundboard as it is, with one more door that does nothing, and if wanted with nobody who plays.

`python -m benchmarks.server [--no-playback] [--days-later=N]`, settings from the environment.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
import uvicorn

from api.app import create_app
from api.dependencies import Member
from api.server import configured
from application.process_managers.playing import PLAY_SOUND
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.data_folder import DataFolder
from infrastructure.logs import configure_logs
from infrastructure.settings import load_settings


def only_accept(container: Container) -> None:
    """Plays are asked for and never carried out, nor given up because they are late."""
    remind = container.dispatcher.remind

    def remind_of_other_work(kind: str, ids: Iterable[UUID]) -> None:
        if kind != PLAY_SOUND:
            remind(kind, ids)

    container.dispatcher.remind = remind_of_other_work  # type: ignore[method-assign]
    container.sweeper.start = lambda: None  # type: ignore[method-assign]


async def play_sound(_: Member) -> dict[str, str]:
    """What a request costs that does nothing: routing, the token, who may play, an answer."""
    return {}


class LaterClock:
    def __init__(self, days: int) -> None:
        self._days = timedelta(days=days)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._days


def main(
    no_playback: Annotated[bool, typer.Option()] = False, days_later: Annotated[int, typer.Option()] = 0
) -> None:
    settings = load_settings()
    with DataFolder(settings.data_dir):
        logs = configure_logs(settings.logs_dir, settings.log_level)
        container = compose(settings, clock=LaterClock(days_later))
        if no_playback:
            only_accept(container)
        app = create_app(container)
        app.add_api_route("/benchmark/empty", play_sound, methods=["POST"])
        app.router.routes.insert(0, app.router.routes.pop())  # the first that a request is held against
        uvicorn.Server(configured(app, host=settings.host, port=settings.port)).run()
        logs.stop()


if __name__ == "__main__":
    typer.run(main)
