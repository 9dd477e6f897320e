"""A conversation as the tokens that the model reads."""

from __future__ import annotations

from atelier_runtime.messages import Message, RefusedError
from atelier_runtime.text.pipeline import TextModel
from atelier_runtime.text.reasoning import OPEN


class Prompt:
    def __init__(self, model: TextModel, messages: list[Message]) -> None:
        text = _render(model, messages)
        self.tensor = model.tokenizer.encode(text, add_special_tokens=False).input_ids
        self.tokens: list[int] = self.tensor.data[0].tolist()
        # Some templates open the reasoning themselves.
        self.opens_reasoning = text.rstrip().endswith(OPEN)
        if len(self.tokens) >= model.context_tokens:
            raise RefusedError(
                "INVALID_INPUT",
                f"The conversation has {len(self.tokens)} tokens; the model takes "
                f"{model.context_tokens}, its answer included. Shorten it.",
            )


def _render(model: TextModel, messages: list[Message]) -> str:
    defused = [
        {"role": message["role"], "content": _defuse(message["content"], model.special_tokens)}
        for message in messages
    ]
    if not model.tokenizer.chat_template:
        turns = [f"{message['role']}: {message['content']}\n" for message in defused]
        return "".join(turns) + "assistant:"
    try:
        text: str = model.tokenizer.apply_chat_template(defused, add_generation_prompt=True)
    except RuntimeError:
        # Templates refuse, for instance, two user messages in a row.
        message = "The model's chat template does not take messages in this order."
        raise RefusedError("INVALID_INPUT", message) from None
    return text


def _defuse(content: str, special_tokens: tuple[str, ...]) -> str:
    """The message with its control tokens broken up, so that nobody can write another's turn."""
    for token in special_tokens:
        if token in content:
            content = content.replace(token, f"{token[:1]} {token[1:]}")
    return content
