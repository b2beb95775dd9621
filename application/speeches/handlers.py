"""How a text is asked to be spoken, and what becomes of it and of its credits."""

from collections.abc import Callable, Mapping
from typing import Any

from application.claims import CONTENT, take_claim
from application.credits.charging import Paid
from application.decision import Decision
from application.ports import Aggregates, Clock
from application.speeches.commands import CompleteSpeech, FailSpeech, RequestSpeech, SpeechAccepted
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from domain.sound import Sound
from domain.speech import Speech
from domain.values import SoundType


class SpeechHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def request(self, command: RequestSpeech, paid: Paid) -> Decision[SpeechAccepted]:
        speech = Speech.request(
            command.speech_id,
            text=command.text,
            voice=command.voice,
            speed=command.speed,
            title=command.title,
            by=command.by,
            price=paid.price,
            at=self._clock.now(),
        )
        ledger = paid.ledger
        answer = SpeechAccepted(speech.id, paid.price, ledger.balance, ledger.reserved, ledger.spendable)
        return Decision([speech], answer)

    def complete(self, command: CompleteSpeech) -> Decision[None]:
        """The sound, and what it cost, or neither."""
        now = self._clock.now()
        speech = self._aggregates.load(Speech, command.speech_id)
        if not speech.is_open:
            return Decision([], None)
        claim = take_claim(self._aggregates, CONTENT, command.recording.sha256, command.sound_id, at=now)
        sound = Sound.register(
            command.sound_id,
            sound_type=SoundType.TEXT_TO_SPEECH,
            title=speech.title,
            path=command.path,
            recording=command.recording,
            original_name="",
            by=speech.requested_by,
            at=now,
        )
        speech.complete(sound.id, at=now)
        ledger = self._ledger_of(speech)
        ledger.spend(speech.id, at=now)
        return Decision([claim, sound, speech, ledger], None)

    def fail(self, command: FailSpeech) -> Decision[None]:
        now = self._clock.now()
        speech = self._aggregates.load(Speech, command.speech_id)
        if not speech.is_open:
            return Decision([], None)
        speech.fail(command.reason, at=now)
        ledger = self._ledger_of(speech)
        ledger.release(speech.id, reason=command.reason, at=now)
        return Decision([speech, ledger], None)

    def _ledger_of(self, speech: Speech) -> CreditLedger:
        return self._aggregates.load(CreditLedger, ledger_id(speech.requested_by))

    def by_command(self) -> Mapping[type, Callable[..., Decision[Any]]]:
        return {RequestSpeech: self.request, CompleteSpeech: self.complete, FailSpeech: self.fail}
