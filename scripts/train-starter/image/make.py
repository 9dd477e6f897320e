"""All of starter-image: autoencoder, denoiser on the floor, then wider, a better decoder, then the files to ship."""

from __future__ import annotations

from pathlib import Path

from .run import pick_device
from .scenes import FLOOR, WIDE
from .train_autoencoder import AutoencoderPlan, train_autoencoder
from .train_denoiser import DenoiserPlan, train_denoiser

AUTOENCODER = AutoencoderPlan(steps=1_500)
POLISHED = AutoencoderPlan("decoder", follows="autoencoder", steps=2_000, peak=1e-3, seed=3)
ON_THE_FLOOR = DenoiserPlan("denoiser-floor", FLOOR, scenes=4_096, steps=1_800, peak=1.2e-3)
WIDENED = DenoiserPlan(
    "denoiser-wide", WIDE, scenes=24_000, steps=3_000, peak=6e-4, follows="denoiser-floor"
)


def make_image_model(work: Path, out: Path, device_name: str) -> None:
    """Trains what `work` lacks, and writes the model that it gives to `out`."""
    # Only exporting needs OpenVINO.
    from .export import export_image_model

    device = pick_device(device_name)
    autoencoder = train_autoencoder(AUTOENCODER, work, device)
    train_denoiser(ON_THE_FLOOR, autoencoder, work, device)
    denoiser = train_denoiser(WIDENED, autoencoder, work, device)
    autoencoder = train_autoencoder(POLISHED, work, device)
    export_image_model(autoencoder.cpu(), denoiser.cpu(), out)
