"""LoRA adapters of a model, by configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openvino_genai as genai

from atelier_runtime.messages import Message, RefusedError


def adapter_config(load: Message) -> Any | None:
    """Raises RefusedError `MODEL_MISSING` for a file that is not there."""
    if not load["adapters"]:
        return None
    config = genai.AdapterConfig()
    for adapter in load["adapters"]:
        if not Path(adapter["path"]).is_file():
            raise RefusedError("MODEL_MISSING", "A LoRA adapter is not installed.")
        config.add(genai.Adapter(adapter["path"]), adapter["alpha"])
    return config
