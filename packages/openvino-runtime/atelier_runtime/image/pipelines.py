"""Opens a diffusion model once and draws from words, from a picture, or under a mask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
import openvino_genai as genai

from atelier_runtime.adapters import adapter_config
from atelier_runtime.device import device_properties
from atelier_runtime.image.preview import Floats, fit_color_map
from atelier_runtime.image.schedulers import Schedulers
from atelier_runtime.messages import Message, RefusedError
from atelier_runtime.model_facts import read_json, weight_precision

_USUAL_CELL = 8
_BACKBONES = ("unet", "transformer")


@dataclass(frozen=True)
class ImageModel:
    # By kind of source; all share one set of weights.
    pipelines: dict[str, Any]
    schedulers: Schedulers
    adapters: Any
    precision: str
    latent_channels: int | None
    # Some take the guidance as an input of their own, and no second prompt.
    takes_negative_prompt: bool
    # Pixels of a side that one latent stands for.
    latent_cell: int


def open_image_model(load: Message) -> ImageModel:
    """Raises RefusedError `MODEL_MISSING` when the folder holds no such model."""
    folder = Path(load["path"])
    if not (folder / "model_index.json").is_file():
        raise RefusedError("MODEL_MISSING", "The model folder has no model_index.json.")
    adapters = adapter_config(load)
    properties = device_properties(load, exact_cache=False)
    if adapters is not None:
        properties["adapters"] = adapters
    decoder = read_json(folder / "vae_decoder" / "config.json")
    channels = decoder.get("latent_channels")
    return ImageModel(
        pipelines=_open(folder, load["device"], properties),
        schedulers=Schedulers(folder),
        adapters=adapters,
        precision=_precision(folder),
        latent_channels=channels if isinstance(channels, int) else None,
        takes_negative_prompt=_takes_negative_prompt(folder),
        latent_cell=_latent_cell(decoder),
    )


def color_map_of(model: ImageModel) -> Floats | None:
    """`None` for models whose latents are packed, or whose decoder can't be asked."""
    if model.latent_channels is None:
        return None
    pipeline = model.pipelines["text-to-image"]
    try:
        return fit_color_map(
            lambda latent: np.asarray(pipeline.decode(ov.Tensor(latent)).data),
            model.latent_channels,
        )
    except (RuntimeError, ValueError):
        return None


def _open(folder: Path, device: str, properties: dict[str, Any]) -> dict[str, Any]:
    if not (folder / "vae_encoder" / "openvino_model.xml").is_file():
        return {"text-to-image": genai.Text2ImagePipeline(str(folder), device, **properties)}
    # In this order: an InpaintingPipeline made out of an Image2ImagePipeline crashes in 2026.4.1.
    inpaint = genai.InpaintingPipeline(str(folder), device, **properties)
    return {
        "text-to-image": genai.Text2ImagePipeline(inpaint),
        "image-to-image": genai.Image2ImagePipeline(inpaint),
        "inpaint": inpaint,
    }


def _takes_negative_prompt(folder: Path) -> bool:
    class_name = str(read_json(folder / "model_index.json").get("_class_name", ""))
    # An embedded guidance scale is what a latent consistency model is told by.
    embeds_guidance = read_json(folder / "unet" / "config.json").get("time_cond_proj_dim")
    return not class_name.startswith("Flux") and not embeds_guidance


def _latent_cell(decoder: dict[str, Any]) -> int:
    levels = decoder.get("block_out_channels")
    # Each level but the last halves the sides.
    return int(2 ** (len(levels) - 1)) if isinstance(levels, list) and levels else _USUAL_CELL


def _precision(folder: Path) -> str:
    for backbone in _BACKBONES:
        xml = folder / backbone / "openvino_model.xml"
        if xml.is_file():
            return weight_precision(xml)
    return "unknown"
