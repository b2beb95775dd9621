"""Keeps the list of members level with the log."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from domain.user_account import UserAccount
from domain.values import Plan
from projections.members.searched import searched
from projections.members.tables import members
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import delete_rows, insert_rows, update_rows
from projections.writes import Writes

Unseal = Callable[[UUID, str], str]
"""Plain text from what was sealed for this user; empty for who was erased."""

Row = dict[str, Any]

CHANGING = ("name", "searched_name", "email", "searched_email", "role", "plan", "is_disabled")


class MembersProjector(Projector):
    name = "members"
    version = 2
    tables = (members,)
    is_personal = True
    topics = frozenset(
        {
            UserAccount.Registered.TOPIC,
            UserAccount.Renamed.TOPIC,
            UserAccount.EmailChanged.TOPIC,
            UserAccount.RoleChanged.TOPIC,
            UserAccount.PlanChanged.TOPIC,
            UserAccount.Disabled.TOPIC,
            UserAccount.Enabled.TOPIC,
            UserAccount.Erased.TOPIC,
        }
    )

    def __init__(self, unseal: Unseal) -> None:
        self._unseal = unseal

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        registered: dict[UUID, Row] = {}
        changed: dict[UUID, Row] = {}
        erased: list[Row] = []
        for recorded in page:
            id = recorded.event.originator_id
            match recorded.event:
                case UserAccount.Registered() as event:
                    registered[id] = self._registered(event, recorded.position)
                case UserAccount.Erased():
                    if registered.pop(id, None) is None:
                        changed.pop(id, None)
                        erased.append({"user_id": id})
                case event:
                    row = registered.get(id) or changed.setdefault(id, _unchanged(id))
                    row.update(self._changes(event))
        insert_rows(writes, tables[members], list(registered.values()))
        update_rows(writes, tables[members], list(changed.values()), key="user_id", replace=CHANGING)
        delete_rows(writes, tables[members], erased, key="user_id")

    def _registered(self, event: UserAccount.Registered, position: int) -> Row:
        return {
            "user_id": event.originator_id,
            **self._name(event.originator_id, event.sealed_name),
            **self._email(event.originator_id, event.sealed_email),
            "role": event.role,
            "is_disabled": False,
            "registered_at": event.timestamp,
            "position": position,
            "plan": str(Plan.FREE),
        }

    def _changes(self, event: object) -> Row:
        match event:
            case UserAccount.Renamed(originator_id=id, sealed_name=sealed):
                return self._name(id, sealed)
            case UserAccount.EmailChanged(originator_id=id, sealed_email=sealed):
                return self._email(id, sealed)
            case UserAccount.RoleChanged(role=role):
                return {"role": role}
            case UserAccount.PlanChanged(plan=plan):
                return {"plan": plan}
            case _:
                return {"is_disabled": isinstance(event, UserAccount.Disabled)}

    def _name(self, id: UUID, sealed: str) -> Row:
        name = self._unseal(id, sealed)
        return {"name": name, "searched_name": searched(name)}

    def _email(self, id: UUID, sealed: str) -> Row:
        email = self._unseal(id, sealed)
        return {"email": email, "searched_email": searched(email)}


def _unchanged(id: UUID) -> Row:
    return {"user_id": id, **dict.fromkeys(CHANGING)}
