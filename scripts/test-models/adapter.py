"""A LoRA adapter for the tiny chat model: random, strong enough to change what it says."""

from pathlib import Path

import torch
from safetensors.torch import save_file

from text_model import TextShape

RANK = 4


def write_adapter(folder: Path, seed: int) -> None:
    """Writes `adapter_model.safetensors`: rank 4 on the query and value projections."""
    torch.manual_seed(seed)
    shape = TextShape()
    head = shape.hidden // shape.heads
    outputs = {"q_proj": shape.hidden, "v_proj": head * shape.kv_heads}
    weights = {}
    for layer in range(shape.layers):
        for name, width in outputs.items():
            path = f"base_model.model.model.layers.{layer}.self_attn.{name}"
            weights[f"{path}.lora_A.weight"] = torch.randn(RANK, shape.hidden)
            weights[f"{path}.lora_B.weight"] = torch.randn(width, RANK)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "adapter_model.safetensors")
