"""Trains starter-chat: `python -m chat.train --state FOLDER`, and later again to go on.

The learning rate stays constant until `--decay STEPS` lowers it to nothing on a copy, which is
what is exported; the state itself can always be trained further. Killed at any moment, training
goes on from the last checkpoint.
"""

from __future__ import annotations

import argparse
import copy
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast, Qwen2ForCausalLM

from .batches import batches
from .evaluate import score
from .held_out import make_cases
from .judge import summary
from .model import make_model
from .muon import Muon
from .tokens import Encoder, chat_template, learn_tokenizer

SEED = 5
# Tokens of a step: few, since early on the number of steps counts more than their accuracy. The
# optimiser takes a quarter of the time.
BATCH = 1_536
WARMUP = 60
MUON_RATE, ADAM_RATE = 0.02, 0.002
AVERAGE = 0.99
SAVE_EVERY = 200


@dataclass
class State:
    """Everything that a later run needs."""

    model: Qwen2ForCausalLM
    average: Qwen2ForCausalLM
    optimizers: list[torch.optim.Optimizer]
    step: int = 0
    pool: int = 0
    tokens: int = 0
    rates: list[float] = field(default_factory=lambda: [MUON_RATE, ADAM_RATE])


@dataclass(frozen=True)
class Plan:
    """Until which step to train; or in how many steps, or minutes, to end a copy."""

    steps: int
    decay: int = 0
    decay_minutes: float | None = None
    eval_every: int = 400


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder of checkpoints")
    parser.add_argument("--steps", type=int, default=4_000, help="step to train to")
    parser.add_argument("--decay", type=int, default=0, help="end a copy within so many steps")
    parser.add_argument("--decay-minutes", type=float, help="the same by the clock")
    parser.add_argument("--rate", type=float, help="go on from final, at this share of the rate")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--eval-every", type=int, default=200)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    device = pick_device(options.device)
    options.state.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(options.state)
    state = load_state(options.state, tokenizer, device)
    if options.rate is not None:
        load_final(state, options.state / "final")
        state.rates = [rate * options.rate for rate in state.rates]
    plan = Plan(options.steps, options.decay, options.decay_minutes, options.eval_every)
    run(state, tokenizer, options.state, plan)


