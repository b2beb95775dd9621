"""What somebody is told whose speech is a sound already, and how they come by it."""

from domain.sound import Sound


def is_there(same: Sound) -> str:
    if same.is_trashed:
        return (
            f"The same was there before: “{same.title}”, which is in the trash. "
            f"To have it back: POST /sounds/{same.id}/restore."
        )
    if same.is_missing:
        return (
            f"The same is on the board already: “{same.title}”, whose file is missing. "
            f"Put it back among the originals, as {same.path}."
        )
    return f"The same is on the board already: “{same.title}”."
