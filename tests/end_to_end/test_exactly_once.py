"""A press is charged once, however often a bad line or a dead board made its client send it."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

import httpx
import pytest

from domain.credit_ledger import CreditLedger
from domain.identifiers import command_id
from infrastructure.log_store.log_store import LogStore
from tests.end_to_end.conftest import MakeBoard
from tests.end_to_end.test_killing import everything
from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board, Person, wait_for
from tests.support.hearing import write_tone
from tests.support.lossy_proxy import ODDS, LossyProxy, header, lossy_proxy

RICH, POOR = 10_000, 20
PEOPLE, PRESSING_AT_ONCE = 6, 12
PATIENCE_SECONDS = 30.0
SEED = 4


@dataclass
class Customer:
    """Asks again with the same key until there is an answer."""

    person: Person
    line: httpx.Client
    credits: int
    answers: dict[str, httpx.Response] = field(default_factory=dict)

    def press(self, sound_id: str, key: str) -> None:
        wait_for(lambda: self.is_answered(sound_id, key), bool, seconds_max=PATIENCE_SECONDS)

    def is_answered(self, sound_id: str, key: str) -> bool:
        try:
            answer = self.line.post(f"/sounds/play/{sound_id}", headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return False
        self.answers[key] = answer
        return answer.status_code < 500


@pytest.fixture
def board(make_board: MakeBoard, database_url: str) -> Board:
    board = make_board(database_url, AUDIO_VOICES_MAX="1000", CREDITS_OPENING=str(RICH))
    board.has_starter_sounds()
    write_tone(board.originals / "soundboard" / "tick.wav", hertz=880, seconds=0.05)
    assert board.scan()["counts"]["added"] == 1
    return board


@pytest.mark.parametrize(
    "presses", [300, pytest.param(10_000, marks=[pytest.mark.campaign, pytest.mark.timeout(3600)])]
)
def test_over_a_bad_line_each_press_is_charged_once(board: Board, database_url: str, presses: int) -> None:
    with lossy_proxy(board.port, seed=SEED) as proxy:
        crowd = a_crowd(board, proxy)
        poor = someone_poor(board, proxy)
        press_all([*crowd, poor], presses)
    the_line_was_bad(proxy)
    assert {answer.status_code for each in crowd for answer in each.answers.values()} == {200}
    refused = [answer for answer in poor.answers.values() if answer.status_code != 200]
    assert refused
    assert {(code_of(each), each.json()["spendable"]) for each in refused} == {
        ((402, "insufficient_credits"), 0)
    }
    the_books_are_right(board, database_url, [*crowd, poor], proxy)


def test_a_kill_in_the_middle_charges_nothing_twice_either(board: Board, database_url: str) -> None:
    presses = 120
    with lossy_proxy(board.port, seed=SEED) as proxy:
        crowd = a_crowd(board, proxy)
        with ThreadPoolExecutor(1) as meanwhile:
            pressing = meanwhile.submit(press_all, crowd, presses)
            wait_for(lambda: sum(len(each.answers) for each in crowd), lambda told: told >= presses // 3)
            board.kill()
            board.start()
            pressing.result()
    assert {answer.status_code for each in crowd for answer in each.answers.values()} == {200}
    the_books_are_right(board, database_url, crowd, proxy)


def a_crowd(board: Board, proxy: LossyProxy) -> list[Customer]:
    return [customer(board, proxy, board.member(), RICH) for _ in range(PEOPLE)]


def someone_poor(board: Board, proxy: LossyProxy) -> Customer:
    person = board.member()
    less = {"amount": POOR - RICH, "reason": "For the test"}
    answer = board.admin().post(f"/admin/users/{person.user_id}/credits/adjust", less)
    assert answer.status_code == 200, answer.text
    return customer(board, proxy, person, POOR)


def customer(board: Board, proxy: LossyProxy, person: Person, credits: int) -> Customer:
    url = f"http://127.0.0.1:{proxy.port}/api/v1"
    headers = {"Authorization": f"Bearer {person.token}"}
    line = plain_http.client(base_url=url, headers=headers, limits=httpx.Limits())
    return Customer(person, board.close_with_it(line), credits)


def press_all(customers: Sequence[Customer], presses: int) -> None:
    """All at once, everybody equally often; returns when each was answered."""
    tick = customers[0].person.sounds()["tick"]["sound_id"]
    with ThreadPoolExecutor(PRESSING_AT_ONCE) as threads:
        pressing = [
            threads.submit(
                customers[number % len(customers)].press, tick, f"press-{number // len(customers)}"
            )
            for number in range(presses)
        ]
    for each in pressing:
        each.result()


def the_line_was_bad(proxy: LossyProxy) -> None:
    assert {of: proxy.share(of) for of in ODDS} == pytest.approx(ODDS, abs=0.05)
    assert all(proxy.done.values())


def the_books_are_right(
    board: Board, database_url: str, customers: Sequence[Customer], proxy: LossyProxy
) -> None:
    """What people were told, the log, the balances and the statements say the same."""
    accepted = {each.person.user_id: what_was_accepted(each, proxy) for each in customers}
    balances = {each.person.user_id: each.person.settled_balance() for each in customers}
    statements = {
        each.person.user_id: [
            UUID(line["reference"])
            for line in everything(each.person, "/credits/transactions", action="vlc_play_sound")
        ]
        for each in customers
    }
    assert board.admin().verified()["faults"] == []
    board.stop()
    charges = charges_in(database_url or f"sqlite:///{board.folder}/data/log.db")
    for each in customers:
        user_id = each.person.user_id
        plays = Counter(accepted[user_id])
        assert Counter(statements[user_id]) == plays
        assert Counter(charges[user_id, CreditLedger.Reserved]) == plays
        spent, released = (charges[user_id, kind] for kind in (CreditLedger.Spent, CreditLedger.Released))
        assert Counter(spent + released) == plays
        assert balances[user_id] == each.credits - len(spent)


def what_was_accepted(customer: Customer, proxy: LossyProxy) -> set[UUID]:
    """The plays, also those whose answers were lost; every answer to a key was the same.

    From here on the customer reads what is no older than the newest of the answers.
    """
    told: defaultdict[str, set[bytes]] = defaultdict(set)
    position = 0
    for request, answer in proxy.exchanges_of(customer.person.token):
        if answer.startswith(b"HTTP/1.1 200 "):
            told[header(request, "Idempotency-Key")].add(answer.partition(b"\r\n\r\n")[2])
            position = max(position, int(header(answer, "Soundboard-Position")))
    assert {key: answers for key, answers in told.items() if len(answers) > 1} == {}
    customer.person.http.headers["Soundboard-Position"] = str(position)
    plays = {key: UUID(json.loads(answer)["play_id"]) for key, [answer] in told.items()}
    assert plays == {key: command_id(customer.person.user_id, key) for key in plays}
    assert {key for key, answer in customer.answers.items() if answer.status_code == 200} <= plays.keys()
    return set(plays.values())


def charges_in(url: str) -> dict[tuple[UUID, type], list[UUID]]:
    """The reservations by whose they are and what became of them."""
    log = LogStore(url)
    kinds = (CreditLedger.Reserved, CreditLedger.Spent, CreditLedger.Released)
    found: defaultdict[tuple[UUID, type], list[UUID]] = defaultdict(list)
    for stored in log.recorder.select_notifications(None, 1_000_000, topics=[each.TOPIC for each in kinds]):
        event = log.event_mapper.to_domain_event(stored)
        assert isinstance(event, kinds)
        found[event.owner_id, type(event)].append(event.reservation_id)
    log.close()
    return found
