"""A conversation as the tokens that the model reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino as ov

from atelier_runtime.messages import Message, RefusedError
from atelier_runtime.text.pipeline import TextModel
from atelier_runtime.text.reasoning import OPEN, without_reasoning

# Prompts are encoded together, padded to the longest; one over this length would cost the others.
_ALONE_CHARACTERS = 20_000
# More than any token of an ordinary text has: encoding megabytes would hold everyone else up.
_TOKEN_CHARACTERS = 32


@dataclass(frozen=True)
class Prompt:
    # What the engine reads: 1 x tokens.
    tensor: Any
    tokens: list[int]
    # Some templates open the reasoning themselves.
    opens_reasoning: bool


def render_prompt(model: TextModel, request: Message) -> str:
    """The text of a conversation.

    Raises RefusedError `INVALID_INPUT` when the template does not take it, `CONTEXT_TOO_LONG` when
    it is so long that its tokens need no counting.
    """
    # An answer of a given form has no room for reasoning either.
    reasons = request.get("reasoning") != "off" and "output" not in request
    text = _render(model, request["messages"], reasons=reasons)
    if len(text) > model.context_tokens * _TOKEN_CHARACTERS:
        raise _too_long(model, "far more")
    return text


def _render(model: TextModel, messages: list[Message], *, reasons: bool) -> str:
    defused = [
        {"role": message["role"], "content": _defuse(message["content"], model.special_tokens)}
        for message in messages
    ]
    if not model.tokenizer.chat_template:
        turns = [f"{message['role']}: {message['content']}\n" for message in defused]
        return "".join(turns) + "assistant:"
    context = {} if reasons else {"enable_thinking": False}
    try:
        text: str = model.tokenizer.apply_chat_template(
            defused, add_generation_prompt=True, extra_context=context
        )
    except RuntimeError:
        # Templates refuse, for instance, two user messages in a row.
        message = "The model's chat template does not take messages in this order."
        raise RefusedError("INVALID_INPUT", message) from None
    return text if reasons else without_reasoning(text, model.tokenizer.chat_template)


def encode_prompts(model: TextModel, texts: list[str]) -> list[Prompt]:
    """Encodes in one call where it can: 64 calls take 25 times as long as one of 64 texts."""
    together = [text for text in texts if len(text) <= _ALONE_CHARACTERS]
    encoded = dict(zip(together, _encode(model, together), strict=True)) if together else {}
    return [
        _prompt(text, encoded[text] if text in encoded else _encode(model, [text])[0])
        for text in texts
    ]


def check_length(model: TextModel, prompt: Prompt) -> None:
    """Raises RefusedError `CONTEXT_TOO_LONG` when no token of an answer would fit."""
    if len(prompt.tokens) >= model.context_tokens:
        raise _too_long(model, str(len(prompt.tokens)))


def encode_text(model: TextModel, text: str) -> list[int]:
    """Tokens of a text that is no whole prompt."""
    tokens: list[int] = _encode(model, [text])[0].tolist()
    return tokens


def as_tensor(tokens: list[int]) -> Any:
    """Tokens as the engine reads them: 1 x tokens."""
    return ov.Tensor(np.array([tokens], dtype=np.int64))


def _too_long(model: TextModel, count: str) -> RefusedError:
    return RefusedError(
        "CONTEXT_TOO_LONG",
        f"The conversation has {count} tokens; the model takes {model.context_tokens}, "
        "its answer included. Shorten it.",
    )


def _encode(model: TextModel, texts: list[str]) -> list[npt.NDArray[np.int64]]:
    encoded = model.tokenizer.encode(texts, add_special_tokens=False)
    rows, masks = encoded.input_ids.data, encoded.attention_mask.data
    # A copy: the next call may use the tensor again.
    return [row[mask == 1].copy() for row, mask in zip(rows, masks, strict=True)]


def _prompt(text: str, tokens: npt.NDArray[np.int64]) -> Prompt:
    return Prompt(
        tensor=ov.Tensor(tokens[np.newaxis, :]),
        tokens=tokens.tolist(),
        opens_reasoning=text.rstrip().endswith(OPEN),
    )


def _defuse(content: str, special_tokens: tuple[str, ...]) -> str:
    """The message with its control tokens broken up, so that nobody can write another's turn."""
    for token in special_tokens:
        if token in content:
            content = content.replace(token, f"{token[:1]} {token[1:]}")
    return content
