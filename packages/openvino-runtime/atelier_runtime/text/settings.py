"""A request's settings as the engine's."""

from __future__ import annotations

import random
from typing import Any

import openvino_genai as genai

from atelier_runtime.messages import Message
from atelier_runtime.text.grammar.ebnf import checked_ebnf
from atelier_runtime.text.grammar.json_schema import json_schema_grammar
from atelier_runtime.text.grammar.regex import regex_grammar
from atelier_runtime.text.pipeline import TextModel


def generation_config(model: TextModel, request: Message, prompt_tokens: int) -> Any:
    """Raises RefusedError `INVALID_INPUT` for an output form that can't be held to."""
    config = genai.GenerationConfig()
    config.eos_token_id = model.defaults.eos_token_id
    config.stop_token_ids = model.defaults.stop_token_ids
    config.max_new_tokens = min(request["maxTokens"], model.context_tokens - prompt_tokens)
    config.apply_chat_template = False
    config.repetition_penalty = request["repetitionPenalty"]
    config.presence_penalty = request["presencePenalty"]
    config.frequency_penalty = request["frequencyPenalty"]
    if request["temperature"] > 0:
        config.do_sample = True
        config.temperature = request["temperature"]
        config.top_p = request["topP"]
        if request["topK"] > 0:
            config.top_k = request["topK"]
        seed = request.get("seed")
        config.rng_seed = random.getrandbits(32) if seed is None else seed
    if "logprobs" in request:
        config.logprobs = 1
    if "output" in request:
        config.structured_output_config = genai.StructuredOutputConfig(
            grammar=_grammar(request["output"])
        )
    if model.draft_tokens is not None:
        config.num_assistant_tokens = model.draft_tokens
    if model.adapters is not None:
        config.adapters = model.adapters
    return config


def setting_warnings(request: Message) -> list[Message]:
    """What the engine does differently from what was asked."""
    if request.get("logprobs", 1) > 1:
        message = "The engine knows the probability of the chosen token only."
        return [{"type": "warning", "setting": "logprobs", "message": message}]
    return []


def _grammar(output: Message) -> str:
    if output["type"] == "json-schema":
        return json_schema_grammar(output["schema"])
    if output["type"] == "regex":
        return regex_grammar(output["pattern"])
    return checked_ebnf(output["ebnf"])
