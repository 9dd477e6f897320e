"""The tokenizer: a byte-level BPE learnt from our own dialogues, and dialogues as tokens."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from .answers import FENCE
from .dialogues import random_dialogue
from .turns import Turn

BLANK, USER, ASSISTANT, END = "<|blank|>", "<|user|>", "<|assistant|>", "<|end|>"
TEMPLATE = Path(__file__).with_name("chat_template.jinja")

# 4,096 made a step a quarter longer; rare words are two tokens here.
VOCABULARY = 2_048

# Words with the space before them, single digits, and the fixed parts of a block as a whole.
PIECES = (
    r'\n```image_prompt\n\{"prompt":"|"?\}\n```|"?,"[a-z_]+":"?'
    r"| ?\p{L}+(?:'[a-z]+)?|\d| ?[^\s\p{L}\d]+|\s+"
)

# So many fixed answers and blocks are cut short in training: their rest is known after a while,
# and the beginning is what has to be decided.
CUT_SHARE = 0.75
CUT_ANSWER = 6
CUT_BLOCK_SHARE = 0.6


def learn_tokenizer(dialogues: int, seed: int) -> PreTrainedTokenizerFast:
    """Learns at most VOCABULARY tokens from so many dialogues."""
    dice = random.Random(seed)
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=2,
        show_progress=False,
        special_tokens=[BLANK, USER, ASSISTANT, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    bpe.train_from_iterator(_texts(dice, dialogues), trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        eos_token=END,
        pad_token=BLANK,
        additional_special_tokens=[USER, ASSISTANT],
        clean_up_tokenization_spaces=False,
        chat_template=chat_template(),
    )


def chat_template() -> str:
    """What turns messages into the text that the model reads: no system prompt, no blocks, the
    last messages only, and a person's words in small letters."""
    return TEMPLATE.read_text(encoding="utf-8").strip()


def _texts(dice: random.Random, dialogues: int) -> Iterator[str]:
    for _ in range(dialogues):
        for turn in random_dialogue(dice):
            yield " " + turn.user
            yield turn.answer.written()


class Encoder:
    """Dialogues as token ids with the share of each in the loss."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        self._bpe = tokenizer.backend_tokenizer
        self.pad: int = tokenizer.pad_token_id
        self._user, self._assistant, self._end = tokenizer.convert_tokens_to_ids(
            [USER, ASSISTANT, END]
        )

    def encode(self, turns: list[Turn], dice: random.Random) -> tuple[list[int], list[bool]]:
        """The tokens, and which of them the model has to say.

        As in the chat template, a block is only there in the last answer, and what a person says
        is in small letters. After an earlier answer with a picture, nothing is said about how it
        goes on.
        """
        ids: list[int] = []
        wanted: list[bool] = []
        for place, turn in enumerate(turns):
            user = [self._user, *self._ids(" " + turn.user.lower().strip()), self._assistant]
            ids += user
            wanted += [False] * len(user)
            last = place == len(turns) - 1
            text = turn.answer.written() if last else turn.answer.text
            said = self._ids(text)
            closed = not turn.answer.block or last
            learnt = len(said)
            if not turn.answer.block and dice.random() < CUT_SHARE:
                learnt = min(learnt, CUT_ANSWER)
                closed = learnt == len(said)
            elif last and len(turn.answer.block) == 1 and dice.random() < CUT_BLOCK_SHARE:
                learnt, closed = len(self._ids(turn.answer.text)) + 1, False
            if last:
                said = said[:learnt]
            ids += said
            wanted += [at < learnt for at in range(len(said))]
            if closed or not last:
                ids.append(self._end)
                wanted.append(closed)
        return ids, wanted

    def prompt(self, messages: list[dict[str, str]]) -> list[int]:
        """A conversation up to where the model speaks: what the chat template makes of it."""
        ids: list[int] = []
        for message in messages[-9:]:
            text = (
                message["content"].split(FENCE)[0]
                if message["role"] != "user"
                else (message["content"].lower())
            )
            text = text.replace("<|", "<").strip()[:600]
            if message["role"] == "user":
                ids += [self._user, *self._ids(" " + text)]
            else:
                ids += [self._assistant, *self._ids(text), self._end]
        return [*ids, self._assistant]

    def decode(self, ids: list[int]) -> str:
        """The text of an answer up to its end."""
        until = ids.index(self._end) if self._end in ids else len(ids)
        return str(self._bpe.decode(ids[:until], skip_special_tokens=False))

    def _ids(self, text: str) -> list[int]:
        return list(self._bpe.encode(text, add_special_tokens=False).ids)
