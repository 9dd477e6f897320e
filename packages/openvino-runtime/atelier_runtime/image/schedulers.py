"""Schedulers by the names that users know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openvino_genai as genai

from atelier_runtime.messages import Message
from atelier_runtime.model_facts import read_json

_TYPES = {
    "ddim": "DDIM",
    "euler": "EULER_DISCRETE",
    "eulerdiscrete": "EULER_DISCRETE",
    "eulera": "EULER_ANCESTRAL_DISCRETE",
    "eulerancestral": "EULER_ANCESTRAL_DISCRETE",
    "eulerancestraldiscrete": "EULER_ANCESTRAL_DISCRETE",
    "lcm": "LCM",
    "pndm": "PNDM",
    "plms": "PNDM",
    "flowmatcheuler": "FLOW_MATCH_EULER_DISCRETE",
    "flowmatcheulerdiscrete": "FLOW_MATCH_EULER_DISCRETE",
}
_FLOW = "FLOW_MATCH_EULER_DISCRETE"
# Of a consistency model that does not say how many steps it was taught to skip.
_LCM_STEPS = 50


@dataclass(frozen=True)
class Chosen:
    scheduler: Any
    # Of how many steps `strength` takes a share; without it, of those asked for.
    strength_steps: int | None


class Schedulers:
    def __init__(self, model_folder: Path) -> None:
        self._config = model_folder / "scheduler" / "scheduler_config.json"
        settings = read_json(self._config)
        class_name = str(settings.get("_class_name", ""))
        self._own = _key(class_name.removesuffix("Scheduler"))
        self._is_flow = _TYPES.get(self._own) == _FLOW
        self._skips_prk = settings.get("skip_prk_steps") is True
        self._predicts_noise: bool = settings.get("prediction_type", "epsilon") == "epsilon"
        steps = settings.get("original_inference_steps")
        self._lcm_steps = steps if isinstance(steps, int) else _LCM_STEPS
        self._made: dict[str, Any] = {}

    def choose(self, name: str | None) -> tuple[Chosen, list[Message]]:
        """The scheduler of that name, or the nearest one and a warning that says so."""
        wanted = self._own if name is None else _key(name)
        kind = _TYPES.get(wanted)
        if kind is not None and self._fits(kind):
            return self._make(kind), []
        used = self._fallback()
        if name is None:
            return self._make(used), []
        spoken = used.lower().replace("_", "-")
        message = f"This model can't be drawn with this scheduler here; {spoken} was used instead."
        return self._make(used), [{"type": "warning", "setting": "scheduler", "message": message}]

    def _fits(self, kind: str) -> bool:
        # Flow matching predicts another quantity, and the engine's PNDM is the short form only.
        if (kind == _FLOW) != self._is_flow:
            return False
        if kind == "LCM":
            # Crashes in 2026.4.1 with a model that predicts anything else.
            return self._predicts_noise
        return kind != "PNDM" or self._skips_prk

    def _fallback(self) -> str:
        own = _TYPES.get(self._own)
        if own is not None and self._fits(own):
            return own
        return _FLOW if self._is_flow else "DDIM"

    def _make(self, kind: str) -> Chosen:
        if kind not in self._made:
            scheduler_type = getattr(genai.Scheduler.Type, kind)
            self._made[kind] = genai.Scheduler.from_config(str(self._config), scheduler_type)
        return Chosen(self._made[kind], self._lcm_steps if kind == "LCM" else None)


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9+]", "", name.lower())
