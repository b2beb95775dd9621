"""What listeners are told of each event, and which listeners."""

from dataclasses import dataclass, fields
from uuid import UUID

import msgspec

from domain import CreditLedger, Play, Sound, SoundLibrary, UserAccount
from domain.aggregate import Event, FirstEvent
from projections.projector import Recorded

BOOKKEEPING = {field.name for field in fields(FirstEvent)}


@dataclass(frozen=True)
class Message:
    """Encoded once for all. `only_for` None is everybody who is signed in."""

    position: int
    text: str
    only_for: UUID | None = None
    only_for_admins: bool = False
    is_goodbye: bool = False
    """Nothing comes after it: the listener may listen no longer."""

    def is_for(self, user_id: UUID, *, is_admin: bool) -> bool:
        if self.only_for_admins:
            return is_admin
        return self.only_for is None or self.only_for == user_id


def message_of(recorded: Recorded) -> Message | None:
    """None for what is nobody's business: claims, and whatever is not named here."""
    event, position = recorded.event, recorded.position
    if isinstance(event, CreditLedger.Opened):
        return None
    match event.TOPIC.partition(".")[0]:
        case Play.TOPIC | Sound.TOPIC:
            return Message(position, _encoded(recorded, _fields(event)))
        case CreditLedger.TOPIC:
            return Message(position, _encoded(recorded, _fields(event)), only_for=vars(event)["owner_id"])
        case UserAccount.TOPIC:
            return Message(
                position,
                _encoded(recorded, {}),
                only_for=event.originator_id,
                is_goodbye=isinstance(event, UserAccount.Disabled),
            )
        case SoundLibrary.TOPIC:
            return Message(position, _encoded(recorded, _fields(event)), only_for_admins=True)
        case _:
            return None


def _fields(event: Event) -> dict[str, object]:
    return {name: value for name, value in vars(event).items() if name not in BOOKKEEPING}


def _encoded(recorded: Recorded, data: dict[str, object]) -> str:
    event = recorded.event
    message = {
        "position": recorded.position,
        "type": event.TOPIC,
        "id": event.originator_id,
        "at": event.timestamp,
        "data": data,
    }
    return msgspec.json.encode(message).decode()
