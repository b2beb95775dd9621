"""Looks for words in files, however they may have been written there."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote


def spellings(word: str) -> set[bytes]:
    """In lower case, as files are searched."""
    written: set[bytes] = set()
    for each in {word, word.casefold()}:
        plain = each.encode()
        written |= {
            plain,
            plain.hex().encode(),
            each.encode("utf-16-le"),
            each.encode("utf-16-be"),
            json.dumps(each).strip('"').encode(),
            quote(each).encode(),
            *_in_base64(plain),
        }
    return {each.lower() for each in written}


def _in_base64(plain: bytes) -> Iterable[bytes]:
    """At each of the three places where it may begin; what the neighbours have a part in is left out."""
    for before in range(3):
        encoded = b64encode(b"\0" * before + plain)
        beginning, end = (0, 2, 3)[before], -4 if (before + len(plain)) % 3 else None
        yield encoded[beginning:end]


def traces(words: Mapping[str, str], files: Iterable[Path]) -> dict[str, set[str]]:
    """By the name of the word, the names of the files that have it."""
    wanted = {name: spellings(word) for name, word in words.items()}
    found: dict[str, set[str]] = {}
    for file in files:
        content = _content(file)
        for name, written in wanted.items():
            if any(each in content for each in written):
                found.setdefault(name, set()).add(file.name)
    return found


def _content(file: Path) -> bytes:
    """Nothing, where it went away meanwhile."""
    try:
        return file.read_bytes().lower()
    except FileNotFoundError:
        return b""


def files_below(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]
