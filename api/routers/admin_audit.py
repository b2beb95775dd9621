"""What the hosts did, for hosts to read."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from api.dependencies import Server, caught_up
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from api.people import Sought
from projections.audit.queries import AuditEntry, audit

router = doors("/admin/audit", "admin")

Action = Annotated[Sought | None, Query(description="an event's name, such as user_account.disabled")]


@router.get("", dependencies=[Depends(caught_up("audit", "members"))])
async def list_audit(
    server: Server,
    actor_id: UUID | None = None,
    subject_id: UUID | None = None,
    action: Action = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[AuditEntry]:
    """Who did what, to whom and why, newest first."""
    found = await server.queries.ask(
        audit, number_at(cursor), limit, offset, actor_id=actor_id, subject_id=subject_id, action=action
    )
    return Page(items=list(found), next=cursor_of(found[-1].position) if len(found) == limit else None)
