"""Events and what they entail are recorded together, or nothing is."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError
from sqlalchemy import func, select

from application.decision import Commit, Entailed
from application.records import (
    Credential,
    EndedSession,
    ErasedPerson,
    NewApiToken,
    NewSession,
    PersonalKey,
    Receipt,
    RevokedApiToken,
)
from application.soundboard import Soundboard
from application.work import Prolonged, Settled, Work
from domain.aggregate import Snapshot
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from infrastructure.log_store import tables
from infrastructure.log_store.log_store import LogStore
from infrastructure.work.work_table import WorkTable
from tests.support.aggregates import AIRHORN, ANNA, BERT, PLAY, a_ledger, a_requested_play, collected
from tests.support.clock import NOON

RECEIPT = Receipt(ANNA, "key-1", "fingerprint", b"answer")
ALL_TABLES = (
    tables.events,
    tables.snapshots,
    tables.work,
    tables.receipts,
    tables.credentials,
    tables.personal_keys,
    tables.sessions,
    tables.api_tokens,
)
SESSION = NewSession(PLAY, ANNA, epoch=0, device="phone", begun_at=1.0, expires_at=2.0)
API_TOKEN = NewApiToken(PLAY, ANNA, "deck", "play", "hash", issued_at=1.0, expires_at=None)


def rows(log: LogStore) -> dict[str, int]:
    with log.reading.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in ALL_TABLES
        }


def all_there_is() -> Commit:
    ledger, play = a_ledger(10), a_requested_play()
    return Commit(
        events=[*collected(ledger), *collected(play)],
        entailed=Entailed(
            work=[Work("play_sound", PLAY, NOON)],
            records=[RECEIPT, Credential(ANNA, "hash"), PersonalKey(ANNA, b"key"), SESSION, API_TOKEN],
            snapshots=[Snapshot.take(ledger)],
        ),
    )


def test_a_commit_writes_all_of_it(log: LogStore) -> None:
    positions = Soundboard(log).commit(all_there_is())
    assert len(positions) == 3
    assert rows(log) == {
        "events": 3,
        "snapshots": 1,
        "work": 1,
        "receipts": 1,
        "credentials": 1,
        "personal_keys": 1,
        "sessions": 1,
        "api_tokens": 1,
    }


def test_several_aggregates_are_one_commit(log: LogStore) -> None:
    soundboard = Soundboard(log)
    soundboard.commit(all_there_is())
    assert soundboard.load(CreditLedger, ledger_id(ANNA)).balance == 10


@pytest.mark.parametrize(
    "there_already",
    [
        Entailed(records=[RECEIPT]),
        Entailed(records=[PersonalKey(ANNA, b"another")]),
        Entailed(records=[SESSION]),
        Entailed(records=[API_TOKEN]),
        Entailed(snapshots=[Snapshot.take(a_ledger(10))]),
    ],
    ids=["receipt", "personal key", "session", "API token", "snapshot"],
)
def test_where_one_part_conflicts_nothing_is_written(log: LogStore, there_already: Entailed) -> None:
    soundboard = Soundboard(log)
    soundboard.commit(Commit(entailed=there_already))
    before = rows(log)
    with pytest.raises(IntegrityError):
        soundboard.commit(all_there_is())
    assert rows(log) == before


def test_work_that_is_asked_for_again_is_due_anew(log: LogStore) -> None:
    soundboard, table = Soundboard(log), WorkTable(log.writing, log.reading)
    promised = Work("normalize_sound", AIRHORN, datetime.now(UTC) + timedelta(hours=1))
    soundboard.commit(Commit(entailed=Entailed(work=[promised])))
    assert [lease.attempt for lease in table.lease([promised.id], seconds=60)] == [1]
    soundboard.commit(Commit(entailed=Entailed(work=[promised])))
    assert [lease.attempt for lease in table.lease([promised.id], seconds=60)] == [1]


def test_a_credential_takes_the_place_of_the_one_before(log: LogStore) -> None:
    for password_hash in ("old", "new"):
        Soundboard(log).commit(Commit(entailed=Entailed(records=[Credential(ANNA, password_hash)])))
    assert log.password_hash(ANNA) == "new"


def test_a_session_and_an_api_token_end_alone(log: LogStore) -> None:
    soundboard = Soundboard(log)
    soundboard.commit(all_there_is())
    soundboard.commit(Commit(entailed=Entailed(records=[EndedSession(PLAY), RevokedApiToken(PLAY)])))
    assert rows(log) == {**dict.fromkeys(rows(log), 1), "events": 3, "sessions": 0, "api_tokens": 0}


def test_of_an_erased_person_nothing_stays_beside_the_log(log: LogStore) -> None:
    soundboard = Soundboard(log)
    soundboard.commit(all_there_is())
    soundboard.commit(Commit(entailed=Entailed(records=[PersonalKey(BERT, b"another")])))
    soundboard.commit(Commit(entailed=Entailed(records=[ErasedPerson(ANNA)])))
    gone = dict.fromkeys(["credentials", "sessions", "api_tokens"], 0)
    assert rows(log) == {**dict.fromkeys(rows(log), 1), "events": 3, **gone}
    assert log.personal_keys([ANNA, BERT]) == {BERT: b"another"}


def test_a_conflict_of_events_writes_nothing_beside_them(log: LogStore) -> None:
    soundboard = Soundboard(log)
    soundboard.commit(Commit(events=collected(a_requested_play(by=BERT))))
    before = rows(log)
    with pytest.raises(IntegrityError):
        soundboard.commit(all_there_is())
    assert rows(log) == before


def test_receipts_are_found_by_actor_and_key(log: LogStore) -> None:
    Soundboard(log).commit(Commit(entailed=Entailed(records=[RECEIPT])))
    keys = [(ANNA, "key-1"), (BERT, "key-1"), (ANNA, "key-2")]
    assert log.receipts(keys) == {(ANNA, "key-1"): RECEIPT}


def test_many_receipts_are_looked_for_at_once(log: LogStore) -> None:
    records = [Receipt(ANNA, f"key-{n}", "fingerprint", b"answer") for n in range(500)]
    Soundboard(log).commit(Commit(entailed=Entailed(records=[*records])))
    assert len(log.receipts([(ANNA, each.key) for each in records])) == 500


def test_secrets_are_found_by_user(log: LogStore) -> None:
    Soundboard(log).commit(all_there_is())
    assert (log.password_hash(ANNA), log.password_hash(BERT)) == ("hash", None)
    assert log.personal_keys([ANNA, BERT]) == {ANNA: b"key"}


def test_work_that_is_asked_for_and_settled_in_one_commit_was_never_owed(log: LogStore) -> None:
    asked, settled = Work("play_sound", PLAY, NOON), Settled("play_sound", PLAY)
    Soundboard(log).commit(Commit(entailed=Entailed(work=[asked, settled])))
    assert rows(log)["work"] == 0


def test_settled_work_is_gone_and_other_work_stays(log: LogStore) -> None:
    other = uuid4()
    soundboard = Soundboard(log)
    asked = [
        Work("play_sound", PLAY, NOON),
        Work("play_sound", other, NOON),
        Work("scan_library", PLAY, NOON),
    ]
    soundboard.commit(Commit(entailed=Entailed(work=[*asked])))
    soundboard.commit(Commit(entailed=Entailed(work=[Settled("play_sound", PLAY)])))
    owed = WorkTable(log.writing, log.reading).owed()
    assert {(each.kind, each.reference) for each in owed} == {("play_sound", other), ("scan_library", PLAY)}


def test_prolonged_work_has_its_later_deadline(log: LogStore) -> None:
    soundboard = Soundboard(log)
    soundboard.commit(Commit(entailed=Entailed(work=[Work("play_sound", PLAY, NOON)])))
    later = NOON.replace(hour=13)
    soundboard.commit(Commit(entailed=Entailed(work=[Prolonged("play_sound", PLAY, later)])))
    [owed] = WorkTable(log.writing, log.reading).owed()
    assert owed.deadline == later.timestamp()


def test_work_asked_for_and_prolonged_in_one_commit_has_the_later_deadline(log: LogStore) -> None:
    later = NOON.replace(hour=13)
    asked, prolonged = Work("play_sound", PLAY, NOON), Prolonged("play_sound", PLAY, later)
    Soundboard(log).commit(Commit(entailed=Entailed(work=[asked, prolonged])))
    [owed] = WorkTable(log.writing, log.reading).owed()
    assert owed.deadline == later.timestamp()
