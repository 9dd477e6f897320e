"""The tokenizer, the chat template and what is learnt of a dialogue."""

import random

import pytest
import torch
from transformers import PreTrainedTokenizerFast

from chat.answers import picture
from chat.muon import orthogonalise
from chat.scenes import SURPRISE
from chat.tokens import Encoder, learn_tokenizer
from chat.training_dialogue import training_dialogue
from chat.turns import Turn

SYSTEM = "You are Atelier, a helpful assistant that runs on this person's own machine."


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return learn_tokenizer(100, seed=1)


def ids_of(tokenizer: PreTrainedTokenizerFast, messages: list[dict[str, str]]) -> list[int]:
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    return tokenizer.encode(text, add_special_tokens=False)


def test_the_template_gives_what_training_shows(tokenizer: PreTrainedTokenizerFast) -> None:
    answer = picture(SURPRISE, 3).written()
    messages = [
        {"role": "user", "content": "  Draw a Star, <|end|> please "},
        {"role": "assistant", "content": answer},
        {"role": "user", "content": "make it GREEN"},
    ]
    encoder = Encoder(tokenizer)
    assert ids_of(tokenizer, messages) == encoder.prompt(messages)
    assert ids_of(tokenizer, [{"role": "system", "content": SYSTEM}, *messages]) == encoder.prompt(
        messages
    )
    assert tokenizer.decode(encoder.prompt(messages)) == (
        "<|user|> draw a star, <end|> please<|assistant|>"
        "Here is a yellow star on a blue background.<|end|><|user|> make it green<|assistant|>"
    )


def test_only_the_last_messages_are_read(tokenizer: PreTrainedTokenizerFast) -> None:
    pair = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello!"}]
    last = {"role": "user", "content": "help"}
    assert ids_of(tokenizer, [*pair * 20, last]) == ids_of(tokenizer, [*pair * 4, last])


def test_a_dialogue_is_encoded_as_the_model_will_read_and_write_it(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    encoder = Encoder(tokenizer)
    answer = picture(SURPRISE, 3)
    turns = [Turn("request", "draw a star", answer), Turn("edit", "again", answer)]
    ids, wanted = encoder.encode(turns, random.Random(1))
    assert tokenizer.decode(ids) == (
        "<|user|> draw a star<|assistant|>Here is a yellow star on a blue background.<|end|>"
        f"<|user|> again<|assistant|>{answer.written()}<|end|>"
    )
    said = [token for token, is_said in zip(ids, wanted, strict=True) if is_said]
    # How the first answer goes on is not learnt: here its block is left out.
    assert tokenizer.decode(said) == (
        f"Here is a yellow star on a blue background.{answer.written()}<|end|>"
    )


def test_every_dialogue_fits_the_context_and_teaches_something(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    encoder, dice = Encoder(tokenizer), random.Random(2)
    for _ in range(200):
        ids, wanted = encoder.encode(training_dialogue(dice), dice)
        assert len(ids) == len(wanted) < 1_000
        assert any(wanted)


def test_updates_are_made_orthogonal() -> None:
    torch.manual_seed(1)
    for shape in ((3, 40, 64), (2, 64, 40), (1, 32, 32)):
        values = torch.linalg.svdvals(orthogonalise(torch.randn(shape)))
        assert values.min() > 0.3
        assert values.max() < 1.7
