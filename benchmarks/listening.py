"""Somebody who listens to the live stream while others play."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime

import msgspec

from benchmarks.figures import percentile
from benchmarks.jobs import Outcome
from benchmarks.live_connection import LiveConnection

LAST_WORDS_SECONDS = 1.0


class Message(msgspec.Struct):
    type: str
    id: str
    at: datetime


class Answer(msgspec.Struct):
    play_id: str


class Ears:
    def __init__(self) -> None:
        self._heard: list[tuple[float, bytes]] = []
        self._connection: LiveConnection | None = None

    @classmethod
    async def open(cls, port: int, token: str) -> Ears:
        ears = cls()
        ears._connection = await LiveConnection.open(port, token, ears._hear)
        return ears

    def _hear(self, text: bytes) -> None:
        self._heard.append((time.time(), text))

    async def compare(self, answers: Sequence[tuple[float, bytes]], outcome: Outcome) -> None:
        """The commit lies between the decision, whose time the message carries, and the answer."""
        await asyncio.sleep(LAST_WORDS_SECONDS)
        if self._connection is not None:
            self._connection.close()
        answered = {msgspec.json.decode(body, type=Answer).play_id: at for at, body in answers}
        since_decision, since_answer = [], []
        for heard_at, text in self._heard:
            message = msgspec.json.decode(text, type=Message)
            if message.type == "play.requested" and message.id in answered:
                since_decision.append(1000 * (heard_at - message.at.timestamp()))
                since_answer.append(1000 * (heard_at - answered[message.id]))
        outcome.heard = len(since_decision)
        outcome.from_decision_p99 = percentile(since_decision, 99)
        outcome.from_answer_p99 = percentile(since_answer, 99)
        assert outcome.heard == len(answered), "Plays that were accepted were not told to the listener."
