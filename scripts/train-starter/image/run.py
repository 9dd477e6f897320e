"""What both trainings share: checkpoints, the device, the course of the learning rate, progress."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn


def pick_device(name: str) -> torch.device:
    """`auto` is the GPU where there is one."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Whole or not at all: a kill leaves the former one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    torch.save(state, new)
    new.replace(path)


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def learning_rate(step: int, steps: int, peak: float, *, warm_up: int = 100) -> float:
    """Up in a line, then down along a cosine to a fiftieth of the peak."""
    if step < warm_up:
        return peak * (step + 1) / warm_up
    share = (step - warm_up) / max(1, steps - warm_up)
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, share))))


@torch.no_grad()
def move_average(average: nn.Module, model: nn.Module, keep: float) -> None:
    """Weights follow slowly; counters and running statistics are copied."""
    for mean, value in zip(average.parameters(), model.parameters(), strict=True):
        mean.lerp_(value, 1 - keep)
    for mean, value in zip(average.buffers(), model.buffers(), strict=True):
        mean.copy_(value)


def warmed(keep: float, step: int) -> float:
    """Early on, a mean that moves slowly is too much of the random start."""
    return min(keep, (step + 1) / (step + 10))


@dataclass
class Progress:
    """Prints a line every `every` steps."""

    name: str
    steps: int
    batch: int
    every: int = 50
    _sums: dict[str, float] = field(default_factory=dict)
    _seen: int = 0
    _since: float = field(default_factory=time.monotonic)

    def step(self, number: int, losses: dict[str, float]) -> None:
        """`number` counts from 1."""
        for name, loss in losses.items():
            self._sums[name] = self._sums.get(name, 0.0) + loss
        self._seen += 1
        if number % self.every and number != self.steps:
            return
        now = time.monotonic()
        rate = self._seen / max(1e-9, now - self._since)
        means = " ".join(f"{name} {total / self._seen:.4f}" for name, total in self._sums.items())
        minutes = (self.steps - number) / rate / 60
        print(
            f"{self.name} {number}/{self.steps} {means} "
            f"{rate * self.batch:.1f} images/s, {minutes:.1f} min left",
            flush=True,
        )
        self._sums, self._seen, self._since = {}, 0, now
