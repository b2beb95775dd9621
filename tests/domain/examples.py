"""One example of every event that was ever released, as it is understood today.

A released version keeps its example for ever: when an event gets a second version, its first one
stays here with what the upcast makes of it.
"""

from datetime import timedelta
from uuid import UUID

from domain.aggregate import AggregateRoot, Event
from domain.values import CreditAction
from tests.support.aggregates import (
    ANNA,
    BERT,
    PLAY,
    SCAN,
    a_claim,
    a_ledger,
    a_library,
    a_registered_sound,
    a_requested_play,
    a_started_play,
    an_account,
    collected,
)
from tests.support.clock import NOON

COMMAND = UUID("c0000000-0000-4000-8000-000000000006")
CAUSE = UUID("ca000000-0000-4000-8000-000000000007")


def _histories() -> list[AggregateRoot]:
    claim = a_claim()
    claim.release(at=NOON)
    claim.take(BERT, at=NOON)

    ledger = a_ledger()
    ledger.grant(10, reason="Für Übung", at=NOON)
    ledger.recharge(5, up_to=100, at=NOON)
    ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 1, at=NOON)
    ledger.spend(PLAY, at=NOON + timedelta(microseconds=1))
    ledger.reserve(SCAN, CreditAction.VLC_PLAY_SOUND, 1, at=NOON)
    ledger.release(SCAN, reason="No voice.", at=NOON)

    finished, stopped, failed = a_started_play(), a_started_play(), a_requested_play(by=None)
    finished.finish(at=NOON)
    stopped.stop(at=NOON)
    failed.fail("No voice.", at=NOON)

    sound = a_registered_sound("Airhorn ☂")
    sound.mark_missing(at=NOON)
    sound.mark_back(at=NOON)

    library = a_library()
    library.start_scan(SCAN, at=NOON)
    details = [{"path": "noise.txt", "outcome": "not_audio"}]
    library.complete_scan(SCAN, counts={"new": 2, "not_audio": 1}, details=details, at=NOON)
    library.start_scan(PLAY, at=NOON)
    library.fail_scan(PLAY, "The folder is gone.", at=NOON)

    account = an_account()
    account.disable(at=NOON)
    account.enable(at=NOON)
    return [claim, ledger, failed, stopped, finished, sound, library, account]


def _examples() -> dict[str, Event]:
    examples: dict[str, Event] = {}
    for aggregate in _histories():
        for event in collected(aggregate):
            vars(event).update(command_id=COMMAND, actor_id=ANNA, caused_by=CAUSE)
            examples[f"{event.TOPIC}.v{getattr(event, 'class_version', 1)}"] = event
    return examples


EXAMPLES = _examples()
"""By topic and version, which is also the name of the file that holds its stored form."""
