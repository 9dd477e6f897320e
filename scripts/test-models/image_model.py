"""Diffusion pipelines with random weights: tiny ones, and Stable Diffusion 1.5's exact shapes."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    DiffusionPipeline,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    LatentConsistencyModelPipeline,
    LCMScheduler,
    PNDMScheduler,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from image_tokenizer import make_clip_tokenizer

NOISE = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1_000,
    "steps_offset": 1,
    "set_alpha_to_one": False,
}


@dataclass(frozen=True)
class ImageShape:
    unet: tuple[int, ...] = (16, 32)
    unet_layers: int = 1
    unet_middle: bool = True
    heads: int = 2
    vae: tuple[int, ...] = (8, 8, 16, 16)
    vae_layers: int = 1
    vae_attention: bool = False
    groups: int = 4
    text: int = 32
    text_layers: int = 1
    text_heads: int = 2
    vocabulary: int = 640
    text_tokens: int = 77
    sample: int = 16


# The same pipeline around the smallest UNet that still has words in it.
SMALLEST = ImageShape(unet=(16,), unet_middle=False)
SD15 = ImageShape(
    unet=(320, 640, 1280, 1280),
    unet_layers=2,
    heads=8,
    vae=(128, 256, 512, 512),
    vae_layers=2,
    vae_attention=True,
    groups=32,
    text=768,
    text_layers=12,
    text_heads=12,
    vocabulary=49_408,
    sample=64,
)

# About the size of starter-image: 12 M parameters, pictures of 128 x 128.
SD_12M = ImageShape(
    unet=(64, 128, 192),
    unet_layers=1,
    heads=4,
    vae=(32, 48, 64, 64),
    groups=16,
    text=128,
    text_layers=2,
    text_heads=4,
    vocabulary=2_048,
)


def write_image_model(folder: Path, kind: str, shape: ImageShape, seed: int) -> None:
    """`kind` is sd, lcm, sdxl or sd3."""
    torch.manual_seed(seed)
    make = {"sd": _sd, "lcm": _lcm, "sdxl": _sdxl, "sd3": _sd3}[kind]
    make(shape, _tokenizer(folder, shape)).save_pretrained(folder)
    # Absent, this means true to DDIM, which GenAI refuses; the published models have it too.
    config = folder / "scheduler" / "scheduler_config.json"
    settings = json.loads(config.read_text())
    config.write_text(json.dumps(settings | {"clip_sample": False}, indent=2) + "\n")


def _sd(shape: ImageShape, tokenizer: CLIPTokenizer) -> DiffusionPipeline:
    return StableDiffusionPipeline(
        vae=_vae(shape),
        text_encoder=CLIPTextModel(_text_config(shape, tokenizer)),
        tokenizer=tokenizer,
        unet=_unet(shape),
        scheduler=PNDMScheduler(**NOISE, skip_prk_steps=True),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def _lcm(shape: ImageShape, tokenizer: CLIPTokenizer) -> DiffusionPipeline:
    return LatentConsistencyModelPipeline(
        vae=_vae(shape),
        text_encoder=CLIPTextModel(_text_config(shape, tokenizer)),
        tokenizer=tokenizer,
        unet=_unet(shape, time_cond_proj_dim=64),
        scheduler=LCMScheduler(**NOISE, original_inference_steps=50),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def _sdxl(shape: ImageShape, tokenizer: CLIPTokenizer) -> DiffusionPipeline:
    config = _text_config(shape, tokenizer)
    # Made in the order of _sd, the parts that both have get the same weights.
    vae, text_encoder = _vae(shape), CLIPTextModel(config)
    unet = _unet(
        shape,
        cross_attention_dim=2 * shape.text,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + shape.text,
        use_linear_projection=True,
    )
    return StableDiffusionXLPipeline(
        vae=vae,
        text_encoder=text_encoder,
        text_encoder_2=CLIPTextModelWithProjection(config),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer,
        unet=unet,
        scheduler=EulerDiscreteScheduler(
            **{key: NOISE[key] for key in NOISE if key != "set_alpha_to_one"}
        ),
        image_encoder=None,
        feature_extractor=None,
        add_watermarker=False,
    )


def _sd3(shape: ImageShape, tokenizer: CLIPTokenizer) -> DiffusionPipeline:
    config = _text_config(shape, tokenizer)
    transformer = SD3Transformer2DModel(
        sample_size=shape.sample,
        patch_size=2,
        in_channels=16,
        out_channels=16,
        num_layers=1,
        attention_head_dim=8,
        num_attention_heads=4,
        joint_attention_dim=2 * shape.text,
        caption_projection_dim=32,
        pooled_projection_dim=2 * shape.text,
        pos_embed_max_size=16,
    )
    return StableDiffusion3Pipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=_vae(shape, latents=16),
        text_encoder=CLIPTextModelWithProjection(config),
        tokenizer=tokenizer,
        text_encoder_2=CLIPTextModelWithProjection(config),
        tokenizer_2=tokenizer,
        text_encoder_3=None,
        image_encoder=None,
        feature_extractor=None,
        tokenizer_3=None,
    )


def _tokenizer(folder: Path, shape: ImageShape) -> CLIPTokenizer:
    tokenizer = make_clip_tokenizer(folder / "words", shape.text_tokens)
    if len(tokenizer) > shape.vocabulary:
        raise ValueError(f"{len(tokenizer)} tokens need more than {shape.vocabulary} places.")
    return tokenizer


def _text_config(shape: ImageShape, tokenizer: CLIPTokenizer) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.text,
        intermediate_size=4 * shape.text,
        num_hidden_layers=shape.text_layers,
        num_attention_heads=shape.text_heads,
        max_position_embeddings=shape.text_tokens,
        projection_dim=shape.text,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _unet(shape: ImageShape, **extra: object) -> UNet2DConditionModel:
    levels = len(shape.unet)
    worded = max(1, levels - 1)
    settings = {
        "sample_size": shape.sample,
        "block_out_channels": shape.unet,
        "mid_block_type": "UNetMidBlock2DCrossAttn" if shape.unet_middle else None,
        "layers_per_block": shape.unet_layers,
        "down_block_types": ("CrossAttnDownBlock2D",) * worded
        + ("DownBlock2D",) * (levels - worded),
        "up_block_types": ("UpBlock2D",) * (levels - worded) + ("CrossAttnUpBlock2D",) * worded,
        "cross_attention_dim": shape.text,
        "attention_head_dim": shape.heads,
        "norm_num_groups": shape.groups,
    }
    return UNet2DConditionModel(**(settings | extra))


def _vae(shape: ImageShape, latents: int = 4) -> AutoencoderKL:
    levels = len(shape.vae)
    vae = AutoencoderKL(
        block_out_channels=shape.vae,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        layers_per_block=shape.vae_layers,
        latent_channels=latents,
        norm_num_groups=shape.groups,
        mid_block_add_attention=shape.vae_attention,
        sample_size=8 * shape.sample,
        scaling_factor=0.18215,
    )
    # Random weights give a grey picture; this one has colours.
    with torch.no_grad():
        vae.decoder.conv_out.weight.mul_(2.0)
    return vae
