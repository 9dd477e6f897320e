"""The model: Qwen2's architecture, small."""

from __future__ import annotations

from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

WIDTH, LAYERS, HEADS, KV_HEADS, MLP = 320, 4, 10, 5, 864
CONTEXT = 4_096


def make_model(tokenizer: PreTrainedTokenizerFast) -> Qwen2ForCausalLM:
    """Random weights from torch's present seed."""
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=MLP,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=KV_HEADS,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        # The fused attention is slow backwards on a processor.
        attn_implementation="eager",
    )
    return Qwen2ForCausalLM(config)
