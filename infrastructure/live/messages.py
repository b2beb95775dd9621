"""What listeners are told of each event, and which listeners."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from uuid import UUID

import msgspec

from domain import CreditLedger, Favourites, Play, SignIn, Sound, SoundLibrary, UserAccount
from domain.aggregate import Event, FirstEvent
from infrastructure.live.credits import USER_CREDITS_CHANGED, credits_changed
from projections.projector import Recorded

SESSION_ENDED = "session_ended"

GOODBYES: Mapping[type[Event], str] = {
    UserAccount.Disabled: "account_disabled",
    UserAccount.Erased: "unauthenticated",
    UserAccount.RoleChanged: "role_changed",
    SignIn.PasswordChanged: SESSION_ENDED,
    SignIn.SignedOutEverywhere: SESSION_ENDED,
    SignIn.SessionEnded: SESSION_ENDED,
    SignIn.TokenRevoked: SESSION_ENDED,
    SignIn.Closed: SESSION_ENDED,
}
"""What closes a connection, and what it is told."""

NO_POSITION = 0

BOOKKEEPING = {field.name for field in fields(FirstEvent)}


@dataclass(frozen=True)
class Message:
    """Encoded once for all. `only_for` None is everybody who is signed in."""

    position: int
    text: str
    only_for: UUID | None = None
    only_for_admins: bool = False
    goodbye: str = ""
    """Why the listener may listen no longer, in one word: nothing comes after it."""
    ended: UUID | None = None
    """The one session or API token that ends; without it, all of them do."""
    kept: UUID | None = None

    def is_for(self, user_id: UUID, *, is_admin: bool) -> bool:
        if self.only_for_admins:
            return is_admin
        return self.only_for is None or self.only_for == user_id

    def ends(self, credential_id: UUID) -> bool:
        return bool(self.goodbye) and credential_id != self.kept and self.ended in (None, credential_id)


def message_of(recorded: Recorded) -> Message | None:
    """None for what is nobody's business: claims, and whatever is not named here."""
    event, position = recorded.event, recorded.position
    if isinstance(event, CreditLedger.Opened | Favourites.Opened):
        return None
    match event.TOPIC.partition(".")[0]:
        case Play.TOPIC | Sound.TOPIC:
            return Message(position, _encoded(recorded, _fields(event)))
        case CreditLedger.TOPIC | Favourites.TOPIC:
            return Message(position, _told_to_owner(recorded), only_for=vars(event)["owner_id"])
        case UserAccount.TOPIC | SignIn.TOPIC:
            return _of_a_person(recorded)
        case SoundLibrary.TOPIC:
            return Message(position, _encoded(recorded, _fields(event)), only_for_admins=True)
        case _:
            return None


def passing(kind: str, data: Mapping[str, object], **more: object) -> Message:
    """What is no event, and soon no news, for hosts: it has no position, and who missed it missed nothing."""
    text = msgspec.json.encode({"type": kind, **more, "data": data}).decode()
    return Message(NO_POSITION, text, only_for_admins=True)


def _told_to_owner(recorded: Recorded) -> str:
    if isinstance(recorded.event, Favourites.Added | Favourites.Removed):
        return _encoded(recorded, _fields(recorded.event))
    return _encoded(recorded, credits_changed(recorded), kind=USER_CREDITS_CHANGED)


def _of_a_person(recorded: Recorded) -> Message:
    """That something changed, not what: that is sealed, or their own business."""
    event, of_event = recorded.event, vars(recorded.event)
    return Message(
        recorded.position,
        _encoded(recorded, {}),
        only_for=of_event.get("user_id", event.originator_id),
        goodbye=GOODBYES.get(type(event), ""),
        ended=of_event.get("session_id") or of_event.get("token_id"),
        kept=of_event.get("kept_session"),
    )


def _fields(event: Event) -> dict[str, object]:
    return {name: value for name, value in vars(event).items() if name not in BOOKKEEPING}


def _encoded(recorded: Recorded, data: Mapping[str, object], *, kind: str = "") -> str:
    event = recorded.event
    message = {
        "position": recorded.position,
        "type": kind or event.TOPIC,
        "id": event.originator_id,
        "at": event.timestamp,
        "data": data,
    }
    return msgspec.json.encode(message).decode()
