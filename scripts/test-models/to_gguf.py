"""A tiny Qwen2 as llama.cpp wants it: one file with weights, words and chat template."""

import json
from pathlib import Path

import gguf
import numpy as np
import torch
from transformers import AddedToken, PreTrainedTokenizerFast, Qwen2ForCausalLM

NAMES = {
    "input_layernorm.weight": "attn_norm.weight",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm.weight": "ffn_norm.weight",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def write_gguf(source: Path, target: Path) -> None:
    """Writes the model in folder `source` to the file `target`, in 32-bit floats."""
    model = Qwen2ForCausalLM.from_pretrained(source)
    config = model.config
    writer = gguf.GGUFWriter(target, "qwen2")
    writer.add_name(target.stem)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    _add_words(writer, PreTrainedTokenizerFast.from_pretrained(source))
    for name, weight in model.state_dict().items():
        place = _place(name)
        if place is not None:
            writer.add_tensor(place, weight.to(torch.float32).numpy().astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_words(writer: gguf.GGUFWriter, tokenizer: PreTrainedTokenizerFast) -> None:
    vocab = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    added: dict[int, AddedToken] = tokenizer.added_tokens_decoder
    kinds = [_kind(added.get(place)) for _, place in vocab]
    merges = json.loads(tokenizer.backend_tokenizer.to_str())["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([token for token, _ in vocab])
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_eos_token_id(tokenizer.eos_token_id)
    writer.add_pad_token_id(tokenizer.pad_token_id)
    writer.add_add_bos_token(False)
    writer.add_chat_template(tokenizer.chat_template)


def _kind(added: AddedToken | None) -> gguf.TokenType:
    if added is None:
        return gguf.TokenType.NORMAL
    return gguf.TokenType.CONTROL if added.special else gguf.TokenType.USER_DEFINED


def _place(name: str) -> str | None:
    if name == "model.embed_tokens.weight":
        return "token_embd.weight"
    if name == "model.norm.weight":
        return "output_norm.weight"
    if name == "lm_head.weight":
        return None  # the embedding again
    _, _, layer, rest = name.split(".", 3)
    for theirs, ours in NAMES.items():
        if rest.startswith(theirs):
            return f"blk.{layer}.{ours}{rest[len(theirs) :]}"
    raise ValueError(f"{name} has no place in llama.cpp's Qwen2.")
