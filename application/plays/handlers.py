"""How a play is asked for, and what becomes of it and of its credit."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from application.credits.charging import Paid
from application.decision import Decision
from application.plays.commands import (
    PlayAccepted,
    PlaySound,
    PlaysStopped,
    RecordPlayFailed,
    RecordPlayFinished,
    RecordPlayStarted,
    RecordPlayStopped,
    StopAllPlays,
)
from application.plays.settlement import settle_by_outcome
from application.ports import Aggregates, Clock, OpenWork, Speakers
from application.process_managers.playing import PLAY_SOUND
from domain.aggregate import AggregateRoot
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from domain.play import Play
from domain.sound import Sound


class PlayHandlers:
    def __init__(
        self,
        aggregates: Aggregates,
        clock: Clock,
        speakers: Speakers,
        open_work: OpenWork,
    ) -> None:
        self._aggregates = aggregates
        self._clock = clock
        self._speakers = speakers
        self._open_work = open_work

    def play(self, command: PlaySound, paid: Paid) -> Decision[PlayAccepted]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.ensure_playable()
        self._speakers.ensure_ready()
        price, ledger = paid.price, paid.ledger
        play = Play.request(command.play_id, sound.id, by=command.by, price=price, at=self._clock.now())
        answer = PlayAccepted(play.id, sound.id, price, ledger.balance, ledger.reserved, ledger.spendable)
        return Decision([play], answer)

    def started(self, command: RecordPlayStarted) -> Decision[None]:
        play = self._aggregates.load(Play, command.play_id)
        sound = self._aggregates.load(Sound, play.sound_id)
        play.start(duration_ms=sound.duration_ms, at=self._clock.now())
        return Decision([play], None)

    def finished(self, command: RecordPlayFinished) -> Decision[None]:
        play = self._aggregates.load(Play, command.play_id)
        play.finish(at=self._clock.now())
        return Decision(self._settled(play), None)

    def stopped(self, command: RecordPlayStopped) -> Decision[None]:
        play = self._aggregates.load(Play, command.play_id)
        play.stop(at=self._clock.now())
        return Decision(self._settled(play), None)

    def failed(self, command: RecordPlayFailed) -> Decision[None]:
        play = self._aggregates.load(Play, command.play_id)
        play.fail(command.reason, at=self._clock.now())
        return Decision(self._settled(play), None)

    def stop_all(self, _: StopAllPlays) -> Decision[PlaysStopped]:
        changed: dict[UUID, AggregateRoot] = {}
        open_plays = self._open_work.open_references(PLAY_SOUND)
        for play_id in open_plays:
            play = self._aggregates.load(Play, play_id)
            play.stop(at=self._clock.now())
            changed |= {each.id: each for each in self._settled(play)}
        return Decision(list(changed.values()), PlaysStopped(len(open_plays)))

    def _settled(self, play: Play) -> list[AggregateRoot]:
        """The play, and the ledger of whoever asked for it, with the credit spent or given back."""
        if play.requested_by is None:
            return [play]
        ledger = self._aggregates.load(CreditLedger, ledger_id(play.requested_by))
        settle_by_outcome(ledger, play, at=self._clock.now())
        return [play, ledger]

    def by_command(self) -> Mapping[type, Callable[..., Decision[Any]]]:
        return {
            PlaySound: self.play,
            RecordPlayStarted: self.started,
            RecordPlayFinished: self.finished,
            RecordPlayStopped: self.stopped,
            RecordPlayFailed: self.failed,
            StopAllPlays: self.stop_all,
        }
