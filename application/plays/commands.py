"""What can be asked of plays, by people and by what plays them."""

from dataclasses import dataclass
from uuid import UUID

from application.command import Command
from application.credits.priced import Priced
from domain.values import CreditAction


@dataclass(frozen=True)
class PlayAccepted:
    """Credits are as they are after the reservation."""

    play_id: UUID
    sound_id: UUID
    price: int
    balance: int
    reserved: int
    spendable: int


@dataclass(frozen=True)
class PlaySound(Command[PlayAccepted]):
    priced = Priced(CreditAction.VLC_PLAY_SOUND, by="by", reservation="play_id", sound="sound_id")

    play_id: UUID
    sound_id: UUID
    by: UUID


@dataclass(frozen=True)
class RecordPlayStarted(Command[None]):
    play_id: UUID


@dataclass(frozen=True)
class RecordPlayFinished(Command[None]):
    play_id: UUID


@dataclass(frozen=True)
class RecordPlayStopped(Command[None]):
    play_id: UUID


@dataclass(frozen=True)
class RecordPlayFailed(Command[None]):
    play_id: UUID
    reason: str


@dataclass(frozen=True)
class PlaysStopped:
    stopped: int


@dataclass(frozen=True)
class StopAllPlays(Command[PlaysStopped]):
    """Alone in its batch, so that it stops whatever was asked for before it."""

    is_alone = True
