"""How doors are made: none without a permission, and each says what it needs."""

import inspect
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Security
from fastapi.routing import APIRoute

from api.dependencies import signed_in
from api.permissions import PERMISSIONS, Needs


class Door(APIRoute):
    """Asks who is there before anything else, unless it is open to everybody."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        needs = PERMISSIONS[endpoint.__name__]
        more["openapi_extra"] = {**(more.get("openapi_extra") or {}), "x-needs": needs}
        more["description"] = f"{inspect.getdoc(endpoint) or ''}\n\nNeeds: {needs}."
        if needs is not Needs.NOTHING:
            more["dependencies"] = [Security(signed_in), *(more.get("dependencies") or ())]
        super().__init__(path, endpoint, **more)


def doors(prefix: str, *tags: str) -> APIRouter:
    return APIRouter(prefix=prefix, tags=list(tags), route_class=Door)
