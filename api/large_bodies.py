"""The one door that takes more than a small document."""

from collections.abc import Mapping
from typing import Any

UPLOAD_PATH = "/api/v1/sounds/upload"


def takes_files(scope: Mapping[str, Any]) -> bool:
    return scope.get("path") == UPLOAD_PATH and scope.get("method") == "POST"
