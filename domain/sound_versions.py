"""What older versions of a sound's events did not say."""

from pathlib import PurePosixPath
from typing import Any


def registered_v1_v2(state: dict[str, Any]) -> None:
    state["modified_ns"] = 0  # nobody looked before
    state["original_name"] = PurePosixPath(state["path"]).name


def trashed_v1_v2(state: dict[str, Any]) -> None:
    state["by_host"] = False  # whoever brought it in could take it out, whoever had thrown it away
