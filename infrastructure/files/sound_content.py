"""What a file that came in holds: which kind of sound, and how long it is."""

from infrastructure.files.audio_formats import AudioFormat, format_of
from infrastructure.files.errors import NotASoundError
from infrastructure.files.incoming_file import IncomingFile
from infrastructure.library.audio_probe import NotAudioError, probe


def look_into(file: IncomingFile) -> tuple[AudioFormat, int]:
    """Its format, and its length in milliseconds. Raises NotASoundError."""
    if file.size == 0:
        raise NotASoundError("It is empty.")
    found = format_of(file.head, file.name)
    if found is None:
        raise NotASoundError("It is not a sound file.")
    try:
        return found, probe(file.path).duration_ms
    except NotAudioError as error:
        raise NotASoundError(str(error).replace(f"{file.path.name}: ", "")) from None
