"""The doors that take more than a small document."""

from collections.abc import Mapping
from typing import Any

UPLOAD_PATH = "/api/v1/sounds/upload"
IMPORT_PATH = "/api/v1/library/import"

LARGE = frozenset({UPLOAD_PATH, IMPORT_PATH})


def takes_files(scope: Mapping[str, Any]) -> bool:
    return scope.get("path") in LARGE and scope.get("method") == "POST"
