"""Schedulers by the names that users know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openvino_genai as genai

from atelier_runtime.messages import Message
from atelier_runtime.model_facts import read_json

_EULER = "EULER_DISCRETE"
_EULER_A = "EULER_ANCESTRAL_DISCRETE"
_TYPES = {
    "ddim": "DDIM",
    "euler": _EULER,
    "eulerdiscrete": _EULER,
    "eulera": _EULER_A,
    "eulerancestral": _EULER_A,
    "eulerancestraldiscrete": _EULER_A,
    "lcm": "LCM",
    "lms": "LMS_DISCRETE",
    "lmsdiscrete": "LMS_DISCRETE",
    "pndm": "PNDM",
    "plms": "PNDM",
    "flowmatcheuler": "FLOW_MATCH_EULER_DISCRETE",
    "flowmatcheulerdiscrete": "FLOW_MATCH_EULER_DISCRETE",
}
# What the engine lacks, and what comes nearest: of the solvers that add no noise on the way, Euler,
# and of those that do, Euler ancestral.
_NEAREST = {
    **dict.fromkeys(
        (
            *("dpm++2m", "dpmpp2m", "dpmsolvermultistep", "dpmsolver++", "dpm++", "dpmpp"),
            *("dpmsolver", "dpmsolversinglestep", "dpm++2s", "dpmpp2s", "dpmfast", "dpmadaptive"),
            *("dpm2", "kdpm2discrete", "heun", "heundiscrete", "heunpp2", "edmeuler"),
            *("unipc", "unipcbh2", "unipcmultistep", "deis", "deismultistep", "ipndm"),
        ),
        _EULER,
    ),
    **dict.fromkeys(
        (
            *("dpm++2sa", "dpmpp2sa", "dpmpp2sancestral", "dpm++sde", "dpmppsde", "dpmsolversde"),
            *("dpm++2msde", "dpmpp2msde", "dpm++3msde", "dpmpp3msde", "cosinedpmsolvermultistep"),
            *("dpm2a", "dpm2ancestral", "kdpm2ancestraldiscrete", "ddpm"),
        ),
        _EULER_A,
    ),
}
# Spacings of the noise levels, which the engine takes from the model.
_SPACINGS = re.compile(r"(?:karras|exponential|sgmuniform|beta|trailing)$")
_SPOKEN = {
    _EULER: "euler",
    _EULER_A: "euler_a",
    "LMS_DISCRETE": "lms",
    "FLOW_MATCH_EULER_DISCRETE": "flow_match_euler",
}
_UNFIT = "This model can't be drawn with this scheduler here"
_OWN_SPACING = "The spacing of noise levels can't be chosen here"
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
        self._own = _key(class_name)
        self._is_flow = _TYPES.get(self._own) == _FLOW
        self._skips_prk = settings.get("skip_prk_steps") is True
        self._predicts_noise: bool = settings.get("prediction_type", "epsilon") == "epsilon"
        steps = settings.get("original_inference_steps")
        self._lcm_steps = steps if isinstance(steps, int) else _LCM_STEPS
        self._made: dict[str, Any] = {}

    def choose(self, name: str | None) -> tuple[Chosen, list[Message]]:
        """The scheduler of that name, or the nearest one and a warning that says so."""
        if name is None:
            return self._make(self._fallback()), []
        key = _key(name)
        wanted = _SPACINGS.sub("", key)
        kind = _TYPES.get(wanted)
        if kind is not None and self._fits(kind):
            return self._make(kind), [] if wanted == key else [_warning(kind, _OWN_SPACING)]
        nearest = _NEAREST.get(wanted)
        used = nearest if nearest is not None and self._fits(nearest) else self._fallback()
        return self._make(used), [_warning(used, _UNFIT)]

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


def _warning(used: str, because: str) -> Message:
    message = f"{because}; {_SPOKEN.get(used, used.lower())} was used instead."
    return {"type": "warning", "setting": "scheduler", "message": message}


def _key(name: str) -> str:
    """Without signs, and without what surrounds it in other programs: `k_lms`, `LMSScheduler`."""
    bare = re.sub(r"[^a-z0-9+]", "", name.lower().removeprefix("k_"))
    return bare.removesuffix("scheduler")
