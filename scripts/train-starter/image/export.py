"""From trained weights to the folder that ships: OpenVINO models with int8 weights."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import nncf
import openvino as ov
import torch
from openvino_tokenizers import convert_tokenizer
from torch import Tensor, nn

from .autoencoder import FACTOR, LATENTS, Autoencoder
from .denoiser import SCHEDULE, Denoiser
from .render import SIDE
from .tokenizer import LENGTH, make_tokenizer

CELLS = SIDE // FACTOR
# What of the two configurations the engine reads; five levels mean sixteen pixels a latent.
VAE_CONFIG = {
    "_class_name": "AutoencoderKL",
    "in_channels": 3,
    "out_channels": 3,
    "latent_channels": LATENTS,
    "block_out_channels": [32, 32, 32, 64, 160],
    "scaling_factor": 1.0,
    "sample_size": SIDE,
}
MODEL_INDEX = {
    "_class_name": "StableDiffusionPipeline",
    "_diffusers_version": "0.37.0",
    "feature_extractor": [None, None],
    "requires_safety_checker": False,
    "safety_checker": [None, None],
    "scheduler": ["diffusers", "DDIMScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
}


class _Words(nn.Module):
    """The text encoder with its causal mask written out, which tracing needs."""

    def __init__(self, denoiser: Denoiser) -> None:
        super().__init__()
        self.model = denoiser.text_encoder.text_model
        self.register_buffer("mask", torch.full((1, 1, LENGTH, LENGTH), -1e4).triu(1))

    def forward(self, input_ids: Tensor) -> Tensor:
        features = self.model.embeddings(input_ids=input_ids)
        for layer in self.model.encoder.layers:
            answer = layer(features, self.mask)
            features = answer[0] if isinstance(answer, tuple) else answer
        return self.model.final_layer_norm(features)


class _Velocity(nn.Module):
    def __init__(self, denoiser: Denoiser) -> None:
        super().__init__()
        self.model = denoiser.unet

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        return self.model(sample, timestep, encoder_hidden_states, return_dict=False)[0]


def export_image_model(autoencoder: Autoencoder, denoiser: Denoiser, out: Path) -> None:
    """Writes the models, the tokenizer and the settings; other files in `out` stay."""
    for module in (autoencoder, denoiser):
        module.eval().to(memory_format=torch.contiguous_format)
    latents = torch.randn(2, LATENTS, CELLS, CELLS)
    tokens = torch.zeros(2, LENGTH, dtype=torch.int64)
    words = torch.randn(2, LENGTH, denoiser.unet.config.cross_attention_dim)
    _write(
        out / "text_encoder",
        _Words(denoiser),
        {"input_ids": (tokens, [-1, LENGTH])},
        ["last_hidden_state"],
        _plain(denoiser.text_encoder.config.to_dict()),
    )
    _write(
        out / "unet",
        _Velocity(denoiser),
        {
            "sample": (latents, [-1, LATENTS, -1, -1]),
            "timestep": (torch.tensor([1]), [-1]),
            "encoder_hidden_states": (words, [-1, LENGTH, words.shape[2]]),
        },
        ["out_sample"],
        _plain(dict(denoiser.unet.config)),
    )
    _write(
        out / "vae_decoder",
        autoencoder.decoder,
        {"latent_sample": (latents, [-1, LATENTS, -1, -1])},
        ["sample"],
        VAE_CONFIG,
    )
    _write(
        out / "vae_encoder",
        autoencoder.encoder,
        {"sample": (torch.randn(2, 3, SIDE, SIDE), [-1, 3, -1, -1])},
        ["latent_sample"],
        VAE_CONFIG,
    )
    _write_tokenizer(out / "tokenizer")
    _write_json(
        out / "scheduler" / "scheduler_config.json", {"_class_name": "DDIMScheduler"} | SCHEDULE
    )
    _write_json(out / "model_index.json", MODEL_INDEX)


def _write(
    folder: Path,
    module: nn.Module,
    inputs: dict[str, tuple[Tensor, list[int]]],
    outputs: list[str],
    config: dict[str, Any],
) -> None:
    """`inputs` are an example and the shape, -1 where it may differ, by name."""
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        model = ov.convert_model(
            module,
            example_input=tuple(example for example, _ in inputs.values()),
            input=[ov.PartialShape(shape) for _, shape in inputs.values()],
        )
    for port, name in zip(model.inputs, inputs, strict=True):
        port.get_tensor().set_names({name})
    for port, name in zip(model.outputs, outputs, strict=True):
        port.get_tensor().set_names({name})
    model = nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_ASYM)
    _save(model, folder / "openvino_model.xml")
    _write_json(folder / "config.json", config)


def _write_tokenizer(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        tokenizer = make_tokenizer(Path(scratch) / "words")
        tokenizer.save_pretrained(Path(scratch) / "saved")
        for name in ("tokenizer_config.json",):
            shutil.copyfile(Path(scratch) / "saved" / name, folder / name)
        _save(convert_tokenizer(tokenizer), folder / "openvino_tokenizer.xml")


def _save(model: ov.Model, xml: Path) -> None:
    ov.save_model(model, xml, compress_to_fp16=True)
    # White space between tags is a third of the file.
    text = xml.read_text(encoding="utf-8")
    xml.write_text(re.sub(r">\s+<", "><", text).strip() + "\n", encoding="utf-8")


def _plain(config: dict[str, Any]) -> dict[str, Any]:
    """Without where the weights lay, and without what JSON can't say."""
    kept = (bool, int, float, str, list, tuple, dict, type(None))
    return {
        name: value
        for name, value in config.items()
        if isinstance(value, kept) and name not in ("_name_or_path", "dtype")
    }


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
