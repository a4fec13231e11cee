"""Every noun that has a procedure, found by asking Django: no list to keep in step."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps

from congress.workflow import Workflow


@cache
def kinds() -> dict[str, Any]:
    """Model by its procedure's key, for every model that declares a `workflow` of its own."""
    return {model.workflow.key: model for model in apps.get_models() if "workflow" in vars(model)}


def workflow_of(kind: str) -> Workflow:
    """The procedure of this kind of matter."""
    return kinds()[kind].workflow
