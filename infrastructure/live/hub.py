"""Hands what happened to everyone who listens: in order, nothing twice, and at a bounded cost a listener."""

import asyncio
from collections.abc import Mapping, Sequence
from threading import Lock
from uuid import UUID

from infrastructure.live.messages import PASSING, Message, message_of, told_in_passing
from projections.projector import Recorded

QUEUE_MAX = 2_000
"""Messages a listener may be behind: some 500 kB, shared by all. A slower one is closed and comes again."""


class SlowListenerError(Exception):
    """The listener did not keep up. It may come again with its last position."""


class Listener:
    """One open connection. It hears what came after `since`."""

    def __init__(self, user_id: UUID, credential_id: UUID, *, is_admin: bool, since: int) -> None:
        self.user_id = user_id
        self.credential_id = credential_id
        self.is_admin = is_admin
        self.since = since
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        self._is_slow = False
        self.sent_away: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Why it may listen no longer, as soon as that is known: before all that is still to be heard."""

    def offer(self, messages: Sequence[Message]) -> None:
        """On the listener's loop."""
        for message in messages:
            if self._messages.qsize() >= QUEUE_MAX:
                self._is_slow = True
                return
            if self.hears(message) or self.is_sent_away_by(message):
                self._messages.put_nowait(message)

    def hears(self, message: Message) -> bool:
        return message.is_for(self.user_id, is_admin=self.is_admin)

    def heed(self, messages: Sequence[Message]) -> None:
        """On the listener's loop: also what it is too far behind, or too far ahead, to hear."""
        for message in messages:
            if self.is_sent_away_by(message) and not self.sent_away.done():
                self.sent_away.set_result(message.goodbye)

    def is_sent_away_by(self, message: Message) -> bool:
        """Whether what it came by is no longer what it was."""
        return message.only_for == self.user_id and message.ends(self.credential_id)

    async def next(self) -> Message:
        if self._is_slow:
            raise SlowListenerError("This connection did not keep up. Come again with your last position.")
        return await self._messages.get()


class Hub:
    """Fed by the follower's thread; its listeners live on event loops."""

    def __init__(self, head: int) -> None:
        self._head = head
        self._listeners: dict[Listener, asyncio.AbstractEventLoop] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._listeners)

    def join(self, user_id: UUID, credential_id: UUID, *, is_admin: bool) -> Listener:
        """Everything after the listener's `since` will come; what came before is in the log."""
        with self._lock:
            listener = Listener(user_id, credential_id, is_admin=is_admin, since=self._head)
            self._listeners[listener] = asyncio.get_running_loop()
        return listener

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.pop(listener, None)

    def on_page(self, page: Sequence[Recorded]) -> None:
        messages = [message for recorded in page if (message := message_of(recorded)) is not None]
        with self._lock:
            if page:
                self._head = max(self._head, page[-1].position)
            loops = set(self._listeners.values()) if messages else set()
        for loop in loops:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._offer, loop, messages)

    def tell_admins(self, kind: str, data: Mapping[str, object]) -> None:
        """What is no event, and soon no news: told to hosts who listen now, and to nobody who comes later."""
        message = Message(PASSING, told_in_passing(kind, data), only_for_admins=True)
        with self._lock:
            loops = set(self._listeners.values())
        for loop in loops:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._offer, loop, [message])

    def _offer(self, loop: asyncio.AbstractEventLoop, messages: Sequence[Message]) -> None:
        with self._lock:
            here = [listener for listener, its_loop in self._listeners.items() if its_loop is loop]
        goodbyes = [each for each in messages if each.goodbye]
        for listener in here:
            if goodbyes:
                listener.heed(goodbyes)
            if listener.since < messages[-1].position:
                listener.offer([each for each in messages if each.position > listener.since])
