"""Opens a chat model for continuous batching."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openvino_genai as genai

from atelier_runtime.adapters import adapter_config
from atelier_runtime.device import device_properties
from atelier_runtime.messages import Message, RefusedError
from atelier_runtime.model_facts import (
    BLOCK_TOKENS,
    block_bytes,
    context_tokens,
    read_json,
    weight_precision,
)

_GIB = 1 << 30
# Kernels kept, one per shape of an input. With the default of 5,000 a runtime grew by 80 % between
# the 500th and the 3,000th of mixed requests, with 32 by 3 %. Answers that begin and end at
# different times come about a fifth slower from a model of 7 M parameters.
_KEPT_KERNELS = 32
# Of a model that does not say how far it reads.
_DEFAULT_CONTEXT = 4096


@dataclass(frozen=True)
class TextModel:
    pipeline: Any
    tokenizer: Any
    # The model's own generation settings; only its end tokens are used.
    defaults: Any
    adapters: Any
    draft_tokens: int | None
    cache_blocks: int
    context_tokens: int
    precision: str
    # Strings that steer the model; a message must not contain them as such.
    special_tokens: tuple[str, ...]


def open_text_model(load: Message) -> TextModel:
    """Raises RefusedError `MODEL_MISSING` when the folder holds no such model."""
    folder = Path(load["path"])
    if not (folder / "openvino_model.xml").is_file():
        raise RefusedError("MODEL_MISSING", "The model folder has no openvino_model.xml.")
    config = read_json(folder / "config.json")
    scheduler = genai.SchedulerConfig()
    scheduler.enable_prefix_caching = True
    scheduler.max_num_seqs = load["maxSequences"]
    blocks = _bound_cache(scheduler, load, config)
    adapters = adapter_config(load)
    properties = device_properties(load, exact_cache=True)
    if load["device"] == "CPU":
        properties["CPU_RUNTIME_CACHE_CAPACITY"] = _KEPT_KERNELS
    if adapters is not None:
        properties["adapters"] = adapters
    draft = load.get("draft")
    if draft is not None:
        properties["draft_model"] = genai.draft_model(draft["path"], draft["device"])
    pipeline = genai.ContinuousBatchingPipeline(str(folder), scheduler, load["device"], properties)
    return TextModel(
        pipeline=pipeline,
        tokenizer=pipeline.get_tokenizer(),
        defaults=pipeline.get_config(),
        adapters=adapters,
        draft_tokens=draft["tokens"] if draft is not None else None,
        cache_blocks=blocks,
        context_tokens=min(context_tokens(config) or _DEFAULT_CONTEXT, blocks * BLOCK_TOKENS),
        precision=weight_precision(folder / "openvino_model.xml"),
        special_tokens=_special_tokens(folder),
    )


def _bound_cache(scheduler: Any, load: Message, config: dict[str, Any]) -> int:
    """Sets the size of the key-value cache; its blocks."""
    size = block_bytes(config, exact=load["exact"])
    if size is None:
        # A model of another make: the engine knows its shapes, but takes whole gigabytes only.
        scheduler.cache_size = max(1, math.floor(load["kvCacheBytes"] / _GIB))
        return 1 << 16
    blocks: int = max(load["kvCacheBytes"] // size, 8)
    scheduler.num_kv_blocks = blocks
    return blocks


def _special_tokens(folder: Path) -> tuple[str, ...]:
    added = read_json(folder / "tokenizer.json").get("added_tokens", [])
    found = {
        token["content"]
        for token in (added if isinstance(added, list) else [])
        if isinstance(token, dict) and token.get("special") and token.get("content")
    }
    return tuple(sorted(found, key=len, reverse=True))
