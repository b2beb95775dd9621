"""What a file that somebody takes home is called: its title, as every system can write it."""

import re
import unicodedata
from urllib.parse import quote

from domain.printable import is_part

NAME_LENGTH_MAX = 80
FALLBACK = "sound"

NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*%;]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)", re.IGNORECASE)


def file_name(title: str, suffix: str) -> str:
    normal = unicodedata.normalize("NFC", title)
    shown = "".join(each if is_part(each) else " " for each in NOT_IN_NAMES.sub("_", normal))
    name = " ".join(shown.split())[:NAME_LENGTH_MAX].strip(". ") or FALLBACK
    if DEVICES.fullmatch(name.partition(".")[0].strip()):
        name = f"_{name}"
    return f"{name}{suffix}"


def content_disposition(kind: str, name: str) -> str:
    """By RFC 6266: with a name in ASCII for old programs, and where that is another, the right one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = NOT_IN_NAMES.sub("_", plain)  # some letters come apart into what no name has
    if plain.startswith("."):
        plain = FALLBACK + plain
    header = f'{kind}; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"
