"""Trains a starter model: `train.py image|chat --out DIR --work DIR [--device auto|cpu|cuda]`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

# Nothing here comes from a model hub, and nobody should wait for one.
os.environ["HF_HUB_OFFLINE"] = "1"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=("image", "chat"))
    parser.add_argument("--out", type=Path, required=True, help="folder of the model that ships")
    parser.add_argument("--work", type=Path, required=True, help="folder of checkpoints and sheets")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, help="of the processor; all if not given")
    options = parser.parse_args()
    if options.threads is not None:
        # Before PyTorch is loaded: a second pool of threads slows the first one down.
        os.environ["OMP_NUM_THREADS"] = str(options.threads)
    if options.model == "chat":
        from chat.make import make_chat_model

        make_chat_model(options.work, options.out, options.device)
        return
    from image.make import make_image_model

    make_image_model(options.work, options.out, options.device)


if __name__ == "__main__":
    main()
