"""The page of all settings and the example of a `.env`, made from the settings' class.

`python -m infrastructure.documentation.settings_page` writes both, in the folder it is called in.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from infrastructure.settings import Settings

PAGE = Path("docs/settings.md")
EXAMPLE = Path(".env.example")

PAGE_INTRODUCTION = """\
# Settings

*Made from the code by `make docs`; do not edit.*

A setting is read from the environment, else from a file `.env` in the folder the server is started in,
else it has its default. What is given to `soundboard serve` goes before all of them (`--host`, `--port`,
`--database-url`, `--data-dir`). Capitals do not matter. A setting that is wrong stops the start, with
its name and what would be right. Folders are relative to where the server is started.

| name | default | what may stand there | what it means |
| --- | --- | --- | --- |
"""

EXAMPLE_INTRODUCTION = """\
# Copy this file to .env, and take the # away in front of what you want to be different.
# Made from the code by `make docs`; what stands here are the defaults.
"""

IN_WORDS = {
    bool: "true or false",
    str: "text",
    SecretStr: "a secret",
    Path: "a folder",
    int: "a whole number",
}


def settings_page() -> str:
    return PAGE_INTRODUCTION + "".join(f"{row}\n" for row in _rows())


def settings_example() -> str:
    return EXAMPLE_INTRODUCTION + "".join(
        f"\n# {field.description}\n# {name.upper()}={_default(field)}\n"
        for name, field in Settings.model_fields.items()
    )


def _rows() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        default = f"`{text}`" if (text := _default(field)) else "empty"
        yield f"| `{name.upper()}` | {default} | {_allowed(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    """As it would be written in `.env`."""
    match field.default:
        case bool() as is_so:
            return str(is_so).lower()
        case tuple() as several:
            return ",".join(map(str, several))
        case Path() as path:
            return path.as_posix()
        case other:
            return str(other)


def _allowed(field: FieldInfo) -> str:
    kind: Any = field.annotation
    if get_origin(kind) is Literal:
        return " or ".join(f"`{each}`" for each in get_args(kind))
    if get_origin(kind) is tuple:
        return "texts, separated by commas"
    lowest = _bound(field, "ge")
    highest = _bound(field, "le")
    if kind in (int, float) and None not in (lowest, highest):
        return f"{lowest:,} to {highest:,}"
    return IN_WORDS[kind]


def _bound(field: FieldInfo, name: str) -> int | None:
    return next((getattr(each, name) for each in field.metadata if hasattr(each, name)), None)


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
    EXAMPLE.write_text(settings_example(), encoding="utf-8")
