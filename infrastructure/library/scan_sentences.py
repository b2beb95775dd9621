"""What a scan's report says of a file, to people."""

from uuid import UUID

from domain.sound import Sound

NOT_THERE = "Its file is not there. The sound stays on the board, marked."
NOT_THERE_IN_TRASH = "Its file is not there. The sound is in the trash."
OTHER_THERE = "Another file lies in its place. The sound stays on the board, marked."
OTHER_THERE_IN_TRASH = "Another file lies in its place. The sound is in the trash."
IS_BACK_CHANGED = "Its file is back, with another content."
CHANGED = "Its content is another. What was made of the former one is made anew."
IS_LINK = "It is a link, and links are not followed here. Put the file itself in its place."
IS_NO_FILE = "It is neither a file nor a folder."
IS_YOUNG = "It was changed a moment ago. The next scan looks at it."


def duplicate_of(sound: Sound | None, sound_id: UUID) -> str:
    if sound is None:
        return f"It is the same as the sound {sound_id}."
    if sound.is_trashed:
        return f"It is the same as “{sound.title}”, which is in the trash. {_how_to_restore(sound_id)}"
    return f"It is the same as “{sound.title}” ({sound.path}), which is on the board: {sound_id}."


def moved_from(path: str, sound_id: UUID, *, is_trashed: bool) -> str:
    if is_trashed:
        return f"Its file was {path}. The sound is in the trash. {_how_to_restore(sound_id)}"
    return f"Its file was {path}."


def gone(*, is_place_taken: bool, is_trashed: bool) -> str:
    if is_place_taken:
        return OTHER_THERE_IN_TRASH if is_trashed else OTHER_THERE
    return NOT_THERE_IN_TRASH if is_trashed else NOT_THERE


def cannot_look_into(why: str) -> str:
    return f"This folder cannot be looked into: {why}. Sounds in it stay as they are."


def _how_to_restore(sound_id: UUID) -> str:
    return f"To have it back: POST /sounds/{sound_id}/restore."
