"""A process that begins work that costs something, and never comes to its end."""

import asyncio
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from application.command import envelope
from application.credits.paid_work import paid_work
from domain.values import CreditAction
from infrastructure.composition import compose
from infrastructure.settings import load_settings


async def main(folder: str, database_url: str, user_id: str, *seconds: str) -> None:
    """On a board's own folder and database, while its server is down. Says each deadline, then that it is in
    the middle of it all.
    """
    settings = load_settings(
        data_dir=Path(folder) / "data", sounds_dir=Path(folder) / "sounds", database_url=database_url
    )
    container = compose(settings)
    container.executor.start()
    container.follower.start()
    container.dispatcher.start()
    async with AsyncExitStack() as work:
        for each in seconds:
            deadline = datetime.now(UTC) + timedelta(seconds=float(each))
            paid = paid_work(
                container.executor,
                envelope(UUID(user_id)),
                user_id=UUID(user_id),
                reservation_id=uuid4(),
                action=CreditAction.AUDIO_EXTRACTION,
                deadline=deadline,
            )
            await work.enter_async_context(paid)
            sys.stdout.write(f"{deadline.isoformat()}\n")
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
