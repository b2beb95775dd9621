"""People who press a button again and again, and remember what they were told."""

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread

import httpx

from tests.support.board import Person


@dataclass
class Presser:
    """Every press has a key of its own, so that one without an answer can be tried again."""

    person: Person
    sound_id: str
    accepted: dict[str, str] = field(default_factory=dict)
    """Key → play id, of presses that were answered."""
    unanswered: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        try:
            answer = self.person.http.post(
                f"/sounds/play/{self.sound_id}", headers={"Idempotency-Key": key}, timeout=5
            )
        except httpx.TransportError:
            self.unanswered.append(key)
            return
        if answer.status_code == 200:
            self.accepted[key] = answer.json()["play_id"]
        elif answer.status_code >= 500:
            self.unanswered.append(key)

    def press_until(self, stop: Event, name: str) -> None:
        for number in itertools.count():
            if stop.is_set():
                return
            self.press(f"{name}-{number}")
            if self.unanswered:
                return

    def try_again(self) -> None:
        """What was not answered is asked again, with the same keys."""
        keys, self.unanswered = self.unanswered, []
        for key in keys:
            self.press(key)
        assert not self.unanswered, "asked again, it was not answered either"


def press_for(pressers: Sequence[Presser], seconds: float, name: str, at_the_end: Callable[[], None]) -> None:
    """All at once, for about so long; then `at_the_end` is called while they still press."""
    stop = Event()
    threads = [
        Thread(target=each.press_until, args=(stop, f"{name}-{index}")) for index, each in enumerate(pressers)
    ]
    for thread in threads:
        thread.start()
    stop.wait(seconds * random.uniform(0.3, 1.0))  # noqa: S311 - a moment that nobody chose
    at_the_end()
    stop.set()
    for thread in threads:
        thread.join()
