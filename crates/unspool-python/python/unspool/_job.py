"""The main job, given all that was asked for."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any

from unspool import _core
from unspool._records import Summary


def perform(
    inputs: Sequence[str | PathLike[str]],
    settings: tuple[str | PathLike[str] | None, str | None],
    progress: bool | str | Callable[[_core.Progress], object],
    values: Mapping[str, Any],
) -> Summary:
    """Does it; `settings` are the configuration file and the profile, values that are None were not given."""
    given = {name: value for name, value in values.items() if value is not None}
    summary, complaint = _core.run(inputs, settings, progress, given)
    if complaint is not None:
        # The line that called `run`.
        warnings.warn(complaint, stacklevel=3)
    return Summary._of(json.loads(summary))
