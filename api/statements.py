"""How a statement is told over HTTP."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from pydantic import AfterValidator, BaseModel

from projections.credits.queries import Transaction
from projections.credits.sentences import sentence

ZONE_NAME_LENGTH_MAX = 60

Outcome = Literal["reserved", "spent", "released", "done"]
"""`done` is what was given, taken or recharged: there is nothing to wait for."""


def _known(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("a time zone, as Europe/Berlin") from None
    return name


ZoneName = Annotated[
    str,
    AfterValidator(_known),
    Query(max_length=ZONE_NAME_LENGTH_MAX, alias="zone", description="Whose clock sentences go by."),
]


async def _zone(name: ZoneName = "UTC") -> ZoneInfo:
    return ZoneInfo(name)


Zone = Annotated[ZoneInfo, Depends(_zone)]


class StatementLine(BaseModel):
    """`amount` is signed. `success` is empty while reserved; a release moved nothing: before equals after."""

    position: int
    user_id: UUID
    action: str
    amount: int
    balance_before: int
    balance_after: int
    state: str
    success: bool | None
    reason: str
    details: Mapping[str, Any]
    reference: UUID | None
    at: datetime
    settled_at: datetime | None
    sentence: str


def statement_line(entry: Transaction, zone: ZoneInfo) -> StatementLine:
    return StatementLine(**asdict(entry), sentence=sentence(entry, zone))
