"""All of starter-image: trains its parts in turn, and writes the files that ship."""

from __future__ import annotations

from pathlib import Path

from .run import pick_device
from .scenes import FLOOR, WIDE, WIDER
from .train_autoencoder import AutoencoderPlan, train_autoencoder
from .train_denoiser import DenoiserPlan, train_denoiser

AUTOENCODER = AutoencoderPlan(steps=1_500)
ON_THE_FLOOR = DenoiserPlan("denoiser-floor", FLOOR, scenes=4_096, steps=1_800, peak=1.2e-3)
POLISHED = AutoencoderPlan(
    "decoder", follows="autoencoder", decoder_only=True, steps=1_500, peak=1.2e-3, seed=3
)
SHARPENED = AutoencoderPlan("sharpened", follows="decoder", steps=2_500, peak=1.2e-3, seed=4)
WIDE_PLAN = DenoiserPlan(
    "denoiser-wide", WIDE, scenes=6_000, steps=2_400, peak=8e-4, follows="denoiser-floor"
)
WIDER_PLAN = DenoiserPlan(
    "denoiser-wider", WIDER, scenes=8_000, steps=1_700, peak=6e-4, follows="denoiser-wide", seed=5
)


def make_image_model(work: Path, out: Path, device_name: str) -> None:
    """Trains what `work` lacks, and writes the model that it gives to `out`."""
    # Only exporting needs OpenVINO.
    from .export import export_image_model

    device = pick_device(device_name)
    autoencoder = train_autoencoder(AUTOENCODER, work, device)
    train_denoiser(ON_THE_FLOOR, autoencoder, work, device)
    train_autoencoder(POLISHED, work, device)
    # The denoisers that follow learn the latents as they have become.
    autoencoder = train_autoencoder(SHARPENED, work, device)
    train_denoiser(WIDE_PLAN, autoencoder, work, device)
    denoiser = train_denoiser(WIDER_PLAN, autoencoder, work, device)
    export_image_model(autoencoder.cpu(), denoiser.cpu(), out)
