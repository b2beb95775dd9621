"""How doors are made: none without a permission, and each says what it needs."""

import inspect
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Security
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from api.dependencies import signed_in
from api.permissions import PERMISSIONS, Needs
from api.problems import PROBLEM

BELOW = "/api/v1"


class Door(APIRoute):
    """Asks who is there before anything else, unless it is open to everybody."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        needs = PERMISSIONS[endpoint.__name__]
        more["openapi_extra"] = {**(more.get("openapi_extra") or {}), "x-needs": needs}
        more["description"] = f"{inspect.getdoc(endpoint) or ''}\n\nNeeds: {needs}."
        if needs is not Needs.NOTHING:
            more["dependencies"] = [Security(signed_in), *(more.get("dependencies") or ())]
        super().__init__(path, endpoint, **more)
        self._begins_with = path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Each request is held against a hundred doors: most are told apart by how they begin."""
        if not scope["path"].startswith(self._begins_with):
            return Match.NONE, {}
        return super().matches(scope)


def doors(prefix: str, *tags: str) -> APIRouter:
    """They go into the application as they are: included routers take twice as long to be searched."""
    return APIRouter(
        prefix=f"{BELOW}{prefix}",
        tags=list(tags),
        route_class=Door,
        responses={"default": PROBLEM, 422: PROBLEM},
    )
