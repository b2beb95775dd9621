"""In which session somebody asks for what changes how they get in."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class InSession:
    """`epoch` is what it was when the session was let in: before a password was checked, which takes time."""

    session_id: UUID
    epoch: int
