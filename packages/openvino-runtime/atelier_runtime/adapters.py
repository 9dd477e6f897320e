"""LoRA adapters of a model, by configuration."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import openvino_genai as genai

from atelier_runtime.messages import Message, RefusedError

_LENGTH = struct.Struct("<Q")
_MAX_HEADER_BYTES = 100_000_000


def adapter_config(load: Message) -> Any | None:
    """Mixes adapters in while the model is compiled.

    Raises RefusedError `MODEL_MISSING` for a file that is not there, `CANNOT_START` for one that is
    no adapter.
    """
    if not load["adapters"]:
        return None
    # The engine applies all other modes inside `generate` only: in steps they have no effect.
    config = genai.AdapterConfig(genai.AdapterConfig.Mode.MODE_STATIC)
    for adapter in load["adapters"]:
        path = Path(adapter["path"])
        if not path.is_file():
            raise RefusedError("MODEL_MISSING", f"There is no LoRA adapter at {path}.")
        if not _is_whole(path):
            message = f"The LoRA adapter {path} is cut short, or no adapter in safetensors format."
            raise RefusedError("CANNOT_START", message)
        config.add(genai.Adapter(str(path)), float(adapter["alpha"]))
    return config


def _is_whole(path: Path) -> bool:
    """The engine reads such a file without looking: one that is cut short would kill the process.

    https://huggingface.co/docs/safetensors/index#format
    """
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
            if length > min(size, _MAX_HEADER_BYTES):
                return False
            header = json.loads(file.read(length))
        ends = [
            entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"
        ]
        is_adapter = any("lora" in name.lower() for name in header)
        return is_adapter and _LENGTH.size + length + max(ends) <= size
    except (OSError, struct.error, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return False
