"""Every sequence that is being written, and the step that moves them all on."""

from __future__ import annotations

from typing import Any

import openvino_genai as genai

from atelier_runtime.messages import Message, RefusedError
from atelier_runtime.text.pipeline import TextModel
from atelier_runtime.text.prefix_ledger import PrefixLedger
from atelier_runtime.text.prompt import (
    Prompt,
    as_tensor,
    check_length,
    encode_prompts,
    encode_text,
    render_prompt,
)
from atelier_runtime.text.reasoning import CLOSING
from atelier_runtime.text.sequence import Sequence
from atelier_runtime.text.settings import generation_config, setting_warnings

_RUNNING = genai.GenerationStatus.RUNNING
Item = Message


class Batch:
    def __init__(self, model: TextModel) -> None:
        self._model = model
        self._sequences: dict[int, Sequence] = {}
        self._ledger = PrefixLedger(model.cache_blocks)
        self._waiting_items: list[Item] = []
        self._next_handle = 1

    @property
    def busy(self) -> bool:
        return bool(self._sequences) or bool(self._model.pipeline.has_non_finished_requests())

    def gauges(self) -> Message:
        percent = self._model.pipeline.get_metrics().cache_usage
        return {"running": len(self._sequences), "cacheUse": min(max(percent / 100, 0.0), 1.0)}

    def add(self, requests: list[tuple[int, Message]]) -> None:
        """Admits requests by their id; one that can't be served becomes an `error` item."""
        rendered: list[tuple[int, Message, str]] = []
        for identity, request in requests:
            try:
                text = render_prompt(self._model, request)
            except RefusedError as refused:
                self._refuse(identity, refused)
                continue
            rendered.append((identity, request, text))
        prompts = encode_prompts(self._model, [text for _, _, text in rendered])
        for (identity, request, _), prompt in zip(rendered, prompts, strict=True):
            try:
                self._sequences[identity] = self._start(identity, request, prompt)
            except RefusedError as refused:
                self._refuse(identity, refused)
                continue
            warnings = setting_warnings(request)
            if warnings:
                self._say(identity, warnings)

    def cancel(self, identity: int) -> None:
        """Frees the sequence with the next step. One that has ended by itself is left alone."""
        sequence = self._sequences.pop(identity, None)
        if sequence is None:
            return
        sequence.handle.cancel()
        self._say(identity, [sequence.ended("cancelled")])

    def take_items(self) -> list[Item]:
        items, self._waiting_items = self._waiting_items, []
        return items

    def step(self) -> None:
        self._model.pipeline.step()
        sequences = list(self._sequences.values())
        for sequence in sequences:
            sequence.read(_RUNNING)
        spoken = [one for one in sequences if one.new_tokens or one.finish or one.error]
        for sequence, texts in zip(spoken, self._decode(spoken), strict=True):
            parts = sequence.parts(texts[0], texts[1], texts[2:])
            if parts:
                self._say(sequence.id, parts)
            if sequence.finish or sequence.error:
                self._end(sequence)
            elif sequence.has_thought_enough:
                self._close_reasoning(sequence)

    def _start(self, identity: int, request: Message, prompt: Prompt) -> Sequence:
        check_length(self._model, prompt)
        config = generation_config(self._model, request, len(prompt.tokens))
        handle = self._open(prompt.tensor, config)
        cached = self._ledger.cached_tokens(prompt.tokens)
        return Sequence(identity, handle, request, prompt, cached)

    def _open(self, tensor: Any, config: Any) -> Any:
        handle_id, self._next_handle = self._next_handle, self._next_handle + 1
        try:
            return self._model.pipeline.add_request(handle_id, tensor, config)
        except RuntimeError as error:
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            reason = lines[-1][:300] if lines else "no reason given"
            raise RefusedError("INVALID_INPUT", f"The engine refused: {reason}") from None

    def _close_reasoning(self, sequence: Sequence) -> None:
        """Has the engine go on from the closing tag; the prefix cache holds what stands before."""
        tokens = sequence.prompt.tokens + sequence.generated + encode_text(self._model, CLOSING)
        if len(tokens) >= self._model.context_tokens:
            self._say(sequence.id, [sequence.ended("length")])
            self._end(sequence)
            return
        sequence.handle.cancel()
        config = generation_config(self._model, sequence.remaining, len(tokens))
        try:
            sequence.answer_now(self._open(as_tensor(tokens), config))
        except RefusedError as refused:
            self._refuse(sequence.id, refused)
            self._end(sequence)

    def _end(self, sequence: Sequence) -> None:
        if sequence.handle.get_status() == _RUNNING:
            sequence.handle.cancel()
        del self._sequences[sequence.id]
        self._ledger.remember(sequence.prompt.tokens + sequence.generated)

    def _decode(self, sequences: list[Sequence]) -> list[list[str]]:
        """Texts that each sequence needs, in one call: 200 calls take a hundred times as long."""
        wanted: list[list[list[int]]] = []
        for sequence in sequences:
            singles = [[token] for token in sequence.new_tokens] if sequence.wants_logprobs else []
            wanted.append([*sequence.detokenizer.windows(), *singles])
        filled = [tokens for windows in wanted for tokens in windows if tokens]
        texts = iter(self._model.tokenizer.decode(filled) if filled else [])
        return [[next(texts) if tokens else "" for tokens in windows] for windows in wanted]

    def _refuse(self, identity: int, refused: RefusedError) -> None:
        self._say(identity, [{"type": "error", "error": refused.to_wire()}])

    def _say(self, identity: int, parts: list[Message]) -> None:
        self._waiting_items.append({"id": identity, "parts": parts})
