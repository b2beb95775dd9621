"""By what somebody asks: whoever it was taken from meanwhile asks in vain."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class InSession:
    """`epoch` is what it was when the session was let in: before a password was checked, which takes time."""

    session_id: UUID
    epoch: int


@dataclass(frozen=True)
class ByApiToken:
    token_id: UUID


Asked = InSession | ByApiToken
