"""Laws of the lists of people and of what hosts did: for every history of accounts, however it is cut."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from domain.aggregate import AggregateRoot, Event
from domain.identifiers import SYSTEM_ID
from domain.sign_in import SignIn
from domain.user_account import UserAccount
from domain.values import Plan, Role
from projections.audit.tables import audit
from projections.members.tables import members
from projections.projector import Recorded
from tests.projections.test_laws import NOON, USERS, pages_of, rows_after

WHAT = ["rename", "address", "role", "plan", "disable", "enable", "reset", "erase"]

steps = st.lists(
    st.tuples(st.sampled_from(WHAT), st.integers(0, 1), st.sampled_from([*USERS, SYSTEM_ID, None])),
    max_size=40,
)
page_sizes = st.lists(st.integers(1, 15), min_size=1, max_size=10)


class History:
    """Two people at a time: who is erased makes room for another."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.people = 0
        self.accounts = [self._registered(), self._registered()]

    def step(self, what: str, which: int, actor_id: UUID | None) -> None:
        account = self.accounts[which]
        match what:
            case "rename":
                account.rename(f"sealed Änne {len(self.events)}", reason="Rude", at=NOON)
            case "address":
                account.change_email(f"sealed {len(self.events)}@home", at=NOON)
            case "role":
                role = Role.MEMBER if account.role is Role.ADMIN else Role.ADMIN
                account.change_role(role, reason="Helps", at=NOON)
            case "plan":
                account.change_plan(list(Plan)[len(self.events) % 3], reason="Paid", at=NOON)
            case "disable":
                account.disable(reason="Too loud", at=NOON)
            case "enable":
                account.enable(reason="Sorry", at=NOON)
            case "reset":
                sign_in = SignIn.open(account.id, has_password=True, at=NOON)
                sign_in.offer_reset(reason="Forgot it", at=NOON)
                self._collect(sign_in, actor_id)
            case "erase":
                account.erase(reason="", at=NOON)
                self._collect(account, actor_id)
                self.accounts[which] = self._registered()
        self._collect(account, actor_id)

    def _registered(self) -> UserAccount:
        self.people += 1
        id = UUID(int=self.people)
        account = UserAccount.register(
            id, sealed_name="sealed Anna", sealed_email="sealed anna@home", role=Role.MEMBER, at=NOON
        )
        self._collect(account, id)
        return account

    def _collect(self, changed: AggregateRoot, actor_id: UUID | None) -> None:
        events = cast("Sequence[Event]", changed.collect_events())
        for event in events:
            vars(event)["actor_id"] = actor_id
        self.events += events

    def recorded(self) -> list[Recorded]:
        return [Recorded(position, event) for position, event in enumerate(self.events, start=1)]


def history_of(taken: list[tuple[str, int, UUID | None]]) -> History:
    history = History()
    for step in taken:
        history.step(*step)
    return history


@for_all(steps, page_sizes)
@settings(max_examples=60)
def test_how_the_log_is_cut_into_pages_does_not_matter_to_people(
    taken: list[tuple[str, int, UUID | None]], sizes: list[int]
) -> None:
    log = history_of(taken).recorded()
    assert rows_after(pages_of(log, sizes)) == rows_after([log])


@for_all(steps, page_sizes)
@settings(max_examples=60)
def test_the_list_shows_everybody_who_is_there_as_they_are(
    taken: list[tuple[str, int, UUID | None]], sizes: list[int]
) -> None:
    history = history_of(taken)
    rows = rows_after(pages_of(history.recorded(), sizes))[members.name]
    shown = {row["user_id"]: (row["name"], row["role"], row["plan"], row["is_disabled"]) for row in rows}
    assert shown == {
        each.id: (each.sealed_name.removeprefix("sealed "), each.role, each.plan, each.is_disabled)
        for each in history.accounts
    }


@for_all(steps)
@settings(max_examples=60)
def test_no_act_is_the_systems_or_nobodys(taken: list[tuple[str, int, UUID | None]]) -> None:
    rows = rows_after([history_of(taken).recorded()])[audit.name]
    assert {row["actor_id"] for row in rows} <= {*USERS}
    assert all(row["reason"] or row["actor_id"] != row["subject_id"] for row in rows)
