"""How a notebook shows a summary."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from unspool import _core


class Shown:
    """A dataclass that the library makes a table of."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        fields: dict[str, Any] = asdict(self)  # type: ignore[call-overload]
        return _core.summary_html(json.dumps(fields))
