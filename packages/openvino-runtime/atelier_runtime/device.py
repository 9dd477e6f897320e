"""Properties with which models are compiled."""

from __future__ import annotations

from typing import Any

from atelier_runtime.messages import Message


def device_properties(load: Message, *, exact_cache: bool) -> dict[str, Any]:
    """`exact_cache` for models with a key-value cache, which has a precision of its own."""
    properties: dict[str, Any] = {}
    if "cacheDir" in load:
        properties["CACHE_DIR"] = load["cacheDir"]
    if "threads" in load:
        properties["INFERENCE_NUM_THREADS"] = load["threads"]
    if load["exact"]:
        # With bf16 or 8-bit activations a sequence's numbers depend on what runs beside it:
        # 92 of 100 greedy answers came out the same in a batch as alone, with these 100 of 100.
        properties["INFERENCE_PRECISION_HINT"] = "f32"
        properties["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = 0
        if exact_cache:
            properties["KV_CACHE_PRECISION"] = "f32"
    return properties
