"""What a raw pipeline does with the same work: the other half of `npm run bench -- engine`.

Reads one JSON line a round from standard input, does it, answers with one JSON line. The first line
names the model; everything after `ready` is timed by this process itself.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import openvino as ov
import openvino_genai as genai

Round = dict[str, Any]


def main() -> None:
    load = json.loads(sys.stdin.readline())
    run = (open_text if load["role"] == "text" else open_images)(load)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


def open_text(load: Round) -> Callable[[Round], Round]:
    scheduler = genai.SchedulerConfig()
    scheduler.enable_prefix_caching = True
    scheduler.max_num_seqs = load["sequences"]
    scheduler.num_kv_blocks = load["blocks"]
    pipeline = genai.ContinuousBatchingPipeline(load["path"], scheduler, "CPU", {})
    tokenizer = pipeline.get_tokenizer()
    last_id = 0

    def run(task: Round) -> Round:
        """Encodes all prompts in one call, steps to the end, decodes all answers in one call."""
        nonlocal last_id
        started = time.perf_counter()
        texts = [
            tokenizer.apply_chat_template([{"role": "user", "content": prompt}], True)
            for prompt in task["prompts"]
        ]
        encoded = tokenizer.encode(texts, add_special_tokens=False)
        handles = []
        rows = zip(encoded.input_ids.data, encoded.attention_mask.data, strict=True)
        for row, mask in rows:
            last_id += 1
            config = genai.GenerationConfig()
            config.max_new_tokens = task["tokens"]
            config.ignore_eos = True
            tokens = ov.Tensor(row[mask == 1][np.newaxis, :])
            handles.append(pipeline.add_request(last_id, tokens, config))
        while pipeline.has_non_finished_requests():
            pipeline.step()
        answers = [handle.read_all()[0].generated_ids for handle in handles]
        tokenizer.decode(answers)
        seconds = time.perf_counter() - started
        return {"seconds": seconds, "tokens": sum(len(answer) for answer in answers)}

    return run


def open_images(load: Round) -> Callable[[Round], Round]:
    pipeline = genai.Text2ImagePipeline(load["path"], "CPU")
    config = f"{load['path']}/scheduler/scheduler_config.json"
    pipeline.set_scheduler(genai.Scheduler.from_config(config, genai.Scheduler.Type.DDIM))

    def run(task: Round) -> Round:
        started = time.perf_counter()
        picture = pipeline.generate(
            task["prompt"],
            width=task["size"],
            height=task["size"],
            num_inference_steps=task["steps"],
            guidance_scale=7.5,
            generator=genai.CppStdGenerator(task["seed"]),
        )
        np.asarray(picture.data).tobytes()
        return {"seconds": time.perf_counter() - started}

    return run


if __name__ == "__main__":
    main()
