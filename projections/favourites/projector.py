"""Keeps everybody's favourites level with the log."""

from collections.abc import Sequence
from uuid import UUID

from domain.favourites import Favourites
from domain.user_account import UserAccount
from projections.favourites.tables import favourites
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import delete_rows, upsert
from projections.writes import Writes


class FavouritesProjector(Projector):
    name = "favourites"
    version = 1
    tables = (favourites,)
    topics = frozenset({Favourites.Added.TOPIC, Favourites.Removed.TOPIC, UserAccount.Erased.TOPIC})

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        likes: dict[tuple[UUID, UUID], bool] = {}
        erased: dict[UUID, None] = {}
        for recorded in page:
            match recorded.event:
                case Favourites.Added(owner_id=user_id, sound_id=sound_id):
                    likes[user_id, sound_id] = True
                case Favourites.Removed(owner_id=user_id, sound_id=sound_id):
                    likes[user_id, sound_id] = False
                case UserAccount.Erased(originator_id=user_id):
                    erased[user_id] = None
                    likes = {pair: liked for pair, liked in likes.items() if pair[0] != user_id}
        added = [_row(pair) for pair, liked in likes.items() if liked]
        removed = [_row(pair) for pair, liked in likes.items() if not liked]
        delete_rows(writes, tables[favourites], [{"user_id": id} for id in erased], key="user_id")
        delete_rows(writes, tables[favourites], removed, key=("user_id", "sound_id"))
        upsert(writes, tables[favourites], added)


def _row(pair: tuple[UUID, UUID]) -> dict[str, UUID]:
    return dict(zip(("user_id", "sound_id"), pair, strict=True))
