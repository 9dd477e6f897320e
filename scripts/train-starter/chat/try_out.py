"""Scores the exported model on all held-out cases through the real engine.

`python -m chat.try_out --model DIR`; it needs only `openvino-genai`, no training environment.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import openvino_genai as genai

from .held_out import all_cases
from .judge import add_up, judge, repeats, summary

# Answers at once, and tokens of one answer at most.
SEATS = 32
LONGEST = 160
# In GiB.
CACHE = 1


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--show", type=int, default=40, help="wrong answers to print")
    parser.add_argument("--system", type=Path, help="file with a system prompt to send first")
    options = parser.parse_args()
    scheduler = genai.SchedulerConfig()
    scheduler.cache_size = CACHE
    scheduler.max_num_seqs = SEATS
    pipeline = genai.ContinuousBatchingPipeline(str(options.model), scheduler, "CPU")
    tokenizer = pipeline.get_tokenizer()
    settings = genai.GenerationConfig()
    settings.max_new_tokens = LONGEST
    settings.apply_chat_template = False
    cases = all_cases()
    start = (
        [{"role": "system", "content": options.system.read_text(encoding="utf-8")}]
        if options.system
        else []
    )
    texts: list[str] = []
    for place in range(0, len(cases), SEATS):
        prompts = [
            tokenizer.apply_chat_template([*start, *case["messages"]], add_generation_prompt=True)
            for case in cases[place : place + SEATS]
        ]
        for result in pipeline.generate(prompts, [settings] * len(prompts)):
            texts += result.m_generation_ids
    marks = [judge(case, text) for case, text in zip(cases, texts, strict=True)]
    shown = 0
    for case, text, mark in zip(cases, texts, marks, strict=True):
        if shown < options.show and not mark[case["category"]]:
            shown += 1
            said = [message["content"] for message in case["messages"]]
            print(f"WRONG {case['id']}: {said} -> {text!r}")
    print(f"answers that repeat themselves: {sum(map(repeats, texts))}")
    print(summary(add_up(marks)).replace(", ", "\n"))


if __name__ == "__main__":
    main()
