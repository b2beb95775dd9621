"""How names and addresses are spelt where they are searched: however somebody types, they are found."""

import unicodedata


def searched(text: str) -> str:
    """`É`, `é` and `e` with an accent behind it are the same letter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
