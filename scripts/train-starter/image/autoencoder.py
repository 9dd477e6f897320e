"""From pictures to latents, a sixteenth of their side, and back.

A scene is things of flat colours on a ground. The decoder says so: for each pixel how much of it a
thing covers, and for each cell of the latents the colour of the ground and that of the thing. So
what it draws has flat colours and clean edges, whatever noise the latents still carry. Pictures are
batches of RGB in -1..1, latents have LATENTS channels with a mean square of 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

LATENTS = 12
FACTOR = 16
# Pixels of a side that the finest features stand for.
PATCH = 4
# Cells of which a thing covers less than this share teach no colour.
LEAST_COVER = 0.02


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.GroupNorm(8, width),
            nn.SiLU(),
            nn.Conv2d(width, width, 3, padding=1),
            nn.GroupNorm(8, width),
            nn.SiLU(),
            nn.Conv2d(width, width, 3, padding=1),
        )

    def forward(self, features: Tensor) -> Tensor:
        return features + self.inner(features)


class Attention(nn.Module):
    """One head over all cells: the whole picture agrees on its colours."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.ask = nn.Conv2d(width, 3 * width, 1)
        self.out = nn.Conv2d(width, width, 1)
        self.scale = width**-0.5

    def forward(self, features: Tensor) -> Tensor:
        query, key, value = self.ask(self.norm(features)).flatten(2).chunk(3, 1)
        weights = (query.transpose(1, 2) @ key * self.scale).softmax(-1)
        mixed = value @ weights.transpose(1, 2)
        return features + self.out(mixed.unflatten(2, features.shape[2:]))


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(PATCH),
            nn.Conv2d(3 * PATCH**2, 48, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(48, 64, 3, stride=2, padding=1),
            Residual(64),
            nn.Conv2d(64, 128, 3, stride=2, padding=1),
            Residual(128),
            nn.GroupNorm(8, 128),
            nn.SiLU(),
            nn.Conv2d(128, LATENTS, 1),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """The latents of each cell have a mean square of 1, so that noise can't be outshouted."""
        raw = self.body(pictures)
        return raw * torch.rsqrt(raw.square().mean(1, keepdim=True) + 1e-6)


@dataclass(frozen=True)
class Parts:
    """What a picture is made of.

    `cover` holds logits, batch x PATCH² x height x width in patches; the colours are -1..1,
    batch x 3 x height x width in cells.
    """

    cover: Tensor
    ground: Tensor
    paint: Tensor


class Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.coarse = nn.Sequential(
            nn.Conv2d(LATENTS, 160, 3, padding=1),
            Residual(160),
            Attention(160),
            Residual(160),
        )
        self.fine = nn.Sequential(
            nn.Conv2d(160, 64 * 4, 1),
            nn.PixelShuffle(2),
            Residual(64),
            nn.Conv2d(64, 32 * 4, 1),
            nn.PixelShuffle(2),
            Residual(32),
            nn.GroupNorm(8, 32),
            nn.SiLU(),
            nn.Conv2d(32, PATCH**2, 3, padding=1),
        )
        self.colours = nn.Sequential(nn.GroupNorm(8, 160), nn.SiLU(), nn.Conv2d(160, 6, 1))

    def parts(self, latents: Tensor) -> Parts:
        coarse = self.coarse(latents)
        ground, paint = self.colours(coarse).chunk(2, 1)
        return Parts(self.fine(coarse), ground, paint)

    def forward(self, latents: Tensor) -> Tensor:
        parts = self.parts(latents)
        scale = float(FACTOR // PATCH)
        # A thing's colour may change from cell to cell; the ground's only by degrees.
        paint = functional.interpolate(parts.paint, scale_factor=scale, mode="nearest")
        ground = functional.interpolate(parts.ground, scale_factor=scale, mode="bilinear")
        ground, cover = ground.unsqueeze(2), parts.cover.sigmoid().unsqueeze(1)
        patches = ground + cover * (paint.unsqueeze(2) - ground)
        return functional.pixel_shuffle(patches.flatten(1, 2), PATCH)


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()


def parts_loss(parts: Parts, cover: Tensor, ground: Tensor, paint: Tensor) -> dict[str, Tensor]:
    """How far the parts are from what the renderer says of them.

    `cover` is batch x 1 x height x width of pixels, 0..1; `ground` batch x 3; `paint` as pixels,
    with any colour where nothing is.
    """
    of_cell = functional.avg_pool2d(cover, FACTOR)
    colour = functional.avg_pool2d(paint * cover, FACTOR) / of_cell.clamp_min(1e-6)
    matters = (of_cell > LEAST_COVER).to(cover.dtype)
    wrong = (parts.paint - colour).abs() * matters
    return {
        "cover": functional.binary_cross_entropy_with_logits(
            parts.cover, functional.pixel_unshuffle(cover, PATCH)
        ),
        "ground": (parts.ground - ground[:, :, None, None]).abs().mean(),
        "paint": wrong.sum() / (3 * matters.sum()).clamp_min(1),
    }
