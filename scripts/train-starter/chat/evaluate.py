"""How well the model answers: greedy, on held-out cases, in torch."""

from __future__ import annotations

import torch
from transformers import Qwen2ForCausalLM

from .held_out import Case
from .judge import Scores, add_up, judge
from .tokens import Encoder

BATCH = 64
LONGEST = 120


def score(model: Qwen2ForCausalLM, encoder: Encoder, cases: list[Case], *, show: int = 0) -> Scores:
    """The share of right answers by category; prints up to `show` wrong ones."""
    texts = answer_all(model, encoder, cases)
    marks = [judge(case, text) for case, text in zip(cases, texts, strict=True)]
    for case, text, mark in zip(cases, texts, marks, strict=True):
        if show > 0 and not mark[case["category"]]:
            show -= 1
            said = [message["content"] for message in case["messages"]]
            print(f"  WRONG {case['category']}/{case['topic']}: {said} -> {text!r}")
    return add_up(marks)


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
