"""What a model's files say of it. Missing or odd entries are `None`, never an error."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

# On the CPU a block of the key-value cache holds 32 tokens, kept as 8-bit integers with 8 bytes of
# scale and zero point for each head (measured against the pipeline's own gauge).
BLOCK_TOKENS = 32
_SCALE_BYTES = 8
_EXACT_BYTES = 4

_CONSTANT = re.compile(
    r'type="Const"[^>]*>\s*<data [^>]*?element_type="(\w+)"[^>]*?size="(\d+)"', re.DOTALL
)
_NAMES = {"u4": "int4", "i4": "int4", "u8": "int8", "i8": "int8", "f16": "fp16", "bf16": "bf16"}


def read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def weight_precision(model_xml: Path) -> str:
    """The type that most bytes of the weights have, for instance `int4`."""
    try:
        xml = model_xml.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "unknown"
    sizes: Counter[str] = Counter()
    for match in _CONSTANT.finditer(xml):
        sizes[match[1]] += int(match[2])
    if not sizes:
        return "unknown"
    kind = sizes.most_common(1)[0][0]
    return _NAMES.get(kind, kind.replace("f32", "fp32"))[:32]


def block_bytes(config: dict[str, Any], *, exact: bool) -> int | None:
    """Bytes that one block of the key-value cache takes."""
    try:
        heads = int(config["num_attention_heads"])
        kv_heads = int(config.get("num_key_value_heads") or heads)
        head_size = int(config.get("head_dim") or config["hidden_size"] // heads)
        layers = int(config["num_hidden_layers"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    per_head = head_size * _EXACT_BYTES if exact else head_size + _SCALE_BYTES
    size = layers * 2 * kv_heads * per_head * BLOCK_TOKENS
    return size if size > 0 else None


def context_tokens(config: dict[str, Any]) -> int | None:
    value = config.get("max_position_embeddings")
    return value if isinstance(value, int) and value > 0 else None
