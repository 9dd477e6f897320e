"""Both trainings of starter-image, a few steps long."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from image import denoiser, train_denoiser
from image.autoencoder import FACTOR, LATENTS, Autoencoder
from image.denoiser import DenoiserShape, noise_levels
from image.render import SIDE
from image.run import learning_rate, load_checkpoint, save_checkpoint
from image.scenes import FLOOR
from image.tokenizer import LENGTH, make_tokenizer
from image.train_autoencoder import AutoencoderPlan, picture_batch, train_autoencoder
from image.train_denoiser import DenoiserPlan, tokens_of
from starter.scene import Scene, Thing

CPU = torch.device("cpu")
AUTOENCODER = AutoencoderPlan(steps=4, batch=2, save_every=100)
DENOISER = DenoiserPlan("tiny", FLOOR, scenes=8, steps=4, peak=1e-3, batch=4, save_every=100)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr(denoiser.DenoiserShape.__init__, "__defaults__", ((16, 16), 2, 16, 1))
    monkeypatch.setattr(train_denoiser, "draw_sheet", lambda *_: None)


def test_an_autoencoder_that_was_stopped_goes_on_as_if_it_was_not(tmp_path: Path) -> None:
    whole = train_autoencoder(AUTOENCODER, tmp_path / "whole", CPU)
    train_autoencoder(AUTOENCODER, tmp_path / "parts", CPU, stop_at=2)
    parts = train_autoencoder(AUTOENCODER, tmp_path / "parts", CPU)
    _same(whole, parts)


def test_a_denoiser_that_was_stopped_goes_on_as_if_it_was_not(tmp_path: Path) -> None:
    torch.manual_seed(0)
    autoencoder = Autoencoder().eval()
    whole = train_denoiser.train_denoiser(DENOISER, autoencoder, tmp_path / "whole", CPU)
    train_denoiser.train_denoiser(DENOISER, autoencoder, tmp_path / "parts", CPU, stop_at=2)
    parts = train_denoiser.train_denoiser(DENOISER, autoencoder, tmp_path / "parts", CPU)
    _same(whole, parts)


def test_a_following_plan_starts_from_the_average_of_the_former(tmp_path: Path) -> None:
    torch.manual_seed(0)
    autoencoder = Autoencoder().eval()
    former = train_denoiser.train_denoiser(DENOISER, autoencoder, tmp_path, CPU)
    plan = replace(DENOISER, name="next", follows="tiny", steps=0)
    _same(former, train_denoiser.train_denoiser(plan, autoencoder, tmp_path, CPU))
    with pytest.raises(FileNotFoundError):
        train_denoiser.train_denoiser(replace(plan, follows="none"), autoencoder, tmp_path, CPU)


def test_a_checkpoint_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "some.pt"
    assert load_checkpoint(path) is None
    save_checkpoint(path, {"step": 3})
    (tmp_path / "some.new").write_bytes(b"half of a ch")
    state = load_checkpoint(path)
    assert state is not None
    assert state["step"] == 3


def test_latents_have_one_power_and_the_decoder_the_side_of_the_picture() -> None:
    model = Autoencoder().eval()
    pictures = picture_batch(1, 0, 2).pictures
    assert pictures.min() >= -1
    assert pictures.max() <= 1
    latents = model.encoder(pictures)
    assert latents.shape == (2, LATENTS, SIDE // FACTOR, SIDE // FACTOR)
    assert torch.allclose(latents.square().mean(1), torch.tensor(1.0), atol=1e-3)
    assert model.decoder(latents).shape == pictures.shape


def test_the_learning_rate_rises_then_falls() -> None:
    rates = [learning_rate(step, 1_000, 1.0) for step in (0, 99, 500, 999)]
    assert rates[0] < rates[2] < rates[1]
    assert rates[3] < 0.03


def test_almost_nothing_is_left_at_the_last_step() -> None:
    levels = noise_levels()
    assert levels[0] > 0.99
    assert levels[-1] < 1e-3


def test_tokens_know_no_case_and_the_longest_prompt_fits(tmp_path: Path) -> None:
    tokenizer = make_tokenizer(tmp_path)
    thing = Thing("triangle", "yellow", "small", "at the bottom")
    longest = Scene((thing, thing), "orange").prompt()
    tokens = tokens_of(["a red circle", "A Red  CIRCLE", longest], tokenizer)
    assert tokens.shape == (3, LENGTH)
    assert tokens[0].tolist() == tokens[1].tolist()
    assert (tokens[0] != tokenizer.pad_token_id).sum() == 4
    # The end is still there.
    assert tokens[2, -1] == tokenizer.pad_token_id


def test_the_shape_is_small_here() -> None:
    assert DenoiserShape().channels == (16, 16)


def _same(one: torch.nn.Module, other: torch.nn.Module) -> None:
    for (name, left), right in zip(
        one.state_dict().items(), other.state_dict().values(), strict=True
    ):
        assert torch.equal(left, right), name
