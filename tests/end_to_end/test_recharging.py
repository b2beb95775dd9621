"""The daily recharge of a whole board, cut off again and again: each is recharged once."""

from collections import Counter
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from sqlalchemy import create_engine, text

from domain.credit_ledger import CreditLedger
from domain.recharge_sweep import RechargeSweep
from infrastructure.log_store.log_store import LogStore
from tests.end_to_end.conftest import MakeBoard
from tests.support.aggregates import ANNA, a_ledger, an_account
from tests.support.board import Board, wait_for
from tests.support.moving_in import move_in

USERS, KILLS = 2_000, 3
DAILY = 7


def a_crowd(url: str, users: int) -> None:
    ids = [uuid5(ANNA, str(number)) for number in range(users)]
    move_in(url, [each for id in ids for each in (an_account(id), a_ledger(1, id))])


def counted(url: str, topic: str) -> int:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    schema = "" if url.startswith("sqlite") else "soundboard_log."
    with engine.connect() as connection:
        counting = text(f"SELECT count(*) FROM {schema}events WHERE topic = :topic")  # noqa: S608 - our own name
        found = int(connection.execute(counting, {"topic": topic}).scalar_one())
    engine.dispose()
    return found


def recharged(url: str) -> Counter[UUID]:
    log = LogStore(url)
    notifications = log.recorder.select_notifications(None, 1_000_000, topics=[CreditLedger.Recharged.TOPIC])
    found = Counter(UUID(str(each.originator_id)) for each in notifications)
    log.close()
    return found


@pytest.mark.parametrize(
    ("users", "kills"), [(USERS, KILLS), pytest.param(100_000, 20, marks=pytest.mark.campaign)]
)
def test_a_sweep_that_is_killed_goes_on_and_recharges_each_once(
    make_board: MakeBoard, database_url: str, tmp_path: Path, users: int, kills: int
) -> None:
    url = database_url or f"sqlite:///{tmp_path}/board0/data/log.db"
    (tmp_path / "board0/data").mkdir(parents=True)
    a_crowd(url, users)
    board: Board = make_board(database_url, CREDITS_DAILY=str(DAILY))
    cut_off = 0
    for kill in range(kills):
        done = users * (kill + 1) // (kills + 2)
        wait_for(
            lambda: counted(url, CreditLedger.Recharged.TOPIC),
            lambda count, done=done: count >= done,  # type: ignore[misc]  # the loop's
            seconds_max=600,
        )
        board.kill()
        cut_off += counted(url, CreditLedger.Recharged.TOPIC) < users
        board.start()
    assert cut_off > 0, "each kill came too late"
    wait_for(lambda: counted(url, RechargeSweep.Finished.TOPIC), bool, seconds_max=1_200)
    board.kill()
    found = recharged(url)
    assert len(found) >= users
    assert set(found.values()) == {1}
