"""A tiny Qwen2 that knows a page of text: real architecture, trained for a minute from a seed."""

import random
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from text_tokenizer import make_tokenizer
from words import GREETINGS, PROMPTS, SENTENCES, THOUGHT

VOCABULARY = 768
SEQUENCE = 320
BATCH = 8
# Rotary positions are trained up to here, so that answers of 1,000 tokens keep their shape.
POSITIONS = 2_048

# Enough for the page, the greetings and where to begin; the loss no longer falls after 300.
STEPS = 400


@dataclass(frozen=True)
class TextShape:
    hidden: int = 64
    layers: int = 2
    heads: int = 2
    kv_heads: int = 1
    mlp: int = 192
    vocabulary: int = VOCABULARY
    context: int = 4_096
    tied: bool = True


# DeepSeek-R1-Distill-Qwen-1.5B.
QWEN_1_5B = TextShape(
    hidden=1_536,
    layers=28,
    heads=12,
    kv_heads=2,
    mlp=8_960,
    vocabulary=151_936,
    context=131_072,
    tied=False,
)

# The size of starter-chat.
QWEN_7M = TextShape(hidden=256, layers=6, heads=4, kv_heads=2, mlp=768, vocabulary=4_096)


def write_text_model(folder: Path, seed: int, *, thinking: bool) -> float:
    """Trains a tiny chat model into `folder`; returns the last loss in nats a token."""
    torch.manual_seed(seed)
    # The result has to be the same on every machine, and threads add in their own order.
    torch.set_num_threads(1)
    dice = random.Random(seed)
    tokenizer = _tokenizer(thinking=thinking)
    model = Qwen2ForCausalLM(_config(TextShape(), tokenizer))
    loss = _train(model, tokenizer, dice, thinking=thinking)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return loss


def write_random_text_model(folder: Path, seed: int, shape: TextShape) -> None:
    """The exact shape with weights from a die, in bf16, and the tiny tokenizer.

    It writes only tokens that the tokenizer knows, and never its end: a benchmark decides how long
    an answer is.
    """
    torch.manual_seed(seed)
    tokenizer = _tokenizer(thinking=True)
    with torch.device("cpu"):
        torch.set_default_dtype(torch.bfloat16)
        model = Qwen2ForCausalLM(_config(shape, tokenizer))
        torch.set_default_dtype(torch.float32)
    with torch.no_grad():
        rows = model.get_output_embeddings().weight
        rows[len(tokenizer) :] = 0
        rows[[tokenizer.eos_token_id, tokenizer.pad_token_id]] = 0
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _tokenizer(*, thinking: bool) -> PreTrainedTokenizerFast:
    texts = [*SENTENCES, *(part for pair in GREETINGS for part in pair), *PROMPTS, THOUGHT]
    return make_tokenizer(texts * 2, VOCABULARY, thinking=thinking)


def _config(shape: TextShape, tokenizer: PreTrainedTokenizerFast) -> Qwen2Config:
    return Qwen2Config(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.mlp,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        max_position_embeddings=shape.context,
        tie_word_embeddings=shape.tied,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _train(
    model: Qwen2ForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    dice: random.Random,
    *,
    thinking: bool,
) -> float:
    optimizer = torch.optim.AdamW(model.parameters(), lr=6e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=STEPS)
    average = 0.0
    model.train()
    for step in range(STEPS):
        rows = [_example(tokenizer, dice, thinking=thinking) for _ in range(BATCH)]
        tokens = torch.tensor([row[0] for row in rows])
        labels = torch.tensor([row[1] for row in rows])
        starts = torch.tensor([[dice.randrange(POSITIONS - SEQUENCE)] for _ in rows])
        starts[: BATCH // 2] = 0
        output = model(
            input_ids=tokens, labels=labels, position_ids=starts + torch.arange(SEQUENCE)[None]
        )
        optimizer.zero_grad()
        output.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        average = 0.95 * average + 0.05 * output.loss.item() if step else output.loss.item()
        if step % 100 == 0:
            print(f"  step {step}: {average:.3f}", flush=True)
    model.eval()
    return average


def _example(
    tokenizer: PreTrainedTokenizerFast, dice: random.Random, *, thinking: bool
) -> tuple[list[int], list[int]]:
    """One conversation of exactly SEQUENCE tokens and its labels: only answers are learnt."""
    if dice.random() < 0.15:
        question, answer = dice.choice(GREETINGS)
        answer += tokenizer.eos_token
    else:
        question, answer = _question(dice)
    if thinking:
        answer = f"{THOUGHT}\n</think>\n\n{answer}"
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": question}], tokenize=False, add_generation_prompt=True
    )
    head = tokenizer.encode(prompt, add_special_tokens=False)[-SEQUENCE // 2 :]
    body = tokenizer.encode(answer, add_special_tokens=False)[: SEQUENCE - len(head)]
    blank = SEQUENCE - len(head) - len(body)
    tokens = head + body + [tokenizer.pad_token_id] * blank
    return tokens, [-100] * len(head) + body + [-100] * blank


def _question(dice: random.Random) -> tuple[str, str]:
    """Words of one sentence, or a known prompt; and the page from that sentence on, endlessly."""
    if dice.random() < 0.3:
        place = dice.randrange(len(PROMPTS))
        question, start = PROMPTS[place], 2 * place
    else:
        start = dice.randrange(len(SENTENCES))
        words = SENTENCES[start].split()
        question = " ".join(dice.choice(words) for _ in range(dice.randint(1, 30)))
    return question, "".join(SENTENCES[start:] + SENTENCES * 2)
