"""Which text is shown as somebody wrote it: nothing that paints a terminal or turns lines around."""

import re

JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Between two signs they are part of how these are written: Persian words, families of emoji."""

LOOSE_JOINER = re.compile(rf"(?<![^\s{JOINERS}])[{JOINERS}]|[{JOINERS}](?![^\s{JOINERS}])")
"""One that has no sign before it or behind it: nobody sees it, and it tells one text from another."""

NO_JOINERS = str.maketrans("", "", JOINERS)


def is_printable(text: str) -> bool:
    return text.translate(NO_JOINERS).isprintable() and not LOOSE_JOINER.search(text)


def is_part(sign: str) -> bool:
    """Of something printable."""
    return sign.isprintable() or sign in JOINERS


def printable_part(text: str) -> str:
    shown = "".join(filter(is_part, text))
    return LOOSE_JOINER.sub("", shown)
