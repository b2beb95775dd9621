"""Who may act now: role and state of each account, in memory, refreshed by what the log says."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from application.soundboard import Soundboard
from domain.identifiers import OPERATOR_ID
from domain.user_account import UserAccount
from domain.values import Role
from projections.projector import Recorded

REMEMBERED_MAX = 10_000


@dataclass(frozen=True)
class Access:
    user_id: UUID
    role: Role
    is_disabled: bool


class AccessRegister:
    """Asks the log itself for accounts that it does not remember: it is never behind a registration."""

    def __init__(self, soundboard: Soundboard) -> None:
        self._soundboard = soundboard
        self._remembered: OrderedDict[UUID, Access] = OrderedDict()

    def remembered(self, user_id: UUID) -> Access | None:
        return self._remembered.get(user_id)

    def look_up(self, user_id: UUID) -> Access | None:
        """Reads the log where it must: not for the event loop."""
        if user_id == OPERATOR_ID:
            access = Access(user_id, Role.ADMIN, is_disabled=False)
        elif (account := self._soundboard.find(UserAccount, user_id)) is not None:
            access = Access(user_id, account.role, account.is_disabled)
        else:
            return None
        self._remembered[user_id] = access
        if len(self._remembered) > REMEMBERED_MAX:
            self._remembered.popitem(last=False)
        return access

    def on_page(self, page: Sequence[Recorded]) -> None:
        for recorded in page:
            if recorded.event.TOPIC.startswith(f"{UserAccount.TOPIC}."):
                self._remembered.pop(recorded.event.originator_id, None)
