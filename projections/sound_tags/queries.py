"""What can be asked about tags."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from projections.sound_tags.tables import sound_tags as table


@dataclass(frozen=True)
class TagCount:
    tag: str
    sounds: int


def tags(
    connection: Connection, beginning: str = "", limit: int = 200, offset: int = 0
) -> Sequence[TagCount]:
    """Of sounds that are not in the trash; what most have first."""
    count = func.count()
    query = (
        select(table.c.tag, count)
        .where(~table.c.is_trashed, table.c.tag.startswith(beginning, autoescape=True))
        .group_by(table.c.tag)
        .order_by(count.desc(), table.c.tag)
        .limit(limit)
        .offset(offset)
    )
    return [TagCount(*row) for row in connection.execute(query)]
