"""How a text is asked to be spoken, and what becomes of it and of its credits."""

from uuid import uuid4

import pytest

from application.credits.charging import Charge, Charging
from application.credits.commands import SetPrice
from application.process_managers.speaking import SPEAK_TEXT
from application.speeches.commands import CompleteSpeech, FailSpeech, RequestSpeech
from domain.claim import Claim
from domain.credit_ledger import CreditLedger
from domain.errors import AlreadyClaimedError, InsufficientCreditsError, InvalidSpeechError, InvalidTitleError
from domain.price import EVERY_PLAN, Price
from domain.sound import Sound
from domain.speech import TEXT_LENGTH_MAX, Speech
from domain.values import CreditAction
from tests.support.aggregates import A_RECORDING, AIRHORN, ANNA, PLAY, a_ledger
from tests.support.soundboard import Board

LUNCH = RequestSpeech.of(PLAY, "Lunch is ready", voice="en-gb", speed=1.0, title="", by=ANNA)
DONE = CompleteSpeech(PLAY, AIRHORN, "text_to_speech/lunch.wav", A_RECORDING)


@pytest.fixture
def rich(board: Board) -> Board:
    board.given(a_ledger(balance=10))
    return board


def test_a_text_is_paid_for_once_it_became_a_sound(rich: Board) -> None:
    accepted = rich.when(LUNCH)
    assert (accepted.price, accepted.reserved, accepted.spendable) == (2, 2, 8)
    assert rich.work_table.open_references(SPEAK_TEXT) == [PLAY]
    rich.when(DONE)
    assert rich.then() == [
        CreditLedger.Reserved,
        Speech.Requested,
        Claim.Made,
        Sound.Registered,
        Speech.Spoken,
        CreditLedger.Spent,
    ]
    assert rich.work_table.open_references(SPEAK_TEXT) == []
    sound = rich.stored(Sound, AIRHORN)
    assert (sound.title, sound.sound_type) == ("Lunch is ready", "TTS")


@pytest.mark.parametrize(("speed", "price"), [(0.5, 2 + 4), (1.0, 2 + 2), (2.0, 2 + 1)])
def test_a_price_by_the_second_counts_the_text(rich: Board, speed: float, price: int) -> None:
    rich.when(SetPrice(CreditAction.TEXT_TO_SPEECH, Price(2, 100), EVERY_PLAN, "Long ones cost more"))
    text = "Lunch is ready. " * 19 + "Come and get it."
    asked = RequestSpeech.of(PLAY, text, voice="en-gb", speed=speed, title="", by=ANNA)
    check = Charge(ANNA, uuid4(), CreditAction.TEXT_TO_SPEECH, milliseconds=asked.charged_ms)
    told = Charging(rich.soundboard, rich.clock).check(check).price
    assert rich.when(asked).price == told == price
    rich.when(DONE)
    assert rich.ledger().balance == 10 - price


def test_what_could_not_be_spoken_costs_nothing_and_says_why(rich: Board) -> None:
    rich.when(LUNCH)
    rich.when(FailSpeech(PLAY, "The voice failed."))
    assert rich.then()[2:] == [Speech.Failed, CreditLedger.Released]
    assert (rich.ledger().balance, rich.ledger().spendable) == (10, 10)
    assert rich.work_table.open_references(SPEAK_TEXT) == []


def test_it_ends_once_whatever_comes_late_or_again(rich: Board) -> None:
    rich.when(LUNCH)
    rich.when(DONE)
    ended = rich.then()
    rich.when(DONE)
    rich.when(FailSpeech(PLAY, "Too late."))
    assert rich.then() == ended


def test_a_sound_that_is_there_already_is_neither_doubled_nor_paid_for(rich: Board) -> None:
    again = RequestSpeech.of(uuid4(), "Lunch is ready", voice="en-gb", speed=1.0, title="", by=ANNA)
    rich.when(LUNCH)
    rich.when(DONE)
    rich.when(again)
    with pytest.raises(AlreadyClaimedError) as refusal:
        rich.when(CompleteSpeech(again.speech_id, uuid4(), "text_to_speech/again.wav", A_RECORDING))
    assert refusal.value.holder_id == AIRHORN


def test_without_credits_nothing_is_asked_for(board: Board) -> None:
    board.given(a_ledger(balance=1))
    with pytest.raises(InsufficientCreditsError):
        board.when(LUNCH)
    assert board.then() == []


@pytest.mark.parametrize(
    "text", ["", "  ", "…!", "x" * (TEXT_LENGTH_MAX + 1), "nul\0", "bell\a", "rtl \u202e x"]
)
def test_what_nobody_can_say_is_refused(rich: Board, text: str) -> None:
    with pytest.raises(InvalidSpeechError):
        rich.when(RequestSpeech.of(PLAY, text, voice="en-gb", speed=1.0, title="Lunch", by=ANNA))
    assert rich.then() == []


@pytest.mark.parametrize("speed", [0.49, 2.01, float("nan"), float("inf")])
def test_a_speed_is_one_that_people_understand(rich: Board, speed: float) -> None:
    with pytest.raises(InvalidSpeechError):
        rich.when(RequestSpeech.of(PLAY, "Lunch", voice="en-gb", speed=speed, title="", by=ANNA))


def test_a_title_is_like_any_other(rich: Board) -> None:
    with pytest.raises(InvalidTitleError):
        rich.when(RequestSpeech.of(PLAY, "Lunch", voice="en-gb", speed=1.0, title="x" * 81, by=ANNA))


def test_a_long_text_is_known_by_its_beginning(rich: Board) -> None:
    rich.when(RequestSpeech.of(PLAY, "Lunch is ready. " * 20, voice="en-gb", speed=1.0, title="", by=ANNA))
    title = rich.stored(Speech, PLAY).title
    assert len(title) <= 80
    assert title.startswith("Lunch is ready. Lunch")
    assert title.endswith("…")
