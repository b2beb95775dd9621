"""Keeps the list of members level with the log."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from domain.user_account import UserAccount
from projections.members.tables import members
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import delete_rows, insert_rows, update_rows
from projections.writes import Writes

Unseal = Callable[[UUID, str], str]
"""Plain text from what was sealed for this user."""


class MembersProjector(Projector):
    name = "members"
    version = 1
    tables = (members,)
    is_personal = True
    topics = frozenset(
        {
            UserAccount.Registered.TOPIC,
            UserAccount.Disabled.TOPIC,
            UserAccount.Enabled.TOPIC,
            UserAccount.Erased.TOPIC,
        }
    )

    def __init__(self, unseal: Unseal) -> None:
        self._unseal = unseal

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        registered: dict[UUID, dict[str, Any]] = {}
        changed: dict[UUID, dict[str, Any]] = {}
        erased: list[dict[str, Any]] = []
        for recorded in page:
            match recorded.event:
                case UserAccount.Registered() as event:
                    registered[event.originator_id] = self._registered(event, recorded.position)
                case UserAccount.Disabled(originator_id=id):
                    _row_of(id, registered, changed)["is_disabled"] = True
                case UserAccount.Enabled(originator_id=id):
                    _row_of(id, registered, changed)["is_disabled"] = False
                case UserAccount.Erased(originator_id=id):
                    registered.pop(id, None)
                    changed.pop(id, None)
                    erased.append({"user_id": id})
        if registered:
            insert_rows(writes, tables[members], list(registered.values()))
        update_rows(writes, tables[members], list(changed.values()), key="user_id", replace=("is_disabled",))
        delete_rows(writes, tables[members], erased, key="user_id")

    def _registered(self, event: UserAccount.Registered, position: int) -> dict[str, Any]:
        id = event.originator_id
        return {
            "user_id": id,
            "name": self._unseal(id, event.sealed_name),
            "email": self._unseal(id, event.sealed_email),
            "role": event.role,
            "is_disabled": False,
            "registered_at": event.timestamp,
            "position": position,
        }


def _row_of(
    id: UUID, registered: dict[UUID, dict[str, Any]], changed: dict[UUID, dict[str, Any]]
) -> dict[str, Any]:
    return registered.get(id) or changed.setdefault(id, {"user_id": id})
