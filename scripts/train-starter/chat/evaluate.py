"""How well the model answers: greedy, on held-out cases, in torch."""

from __future__ import annotations

import json
import re
from collections import Counter

import torch
from transformers import Qwen2ForCausalLM

from .answers import FENCE
from .held_out import Case, facts
from .tokens import Encoder

BATCH = 64
LONGEST = 120

# Category or measure to (right, all).
Scores = dict[str, tuple[int, int]]


def score(model: Qwen2ForCausalLM, encoder: Encoder, cases: list[Case], *, show: int = 0) -> Scores:
    """The share of right answers by category; prints up to `show` wrong ones."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for case, text in zip(cases, answer_all(model, encoder, cases), strict=True):
        marks = judge(case, text)
        for name, is_right in marks.items():
            right[name] += is_right
            total[name] += 1
        if show > 0 and not marks[case["category"]]:
            show -= 1
            said = [message["content"] for message in case["messages"]]
            print(f"  WRONG {case['category']}/{case['topic']}: {said} -> {text!r}")
    return {name: (right[name], total[name]) for name in total}


def judge(case: Case, text: str) -> dict[str, bool]:
    """What is right about an answer: by category, and picture wanted or not, blocks, facts."""
    prose, _, rest = text.partition(FENCE)
    block = _block(rest)
    drew = bool(rest)
    marks = {"picture or not": drew == case["wants_picture"]}
    if drew:
        marks["block valid"] = block is not None
    if case["wants_picture"]:
        marks[case["category"]] = block == case["block"]
        marks["prompt exact"] = bool(
            block and case["block"] and block.get("prompt") == case["block"]["prompt"]
        )
        return marks
    matches = all(re.search(a, prose, re.IGNORECASE | re.DOTALL) for a in case["accepts"])
    marks[case["category"]] = matches and not drew
    if case["category"] == "product":
        wrong = any(
            re.search(pattern, prose, re.IGNORECASE | re.DOTALL)
            for name, pattern in facts().items()
            if name != case["topic"]
        )
        marks["no wrong fact"] = matches or not wrong
    return marks


def summary(scores: Scores) -> str:
    """One line."""
    return ", ".join(f"{name} {right}/{total}" for name, (right, total) in sorted(scores.items()))


@torch.no_grad()
def answer_all(model: Qwen2ForCausalLM, encoder: Encoder, cases: list[Case]) -> list[str]:
    """The model's answers, in the order of the cases."""
    device = next(model.parameters()).device
    prompts = [encoder.prompt(case["messages"]) for case in cases]
    order = sorted(range(len(cases)), key=lambda place: len(prompts[place]))
    texts = [""] * len(cases)
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        length = max(len(prompts[place]) for place in chosen)
        ids = torch.full((len(chosen), length), encoder.pad)
        mask = torch.zeros((len(chosen), length), dtype=torch.long)
        for row, place in enumerate(chosen):
            ids[row, length - len(prompts[place]) :] = torch.tensor(prompts[place])
            mask[row, length - len(prompts[place]) :] = 1
        output = model.generate(
            input_ids=ids.to(device),
            attention_mask=mask.to(device),
            max_new_tokens=LONGEST,
            do_sample=False,
        )
        for row, place in enumerate(chosen):
            texts[place] = encoder.decode(output[row, length:].tolist())
    return texts


def _block(rest: str) -> dict[str, str | int | float] | None:
    """The value of the one block of an answer, if it is well-formed and the last thing said."""
    inside, mark, after = rest.partition("```")
    if not mark or after.strip():
        return None
    try:
        value = json.loads(inside)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
