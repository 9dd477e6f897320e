"""The plan: how long starter-chat is trained, and where its parts go."""

from __future__ import annotations

from pathlib import Path

from .train import Plan, load_state, load_tokenizer, pick_device, run

# Steps with a constant rate, and steps in which the rate then falls to nothing; about an hour on an
# idle core.
STEPS = 4_000
DECAY_STEPS = 800


def make_chat_model(work: Path, out: Path, device: str = "auto") -> None:
    """Trains in `work` from the last checkpoint on, and writes the model that ships to `out`.

    The checkpoint stays as it was before the rate fell: with more STEPS, it is trained further.
    """
    # Only this needs the converters.
    from .export import export_model

    device = pick_device(device)
    work.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(work)
    run(load_state(work, tokenizer, device), tokenizer, work, Plan(STEPS))
    run(load_state(work, tokenizer, device), tokenizer, work, Plan(STEPS, DECAY_STEPS))
    export_model(work / "final", out)
