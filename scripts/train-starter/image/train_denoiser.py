"""Trains the UNet and its text encoder on the latents of scenes and on captions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import CLIPTokenizer

from starter.scene import Scene

from .autoencoder import Autoencoder, Encoder
from .captions import caption
from .denoiser import Denoiser, sample, velocity_loss
from .render import render
from .run import Progress, learning_rate, load_checkpoint, move_average, save_checkpoint, warmed
from .scenes import FLOOR, KINDS, Mix, floor_scenes, held_out, training_scene
from .sheet import save_sheet
from .tokenizer import LENGTH, make_tokenizer
from .train_autoencoder import to_pixels, to_tensor

CAPTION_DROPOUT = 0.1
# Pictures that are coded once, and then shown again with other noise and captions.
ENCODE_BATCH = 64


@dataclass(frozen=True)
class DenoiserPlan:
    """`name` is that of the checkpoint; `follows` that of one to start from, if any."""

    name: str
    mix: Mix
    scenes: int
    steps: int
    peak: float
    follows: str = ""
    batch: int = 16
    keep: float = 0.998
    seed: int = 2
    save_every: int = 300


def train_denoiser(
    plan: DenoiserPlan,
    autoencoder: Autoencoder,
    work: Path,
    device: torch.device,
    stop_at: int | None = None,
) -> Denoiser:
    """Goes on from `work`; returns the averaged weights. `stop_at` breaks off, for tests."""
    torch.manual_seed(plan.seed)
    tokenizer = make_tokenizer(work / "tokenizer")
    model = Denoiser(tokenizer).to(device, memory_format=torch.channels_last)
    average = Denoiser(tokenizer).to(device, memory_format=torch.channels_last)
    average.requires_grad_(False).eval()
    optimizer = torch.optim.AdamW(
        model.parameters(), plan.peak, betas=(0.9, 0.98), weight_decay=0.01
    )
    path, first = work / f"{plan.name}.pt", 0
    state = load_checkpoint(path)
    if state is not None:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    elif plan.follows:
        state = load_checkpoint(work / f"{plan.follows}.pt")
        if state is None:
            raise FileNotFoundError(f"{plan.follows}.pt is to be trained first.")
        model.load_state_dict(state["average"])
    average.load_state_dict(state["average"] if state else model.state_dict())
    scenes, latents = encode_scenes(plan, autoencoder.encoder, device)
    progress = Progress(plan.name, plan.steps, plan.batch)
    for step in range(first, min(plan.steps, stop_at or plan.steps)):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, plan.steps, plan.peak)
        batch = training_batch(plan, step, scenes, latents, tokenizer)
        loss = velocity_loss(model, *(part.to(device) for part in batch))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        move_average(average, model, plan.keep if plan.follows else warmed(plan.keep, step))
        progress.step(step + 1, {"loss": loss.item()})
        if (step + 1) % plan.save_every == 0 or step + 1 in (plan.steps, stop_at):
            save_checkpoint(
                path,
                {
                    "model": model.state_dict(),
                    "average": average.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step + 1,
                },
            )
            sheet = work / "sheets" / f"{plan.name}-{step + 1:05d}.png"
            draw_sheet(average, autoencoder, tokenizer, plan.mix, sheet, device)
    return average


def encode_scenes(
    plan: DenoiserPlan, encoder: Encoder, device: torch.device
) -> tuple[list[Scene], Tensor]:
    """The plan's scenes and their latents."""
    dice = np.random.default_rng(plan.seed)
    scenes, latents = [], []
    for start in range(0, plan.scenes, ENCODE_BATCH):
        count = min(ENCODE_BATCH, plan.scenes - start)
        some = [training_scene(plan.mix, dice) for _ in range(count)]
        pixels = np.stack([render(scene, dice) for scene in some])
        with torch.no_grad():
            latents.append(encoder(to_tensor(pixels).to(device)).cpu())
        scenes += some
    return scenes, torch.cat(latents)


def training_batch(
    plan: DenoiserPlan,
    step: int,
    scenes: list[Scene],
    latents: Tensor,
    tokenizer: CLIPTokenizer,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Latents, tokens, timesteps and noise of one step: the same whenever it is done."""
    dice = np.random.default_rng((plan.seed, step))
    chosen = dice.choice(len(scenes), plan.batch, replace=False)
    texts = [
        "" if dice.random() < CAPTION_DROPOUT else caption(scenes[number], dice)
        for number in chosen
    ]
    # One timestep out of every equal stretch: batches differ less.
    spread = (np.arange(plan.batch) + dice.random(plan.batch)) / plan.batch
    timesteps = torch.from_numpy((spread * 1000).astype(np.int64))
    noise = dice.standard_normal((plan.batch, *latents.shape[1:]), np.float32)
    return latents[chosen], tokens_of(texts, tokenizer), timesteps, torch.from_numpy(noise)


def tokens_of(texts: list[str], tokenizer: CLIPTokenizer) -> Tensor:
    """Batch x LENGTH."""
    rows = tokenizer(texts, padding="max_length", truncation=True, max_length=LENGTH)
    return torch.tensor(rows.input_ids)


def draw_sheet(
    model: Denoiser,
    autoencoder: Autoencoder,
    tokenizer: CLIPTokenizer,
    mix: Mix,
    path: Path,
    device: torch.device,
    rows: int = 2,
) -> None:
    """Twelve scenes a row: held-out ones of the floor, and where the mix is wider, of all kinds."""
    dice = np.random.default_rng(0)
    floor = [scene for scene in floor_scenes() if held_out(scene)]
    scenes = [floor[int(number)] for number in dice.permutation(len(floor))[: rows * 12]]
    if mix != FLOOR:
        wide = [kind(dice) for kind in list(KINDS.values())[1:] for _ in range(6)]
        scenes = scenes[:12] + wide
    tokens = tokens_of([scene.prompt() for scene in scenes], tokenizer).to(device)
    empty = tokens_of([""], tokenizer).to(device)
    with torch.no_grad():
        latents = sample(model, tokens, empty, torch.Generator().manual_seed(0))
        pictures = autoencoder.decoder(latents)
    save_sheet(list(to_pixels(pictures)), 12, path)
