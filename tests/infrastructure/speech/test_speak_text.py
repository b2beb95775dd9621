"""A speech that is given up while it is spoken: one outcome, and no file of the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from application.command import envelope
from application.executor.command_executor import CommandExecutor
from application.process_managers.speaking import SPEAK_TEXT
from application.speeches.commands import RequestSpeech
from domain.speech import Speech, SpeechState
from infrastructure.log_store.log_store import LogStore
from infrastructure.speech.espeak import EspeakVoices
from infrastructure.speech.speak_text import SpeakTextWorker
from infrastructure.speech.voices import Voice
from tests.support.aggregates import ANNA, PLAY, a_ledger
from tests.support.soundboard import Board

LUNCH = RequestSpeech.of(PLAY, "Lunch is ready", voice="en-gb", speed=1.0, title="", by=ANNA)


class InterruptedVoices:
    """They speak, and something happens before anybody hears of it."""

    def __init__(self) -> None:
        self._voices = EspeakVoices()
        self.meanwhile: Callable[[], None] = lambda: None

    def all(self) -> Sequence[Voice]:
        return self._voices.all()

    def speak(self, text: str, *, voice: str, speed: float, file: Path) -> None:
        self._voices.speak(text, voice=voice, speed=speed, file=file)
        self.meanwhile()


@dataclass
class Studio:
    board: Board
    executor: CommandExecutor
    voices: InterruptedVoices
    worker: SpeakTextWorker
    folder: Path

    @property
    def files(self) -> list[Path]:
        return [each for each in self.folder.rglob("*") if each.suffix == ".wav"]

    def speak(self) -> None:
        """What is owed."""
        owed = [each for each in self.board.work_table.owed() if each.kind == SPEAK_TEXT]
        self.worker.carry_out(owed)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    log = LogStore(f"sqlite:///{tmp_path / 'log.db'}")
    board, voices, folder = Board(log, is_only_writer=True), InterruptedVoices(), tmp_path / "sounds"
    board.given(a_ledger(balance=10))
    (folder / "originals" / "text_to_speech").mkdir(parents=True)
    executor = board.executor()
    executor.start()
    worker = SpeakTextWorker(
        board.soundboard, executor, voices, originals=folder / "originals", temp=folder / "temp"
    )
    executor.run(LUNCH, envelope(ANNA))
    yield Studio(board, executor, voices, worker, folder)
    executor.close()
    log.close()


def test_what_was_given_up_while_it_was_spoken_leaves_no_file_and_costs_nothing(studio: Studio) -> None:
    studio.voices.meanwhile = lambda: studio.worker.give_up(PLAY, "It was not done in time.")
    studio.speak()
    assert studio.board.stored(Speech, PLAY).state == SpeechState.FAILED
    assert studio.files == []
    assert (studio.board.ledger().balance, studio.board.ledger().spendable) == (10, 10)


def test_what_is_given_up_too_late_stays_a_sound_and_is_paid_for(studio: Studio) -> None:
    studio.speak()
    [file] = studio.files
    studio.worker.give_up(PLAY, "It was not done in time.")
    studio.speak()
    assert studio.board.stored(Speech, PLAY).state == SpeechState.SPOKEN
    assert studio.files == [file]
    assert studio.board.ledger().balance == 8


def test_two_who_speak_the_same_at_once_make_one_sound_that_is_paid_for_once(studio: Studio) -> None:
    def another() -> None:
        studio.voices.meanwhile = lambda: None
        studio.speak()

    studio.voices.meanwhile = another
    studio.speak()
    assert studio.board.stored(Speech, PLAY).state == SpeechState.SPOKEN
    assert len(studio.files) == 1
    assert studio.board.ledger().balance == 8