def pick_device(name: str) -> str:
    """`auto` is the GPU where there is one."""
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return name


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer of this training; learnt once, then kept."""
    place = folder / "tokenizer"
    if not place.is_dir():
        learn_tokenizer(8_000, SEED).save_pretrained(place)
    return PreTrainedTokenizerFast.from_pretrained(place)


def load_state(folder: Path, tokenizer: PreTrainedTokenizerFast, device: str) -> State:
    """The last checkpoint, or random weights."""
    torch.manual_seed(SEED)
    model = make_model(tokenizer).to(device)
    average = copy.deepcopy(model).requires_grad_(False)
    inner = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    outer = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
    optimizers: list[torch.optim.Optimizer] = [
        Muon(inner, MUON_RATE),
        torch.optim.AdamW(outer, ADAM_RATE, betas=(0.9, 0.98), weight_decay=0.0),
    ]
    state = State(model, average, optimizers)
    file = folder / "state.pt"
    if file.is_file():
        saved: dict[str, Any] = torch.load(file, map_location=device, weights_only=True)
        model.load_state_dict(saved["model"])
        average.load_state_dict(saved["average"])
        for optimizer, values in zip(optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(values)
        state.step, state.tokens = saved["step"], saved["tokens"]
        # What was left of the pool is not seen again.
        state.pool = saved["pool"] + 1
    return state


def load_final(state: State, folder: Path) -> None:
    """Takes the weights of a copy whose rate was falling; the optimisers begin anew."""
    state.model.load_state_dict(Qwen2ForCausalLM.from_pretrained(folder).state_dict())
    for optimizer in state.optimizers:
        optimizer.state.clear()
    words = (folder / "trained.txt").read_text(encoding="utf-8").split()
    state.step, state.tokens = int(words[0]), int(words[2])
    # Far from the pools that the copy has seen.
    state.pool += state.step


def save_state(state: State, folder: Path) -> None:
    """Writes beside the old checkpoint, then takes its place."""
    file = folder / "state.pt"
    part = folder / "state.pt.part"
    values = {
        "model": state.model.state_dict(),
        "average": state.average.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in state.optimizers],
        "step": state.step,
        "pool": state.pool,
        "tokens": state.tokens,
    }
    torch.save(values, part)
    part.replace(file)


def run(
    state: State,
    tokenizer: PreTrainedTokenizerFast,
    folder: Path,
    plan: Plan,
) -> None:
    """Trains as planned; a copy with a falling rate is written beside the state, as `final`."""
    encoder = Encoder(tokenizer)
    pad = tokenizer.pad_token_id
    device = str(next(state.model.parameters()).device)
    start, began = state.step, time.monotonic()
    fresh = not any(optimizer.state for optimizer in state.optimizers)
    decay = plan.decay > 0 or plan.decay_minutes is not None
    last = state.step + plan.decay if plan.decay else plan.steps
    cases = make_cases(100)
    watch, seen, loss_sum = time.monotonic(), 0, 0.0
    for pool, ids, wanted in batches(encoder, pad, BATCH, SEED, state.pool):
        if state.step >= last:
            break
        state.pool = pool
        rate = min(1.0, (state.step + 1 - start) / WARMUP) if fresh else 1.0
        if plan.decay_minutes is not None:
            rate *= 1 - (time.monotonic() - began) / 60 / plan.decay_minutes
            if rate <= 0:
                break
        elif decay:
            rate *= 1 - (state.step - start) / plan.decay
        loss_sum += train_step(state, ids.to(device), wanted.to(device), rate)
        seen += ids.numel()
        state.tokens += ids.numel()
        if state.step % 20 == 0:
            speed = seen / (time.monotonic() - watch)
            left = (last - state.step) * BATCH / speed / 60
            print(
                f"step {state.step}/{last} loss {loss_sum / 20:.4f} {state.tokens / 1e6:.2f} M "
                f"tokens, {speed:.0f}/s, {left:.0f} min left",
                flush=True,
            )
            watch, seen, loss_sum = time.monotonic(), 0, 0.0
        if state.step % SAVE_EVERY == 0:
            if decay:
                save_model(state, tokenizer, folder / "final")
            else:
                save_state(state, folder)
        if state.step % plan.eval_every == 0:
            scores = score(state.model if decay else state.average, encoder, cases)
            print(f"  step {state.step}: {summary(scores)}", flush=True)
            watch = time.monotonic()
    if decay:
        save_model(state, tokenizer, folder / "final")
    else:
        save_state(state, folder)


def save_model(state: State, tokenizer: PreTrainedTokenizerFast, target: Path) -> None:
    """Writes what the export reads, and how far it was trained."""
    state.model.save_pretrained(target)
    tokenizer.chat_template = chat_template()
    tokenizer.save_pretrained(target)
    seen = f"{state.step} steps, {state.tokens} tokens\n"
    (target / "trained.txt").write_text(seen, encoding="utf-8")


def train_step(state: State, ids: Tensor, wanted: Tensor, rate: float) -> float:
    """One update; returns the mean loss of the wanted tokens, in nats."""
    model = state.model
    hidden = model.model(input_ids=ids).last_hidden_state[:, :-1]
    chosen = wanted[:, 1:]
    logits = model.lm_head(hidden[chosen]).float()
    loss = torch.nn.functional.cross_entropy(logits, ids[:, 1:][chosen])
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer, full in zip(state.optimizers, state.rates, strict=True):
        for group in optimizer.param_groups:
            group["lr"] = full * rate
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    state.step += 1
    share = min(AVERAGE, state.step / (state.step + 10))
    with torch.no_grad():
        for kept, new in zip(state.average.parameters(), model.parameters(), strict=True):
            kept.lerp_(new, 1 - share)
    return float(loss.detach())


if __name__ == "__main__":
    main()
