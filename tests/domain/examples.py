"""One example of every event that was ever released, as it is understood today.

A released version keeps its example for ever: when an event gets a second version, its first one
stays here with what the upcast makes of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from domain.admin_roster import AdminRoster
from domain.aggregate import AggregateRoot, Event
from domain.credit_ledger import CreditLedger
from domain.edit import Edit
from domain.favourites import Favourites
from domain.loudness import Loudness
from domain.plan_terms import PlanTerms
from domain.price import Price
from domain.recharge_sweep import RechargeSweep
from domain.recording import Normalization, Recording
from domain.sign_in import SignIn
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from domain.tariff import Tariff
from domain.user_account import UserAccount
from domain.values import CreditAction, Plan, Role, Scope
from tests.support.aggregates import (
    AIRHORN,
    ANNA,
    BERT,
    PLAY,
    SCAN,
    a_claim,
    a_ledger,
    a_library,
    a_registered_sound,
    a_requested_play,
    a_speech,
    a_started_play,
    an_account,
    collected,
)
from tests.support.clock import NOON

COMMAND = UUID("c0000000-0000-4000-8000-000000000006")
TITLE: dict[str, str | int] = {"title": "Airhorn ☂"}
TERMS = PlanTerms(
    daily=10,
    maximum=50,
    opening=20,
    cooldown_seconds=3,
    extractions_a_day=5,
    extraction_seconds_max=600,
)
NOON_NS = 1_780_315_200_123_456_789
A_NORMALIZATION = Normalization(
    path="soundboard/airhorn.mp3",
    method="two_pass",
    size_bytes=25_000,
    duration_ms=1_512,
    sha256="5e77",
    before=Loudness(integrated=-9.31, true_peak=0.4, range=2.0),
    after=Loudness(integrated=-23.0, true_peak=-12.04, range=None),
    target={"integrated": -23.0, "true_peak": -2.0, "range": 7.0},
)
CAUSE = UUID("ca000000-0000-4000-8000-000000000007")


def _histories() -> list[AggregateRoot]:
    claim = a_claim()
    claim.release(at=NOON)
    claim.take(BERT, at=NOON)

    ledger = a_ledger()
    ledger.grant(10, reason="Für Übung", at=NOON)
    ledger.recharge(5, up_to=100, plan="free", at=NOON)
    ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 1, about=AIRHORN, details=TITLE, deadline=NOON, at=NOON)
    ledger.spend(PLAY, at=NOON + timedelta(microseconds=1))
    ledger.reserve(SCAN, CreditAction.VLC_PLAY_SOUND, 1, about=AIRHORN, details=TITLE, deadline=NOON, at=NOON)
    ledger.refund(SCAN, reason="No voice.", at=NOON)
    ledger.adjust(-2, reason="Twice too many", at=NOON)

    finished, stopped, failed = a_started_play(), a_started_play(), a_requested_play(by=None)
    finished.finish(at=NOON)
    stopped.stop(at=NOON)
    failed.fail("No voice.", at=NOON)

    sound = a_registered_sound("Airhorn ☂")
    sound.mark_missing(at=NOON)
    sound.mark_back(at=NOON)
    _change(sound)

    library = _a_library_at_work()

    spoken, unspoken = a_speech(), a_speech()
    spoken.complete(AIRHORN, at=NOON)
    unspoken.fail("No voice.", at=NOON)

    favourites = Favourites.open(ANNA, at=NOON)
    favourites.add(AIRHORN, at=NOON)
    favourites.remove(AIRHORN, at=NOON)

    account = an_account()
    account.disable(reason="Too loud", at=NOON)
    account.enable(reason="Sorry", at=NOON)
    account.rename("another sealed name", reason="Rude", at=NOON)
    account.change_email("another sealed e-mail", at=NOON)
    account.change_role(Role.ADMIN, reason="Helps", at=NOON)
    account.change_plan(Plan.PRO, reason="Paid", at=NOON)
    account.erase(reason="Asked to", at=NOON)

    roster = AdminRoster.open([ANNA], at=NOON)
    roster.join(BERT, at=NOON)
    roster.leave(ANNA, at=NOON)
    roster.invite(PLAY, reason="Moves in", at=NOON)
    people = [account, roster, _a_way_in(), favourites, unspoken, spoken]
    sweep = RechargeSweep.begin(NOON.date(), at=NOON)
    sweep.advance(ANNA, users=4, recharged=3, at=NOON)
    sweep.finish(is_complete=True, at=NOON)
    return [claim, ledger, failed, stopped, finished, sound, library, *people, _a_tariff(), sweep]


def _a_library_at_work() -> SoundLibrary:
    library = a_library()
    library.start_scan(SCAN, at=NOON)
    details = [{"path": "noise.txt", "outcome": "not_audio"}]
    library.complete_scan(SCAN, counts={"new": 2, "not_audio": 1}, details=details, at=NOON)
    library.start_scan(PLAY, at=NOON)
    library.fail_scan(PLAY, "The folder is gone.", at=NOON)
    library.start_scan(AIRHORN, is_deep=True, at=NOON)
    library.cancel_scan(AIRHORN, at=NOON)
    library.start_normalizing(SCAN, sound_type="TTS", is_forced=True, passes=1, at=NOON)
    library.complete_normalizing(SCAN, counts={"failed": 1}, details=[{"reason": "Too long."}], at=NOON)
    library.start_normalizing(PLAY, is_forced=False, passes=None, at=NOON)
    library.fail_normalizing(PLAY, "The folder is gone.", at=NOON)
    library.start_import(SCAN, asked_by=ANNA, sha256="a5c4e", sounds=2, at=NOON)
    lines = [{"title": "Höllenlärm", "outcome": "refused", "reason": "It is empty."}]
    library.complete_import(SCAN, counts={"added": 1, "refused": 1}, details=lines, at=NOON)
    library.start_import(PLAY, asked_by=ANNA, sha256="a5c4e", sounds=2, at=NOON)
    library.fail_import(PLAY, "The archive is gone.", at=NOON)
    library.start_import(AIRHORN, asked_by=ANNA, sha256="a5c4e", sounds=2, at=NOON)
    library.cancel_import(AIRHORN, at=NOON)
    return library


def _change(sound: Sound) -> None:
    """Everything that can be asked of a sound once it is there."""
    sound.ask_for_normalizing(passes=1, at=NOON)
    sound.record_normalized(sound.sha256, A_NORMALIZATION, at=NOON)
    sound.record_normalizing_failed(sound.sha256, "It ended early.", at=NOON)
    sound.rename("Höllenlärm", at=NOON)
    sound.describe("From the ship.\nLoud!", at=NOON)
    sound.tag(["Ship", "loud"], at=NOON)
    sound.colour_in("#ff8800", at=NOON)
    sound.edit(Edit(gain_db=-3.5, start_ms=100, end_ms=1_200), at=NOON)
    sound.carry_over_plays(41, NOON - timedelta(days=1), at=NOON)
    sound.move("ships/horn.mp3", modified_ns=NOON_NS, at=NOON)
    sound.touch(NOON_NS + 1, at=NOON)
    sound.trash(by_host=True, at=NOON)
    sound.restore_from_trash(by_host=True, at=NOON)
    sound.change_content(Recording(9, 900, "decaf", NOON_NS), at=NOON)


def _a_tariff() -> Tariff:
    tariff = Tariff.open({"free": TERMS}, {"vlc_play_sound": Price(1)}, at=NOON)
    tariff.make_plan("gold", TERMS, reason="For friends", at=NOON)
    tariff.change_plan("gold", replace(TERMS, daily=9), reason="Too little", at=NOON)
    tariff.set_price("vlc_play_sound", Price(2, 500), plan="gold", reason="Long ones", at=NOON)
    tariff.withdraw_price("vlc_play_sound", plan="gold", reason="Like the others", at=NOON)
    tariff.retire_plan("gold", reason="Nobody came", at=NOON)
    return tariff


def _a_way_in() -> SignIn:
    sign_in = SignIn.open(ANNA, has_password=True, at=NOON)
    sign_in.change_password(kept_session=PLAY, at=NOON)
    sign_in.offer_reset(reason="Forgot it", at=NOON)
    sign_in.sign_out_everywhere(at=NOON)
    sign_in.end_session(PLAY, why="by_host", reason="Left it open", at=NOON)
    sign_in.issue_token(SCAN, {Scope.PLAY, Scope.READ}, expires_at=NOON, at=NOON)
    sign_in.revoke_token(SCAN, reason="Lost deck", at=NOON)
    sign_in.link("github", "keyed hash", at=NOON)
    sign_in.unlink("github", at=NOON)
    sign_in.close(at=NOON)
    return sign_in


def _a_sound_in_the_trash() -> Sound:
    sound = a_registered_sound("Airhorn ☂")
    sound.trash(at=NOON)
    return sound


def _of_older_versions() -> Iterator[tuple[str, Event]]:
    account = an_account()
    account.trigger_event(UserAccount.Disabled, reason="", timestamp=NOON)
    account.trigger_event(UserAccount.Enabled, reason="", timestamp=NOON)
    ledger = a_ledger()
    ledger.trigger_event(
        CreditLedger.Recharged,
        owner_id=ANNA,
        day="2026-06-01",
        amount=5,
        balance=15,
        plan="",
        timestamp=NOON,
    )
    ledger.trigger_event(
        CreditLedger.Reserved,
        owner_id=ANNA,
        reservation_id=SCAN,
        action="vlc_play_sound",
        amount=1,
        balance=14,
        about=None,
        details={},
        deadline=None,
        timestamp=NOON,
    )
    ledger.trigger_event(
        CreditLedger.Released,
        owner_id=ANNA,
        reservation_id=SCAN,
        action="vlc_play_sound",
        amount=1,
        balance=14,
        reason="No voice.",
        by_host=False,
        timestamp=NOON,
    )
    [registered, trashed] = collected(_a_sound_in_the_trash())
    vars(registered).update(modified_ns=0, original_name="airhorn.mp3")
    yield "sound.registered.v1", registered
    yield "sound.trashed.v1", trashed
    library = a_library()
    library.trigger_event(SoundLibrary.ScanStarted, scan_id=PLAY, is_deep=True, timestamp=NOON)
    for event in [*collected(account)[1:], *collected(ledger)[1:], *collected(library)[1:]]:
        yield f"{event.TOPIC}.v1", event


def _examples() -> dict[str, Event]:
    examples = {
        f"{event.TOPIC}.v{getattr(event, 'class_version', 1)}": event
        for aggregate in _histories()
        for event in collected(aggregate)
    }
    examples |= _of_older_versions()
    for event in examples.values():
        vars(event).update(command_id=COMMAND, actor_id=ANNA, caused_by=CAUSE)
    return examples


EXAMPLES = _examples()
"""By topic and version, which is also the name of the file that holds its stored form."""
