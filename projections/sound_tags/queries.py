"""What can be asked about tags."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, false, func, select

from domain.sound_labels import as_tag
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
    wanted = [table.c.tag.startswith(as_tag(beginning), autoescape=True)] if as_tag(beginning) else []
    query = (
        select(table.c.tag, count)
        .where(table.c.is_trashed == false(), *wanted)
        .group_by(table.c.tag)
        .order_by(count.desc(), table.c.tag)
        .limit(limit)
        .offset(offset)
    )
    return [TagCount(*row) for row in connection.execute(query)]
