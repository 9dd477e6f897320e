"""One answer while it is written."""

from __future__ import annotations

from typing import Any

from atelier_runtime.messages import Message, RefusedError
from atelier_runtime.text.detokenize import Detokenizer
from atelier_runtime.text.prompt import Prompt
from atelier_runtime.text.reasoning import ReasoningSplitter
from atelier_runtime.text.stop_filter import StopFilter


class Sequence:
    def __init__(
        self,
        identity: int,
        handle: Any,
        request: Message,
        prompt: Prompt,
        cached_tokens: int,
    ) -> None:
        self.id = identity
        self.handle = handle
        self.prompt = prompt
        self.detokenizer = Detokenizer()
        self.wants_logprobs = "logprobs" in request
        self.generated: list[int] = []
        self.new_tokens: list[int] = []
        self.finish: str | None = None
        self.error: RefusedError | None = None
        self._request = request
        self._cached_tokens = cached_tokens
        self._thought_tokens = 0
        self._new_logprobs: list[float] = []
        self._held_logprobs: list[Message] = []
        self._reasoning = (
            None if "output" in request else ReasoningSplitter(opened=prompt.opens_reasoning)
        )
        self._stop = StopFilter(request["stop"])

    @property
    def remaining(self) -> Message:
        """The request, with as many new tokens as are left of it."""
        return {**self._request, "maxTokens": self._request["maxTokens"] - len(self.generated)}

    @property
    def has_thought_enough(self) -> bool:
        """The reasoning has become as long as it may; it is not about to end by itself."""
        limit = self._request.get("reasoningMaxTokens")
        if limit is None or self._reasoning is None or not self._reasoning.thinking:
            return False
        return self._thought_tokens >= limit and not self._reasoning.may_be_closing

    def answer_now(self, handle: Any) -> None:
        """Goes on with `handle`, whose prompt has the reasoning closed."""
        assert self._reasoning is not None
        self._reasoning.close()
        self.handle = handle
        self.detokenizer = Detokenizer()

    def read(self, running: Any) -> None:
        """Takes what the last step wrote; `running` is the engine's status of that name."""
        while self.handle.can_read():
            for output in self.handle.read().values():
                self.new_tokens += output.generated_ids
                self._new_logprobs += output.generated_log_probs
                if output.finish_reason.name in ("STOP", "LENGTH"):
                    self.finish = output.finish_reason.name.lower()
        self.generated += self.new_tokens
        self.detokenizer.push(self.new_tokens)
        status = self.handle.get_status()
        if status == running or self.finish is not None:
            return
        if status.name == "IGNORED":
            self.error = RefusedError(
                "ENGINE_FAILED", "The answer does not fit into the engine's memory."
            )
            return
        self.finish = "stop"

    def parts(self, before: str, after: str, tokens: list[str]) -> list[Message]:
        """What may be shown after a step, `finish` last. `tokens` are the texts of new tokens."""
        final = self.finish is not None or self.error is not None
        text = self.detokenizer.advance(before, after, final=final)
        reasoning, answer = ("", text) if self._reasoning is None else self._reasoning.push(text)
        if self._reasoning is not None and self._reasoning.thinking:
            self._thought_tokens += len(self.new_tokens)
        if final and self._reasoning is not None:
            more_reasoning, more_answer = self._reasoning.rest()
            reasoning, answer = reasoning + more_reasoning, answer + more_answer
        shown = self._stop.push(answer)
        if self._stop.stopped and self.error is None:
            self.finish = "stop"
        elif final:
            shown += self._stop.rest()
        parts: list[Message] = []
        if reasoning and self._request.get("reasoning") != "off":
            parts.append({"type": "reasoning-delta", "text": reasoning})
        self._take_logprobs(tokens)
        if shown or (self._held_logprobs and self._stop.stopped is False and final):
            parts.append(self._text_delta(shown))
        return parts + self._ending()

    def ended(self, reason: str) -> Message:
        return {"type": "finish", "reason": reason, "usage": self._usage()}

    def _take_logprobs(self, tokens: list[str]) -> None:
        if self.wants_logprobs:
            self._held_logprobs += [
                {"token": token, "logprob": min(logprob, 0.0)}
                for token, logprob in zip(tokens, self._new_logprobs, strict=False)
            ]
        self.new_tokens, self._new_logprobs = [], []

    def _text_delta(self, text: str) -> Message:
        delta: Message = {"type": "text-delta", "text": text}
        if self._held_logprobs:
            delta["logprobs"], self._held_logprobs = self._held_logprobs, []
        return delta

    def _ending(self) -> list[Message]:
        if self.error is not None:
            return [{"type": "error", "error": self.error.to_wire()}]
        if self.finish is not None:
            return [self.ended(self.finish)]
        return []

    def _usage(self) -> Message:
        return {
            "promptTokens": len(self.prompt.tokens),
            "completionTokens": len(self.generated),
            "cachedTokens": self._cached_tokens,
        }
