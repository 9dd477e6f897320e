"""The parts of an image runtime that need no model."""

import json
import struct
import zlib

import numpy as np
import pytest

from atelier_runtime.image.drawing import cover_cells
from atelier_runtime.image.png import encode_png
from atelier_runtime.image.preview import Previews, fit_color_map, to_rgb
from atelier_runtime.image.schedulers import Schedulers


def test_a_png_holds_its_pixels():
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    png = encode_png(pixels)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (3, 2)
    length = struct.unpack(">I", png[33:37])[0]
    rows = zlib.decompress(png[41 : 41 + length])
    assert rows == b"".join(b"\x00" + row.tobytes() for row in pixels)


def test_the_colours_are_fitted_to_the_decoder():
    mixing = np.array([[40, 0, 0], [0, 30, 0], [0, 0, 20], [5, 5, 5]], np.float32)

    def decode(latent):
        colors = np.einsum("bchw,cd->bhwd", latent, mixing) + 128
        return np.clip(colors, 0, 255).repeat(8, axis=1).repeat(8, axis=2).astype(np.uint8)

    color_map = fit_color_map(decode, 4)
    latent = np.random.default_rng(1).standard_normal((4, 8, 8)).astype(np.float32)
    seen = to_rgb(latent, color_map).astype(int)
    true = decode(latent[None])[0, ::8, ::8].astype(int)
    assert np.abs(seen - true).mean() < 4


def test_previews_never_take_more_than_their_share(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("atelier_runtime.image.preview.time.monotonic", lambda: now[0])

    class Latent:
        @property
        def data(self):
            now[0] += 0.001
            return np.zeros((1, 4, 8, 8), np.float32)

    previews = Previews(np.zeros((5, 3), np.float32))
    made = 0
    for _ in range(1000):
        now[0] += 0.01
        made += previews.of(Latent()) is not None
    assert 150 <= made <= 210
    assert Previews(None).of(Latent()) is None


def test_a_mask_grows_to_whole_cells():
    mask = np.zeros((8, 12, 1), np.uint8)
    mask[3, 5] = 200
    grown = cover_cells(mask, 4)
    assert grown.shape == mask.shape
    assert grown[:4, 4:8].min() == 200
    assert grown.sum() == 16 * 200
    odd = cover_cells(np.full((5, 7, 1), 9, np.uint8), 4)
    assert odd.shape == (5, 7, 1)
    assert odd.min() == 9


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scheduler").mkdir()
    settings = {
        "_class_name": "DDIMScheduler",
        "beta_schedule": "scaled_linear",
        "beta_start": 0.00085,
        "beta_end": 0.012,
        "num_train_timesteps": 1000,
        "trained_betas": None,
    }
    (tmp_path / "scheduler" / "scheduler_config.json").write_text(json.dumps(settings))
    return tmp_path


@pytest.mark.parametrize(
    "name",
    ["ddim", "DDIMScheduler", "euler", "k_euler", "Euler_A", "euler-ancestral", "lcm", "LMS"],
)
def test_names_that_users_know_are_taken(folder, name):
    assert Schedulers(folder).choose(name)[1] == []


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("dpm++ 2m", "euler "),
        ("DPMSolverMultistep", "euler "),
        ("dpmpp_2m_karras", "euler "),
        ("UniPC", "euler "),
        ("dpm++_2m_sde", "euler_a "),
        ("DDPM", "euler_a "),
        ("euler karras", "euler "),
        ("pndm", "ddim "),
        ("flow-match-euler", "ddim "),
        ("??", "ddim "),
    ],
)
def test_others_come_with_the_name_of_the_one_used(folder, name, used):
    chosen, [warning] = Schedulers(folder).choose(name)
    assert warning["setting"] == "scheduler"
    assert used in warning["message"]
    assert chosen.scheduler is not None


def test_lcm_is_kept_from_a_model_that_does_not_predict_noise(folder):
    file = folder / "scheduler" / "scheduler_config.json"
    settings = json.loads(file.read_text())
    file.write_text(json.dumps({**settings, "prediction_type": "v_prediction"}))
    [warning] = Schedulers(folder).choose("lcm")[1]
    assert "ddim" in warning["message"]
