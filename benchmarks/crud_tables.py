"""The rows of the CRUD baseline: those that a play of ours leaves in log, work and read models."""

from uuid import UUID

from sqlmodel import Field, SQLModel

SOUNDS = [UUID(int=number) for number in range(1, 9)]
MEMBERS = [UUID(int=number) for number in range(101, 117)]
OPENING_CREDITS = 1_000_000


class Account(SQLModel, table=True):
    user_id: UUID = Field(primary_key=True)
    balance: int = OPENING_CREDITS
    reserved: int = 0
    is_disabled: bool = False


class Sound(SQLModel, table=True):
    sound_id: UUID = Field(primary_key=True)
    title: str = "Airhorn"
    price: int = 1
    is_missing: bool = False


class Play(SQLModel, table=True):
    play_id: UUID = Field(primary_key=True)
    sound_id: UUID = Field(index=True)
    requested_by: UUID = Field(index=True)
    state: str = "requested"
    price: int
    requested_at: float


class LedgerEntry(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    user_id: UUID = Field(index=True)
    action: str = "vlc_play_sound"
    amount: int
    balance: int
    state: str = "reserved"
    reference: UUID = Field(index=True)
    at: float


class Work(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    kind: str = "play_sound"
    reference: UUID
    asked_at: float
    deadline: float = Field(index=True)
    attempt: int = 0
