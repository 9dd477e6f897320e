"""The part that draws from words: a UNet over latents, and the text encoder that it listens to."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from diffusers import UNet2DConditionModel
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from .autoencoder import FACTOR, LATENTS
from .render import SIDE
from .tokenizer import LENGTH

# Where almost nothing of the picture is left at the last step, the first one of a drawing starts
# from what training has seen.
SCHEDULE = {
    "num_train_timesteps": 1_000,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "beta_end": 0.02,
    "prediction_type": "v_prediction",
    "timestep_spacing": "trailing",
    "steps_offset": 0,
    "set_alpha_to_one": True,
    "clip_sample": False,
}


@dataclass(frozen=True)
class DenoiserShape:
    channels: tuple[int, ...] = (64, 128)
    heads: int = 4
    text: int = 128
    text_layers: int = 2


class Denoiser(nn.Module):
    def __init__(self, tokenizer: CLIPTokenizer, shape: DenoiserShape | None = None) -> None:
        super().__init__()
        shape = shape or DenoiserShape()
        levels = len(shape.channels)
        self.text_encoder = CLIPTextModel(
            CLIPTextConfig(
                vocab_size=len(tokenizer),
                hidden_size=shape.text,
                intermediate_size=4 * shape.text,
                num_hidden_layers=shape.text_layers,
                num_attention_heads=4,
                max_position_embeddings=LENGTH,
                projection_dim=shape.text,
                bos_token_id=tokenizer.bos_token_id,
                eos_token_id=tokenizer.eos_token_id,
                pad_token_id=tokenizer.pad_token_id,
                attn_implementation="eager",
            )
        )
        self.unet = UNet2DConditionModel(
            sample_size=SIDE // FACTOR,
            in_channels=LATENTS,
            out_channels=LATENTS,
            block_out_channels=shape.channels,
            layers_per_block=1,
            down_block_types=("CrossAttnDownBlock2D",) * levels,
            up_block_types=("CrossAttnUpBlock2D",) * levels,
            cross_attention_dim=shape.text,
            attention_head_dim=shape.heads,
            norm_num_groups=16,
        )

    def forward(self, noisy: Tensor, timesteps: Tensor, tokens: Tensor) -> Tensor:
        """The velocity at 0..999; `tokens` are batch x LENGTH."""
        words = self.text_encoder(input_ids=tokens).last_hidden_state
        return self.unet(noisy, timesteps, words).sample


def noise_levels() -> Tensor:
    """The products of alphas over the 1,000 steps, Ho et al. 2020, as `scaled_linear` has them."""
    start, end = SCHEDULE["beta_start"] ** 0.5, SCHEDULE["beta_end"] ** 0.5
    betas = torch.linspace(start, end, SCHEDULE["num_train_timesteps"], dtype=torch.float64) ** 2
    return (1 - betas).cumprod(0).to(torch.float32)


def velocity_loss(
    model: Denoiser, latents: Tensor, tokens: Tensor, timesteps: Tensor, noise: Tensor
) -> Tensor:
    """Mean squared error of the velocity, Salimans and Ho 2022, equation for v-prediction."""
    level = noise_levels().to(latents.device)[timesteps].view(-1, 1, 1, 1)
    signal, rest = level.sqrt(), (1 - level).sqrt()
    predicted = model(signal * latents + rest * noise, timesteps, tokens)
    return nn.functional.mse_loss(predicted, signal * noise - rest * latents)


@torch.no_grad()
def sample(
    model: Denoiser,
    tokens: Tensor,
    empty: Tensor,
    dice: torch.Generator,
    steps: int = 20,
    guidance: float = 2.0,
) -> Tensor:
    """DDIM without noise, Song et al. 2021; `empty` are the tokens of no words, 1 x LENGTH."""
    levels = noise_levels().to(tokens.device)
    shape = (len(tokens), LATENTS, SIDE // FACTOR, SIDE // FACTOR)
    latents = torch.randn(shape, generator=dice).to(tokens.device)
    both = torch.cat([empty.expand_as(tokens), tokens])
    words = model.text_encoder(input_ids=both).last_hidden_state
    stride = 1000 // steps
    for now in range(999, -1, -stride):
        time = torch.full((len(both),), now, device=tokens.device)
        plain, asked = model.unet(latents.repeat(2, 1, 1, 1), time, words).sample.chunk(2)
        velocity = plain + guidance * (asked - plain)
        level = levels[now]
        after = levels[now - stride] if now >= stride else torch.tensor(1.0)
        clean = level.sqrt() * latents - (1 - level).sqrt() * velocity
        noise = level.sqrt() * velocity + (1 - level).sqrt() * latents
        latents = after.sqrt() * clean + (1 - after).sqrt() * noise
    return latents
