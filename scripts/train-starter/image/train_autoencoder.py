"""Trains the autoencoder on scenes of the whole vocabulary, drawn as it goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .autoencoder import FACTOR, LATENTS, Autoencoder, parts_loss
from .layout import place_things
from .render import SIDE, draw
from .run import Progress, learning_rate, load_checkpoint, move_average, save_checkpoint, warmed
from .scenes import Mix, training_scene
from .sheet import save_sheet

# Mostly what is drawn most; pairs, counts and small things have the most edges to learn from.
PRACTICE = Mix(colours=0.15, shapes=0.06, sizes=0.12, places=0.1, pairs=0.1, counts=0.07)


COVER_WEIGHT = 5.0


@dataclass(frozen=True)
class AutoencoderPlan:
    """`name` is that of the checkpoint; `follows` that of one to start from, if any.

    `noise` is the largest standard deviation of what is added to the latents. With
    `decoder_only` the latents stay what they were, and with them what a denoiser has learnt.
    """

    name: str = "autoencoder"
    follows: str = ""
    decoder_only: bool = False
    steps: int = 4_000
    batch: int = 8
    peak: float = 1.5e-3
    noise: float = 0.5
    keep: float = 0.995
    seed: int = 1
    save_every: int = 150


@dataclass(frozen=True)
class Batch:
    """Pictures and their parts, as `parts_loss` wants them."""

    pictures: Tensor
    cover: Tensor
    ground: Tensor
    paint: Tensor


def picture_batch(seed: int, step: int, batch: int, mix: Mix = PRACTICE) -> Batch:
    """The pictures of one step: the same whenever the step is done."""
    dice = np.random.default_rng((seed, step))
    scenes = [training_scene(mix, dice) for _ in range(batch)]
    drawings = [draw(place_things(scene, dice), scene.background) for scene in scenes]
    return Batch(
        pictures=to_tensor(np.stack([drawing.pixels() for drawing in drawings])),
        cover=torch.from_numpy(np.stack([drawing.cover for drawing in drawings])).unsqueeze(1),
        ground=torch.from_numpy(np.stack([drawing.ground for drawing in drawings])) / 127.5 - 1,
        paint=to_tensor(np.stack([drawing.paint for drawing in drawings])),
    )


def to_tensor(pixels: np.ndarray) -> Tensor:
    """Bytes, height x width x RGB, to RGB x height x width in -1..1."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).to(torch.float32).div_(127.5).sub_(1)


def to_pixels(pictures: Tensor) -> np.ndarray:
    bytes_ = pictures.add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8)
    return bytes_.permute(0, 2, 3, 1).cpu().numpy()


def train_autoencoder(
    plan: AutoencoderPlan, work: Path, device: torch.device, stop_at: int | None = None
) -> Autoencoder:
    """Goes on from `work`; returns the averaged weights. `stop_at` breaks off, for tests."""
    torch.manual_seed(plan.seed)
    model = Autoencoder().to(device, memory_format=torch.channels_last)
    average = Autoencoder().to(device, memory_format=torch.channels_last).requires_grad_(False)
    average.load_state_dict(model.state_dict())
    learning = model.decoder if plan.decoder_only else model
    optimizer = torch.optim.AdamW(learning.parameters(), plan.peak, betas=(0.9, 0.98))
    path, first = work / f"{plan.name}.pt", 0
    state = load_checkpoint(path)
    if state is not None:
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    elif plan.follows:
        former = load_checkpoint(work / f"{plan.follows}.pt")
        if former is None:
            raise FileNotFoundError(f"{plan.follows}.pt is to be trained first.")
        model.load_state_dict(former["average"])
        average.load_state_dict(former["average"])
    model.encoder.requires_grad_(not plan.decoder_only)
    progress = Progress(plan.name, plan.steps, plan.batch)
    for step in range(first, min(plan.steps, stop_at or plan.steps)):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, plan.steps, plan.peak)
        batch = picture_batch(plan.seed, step, plan.batch)
        noise = latent_noise(plan, step).to(device)
        parts = model.decoder.parts(model.encoder(batch.pictures.to(device)) + noise)
        wanted = (batch.cover, batch.ground, batch.paint)
        losses = parts_loss(parts, *(part.to(device) for part in wanted))
        loss = COVER_WEIGHT * losses["cover"] + losses["ground"] + losses["paint"]
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning.parameters(), 1.0)
        optimizer.step()
        move_average(average, model, plan.keep if plan.follows else warmed(plan.keep, step))
        progress.step(step + 1, {name: value.item() for name, value in losses.items()})
        if (step + 1) % plan.save_every == 0 or step + 1 == plan.steps or step + 1 == stop_at:
            save_checkpoint(
                path,
                {
                    "model": model.state_dict(),
                    "average": average.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step + 1,
                },
            )
            report(average, plan, work / "sheets" / f"{plan.name}-{step + 1:05d}.png", device)
    return average.eval()


def latent_noise(plan: AutoencoderPlan, step: int) -> Tensor:
    """Mostly little: its standard deviation is the square of an even chance."""
    dice = torch.Generator().manual_seed(plan.seed * 1_000_003 + step)
    shape = (plan.batch, LATENTS, SIDE // FACTOR, SIDE // FACTOR)
    strength = torch.rand(plan.batch, 1, 1, 1, generator=dice).square() * plan.noise
    return torch.randn(shape, generator=dice) * strength


@torch.no_grad()
def report(model: Autoencoder, plan: AutoencoderPlan, sheet: Path, device: torch.device) -> float:
    """Prints the signal-to-noise ratio in dB, without and with noise; writes a sheet of both."""
    model.eval()
    # The largest step number there can be is far below this one.
    wanted = picture_batch(plan.seed, 10_000_000, 24).pictures.to(device)
    latents = model.encoder(wanted)
    dice = torch.Generator().manual_seed(0)
    noise = torch.randn(latents.shape, generator=dice).to(device) * 0.3
    plain, noisy = model.decoder(latents), model.decoder(latents + noise)
    ratios = [
        10 * torch.log10(4 / (drawn.clamp(-1, 1) - wanted).square().mean()).item()
        for drawn in (plain, noisy)
    ]
    print(f"autoencoder: {ratios[0]:.1f} dB, {ratios[1]:.1f} dB with noise of 0.3", flush=True)
    rows = [to_pixels(part) for part in (wanted, plain, noisy)]
    pictures = [rows[row][start + i] for start in (0, 12) for row in range(3) for i in range(12)]
    save_sheet(pictures, 12, sheet)
    return ratios[0]
