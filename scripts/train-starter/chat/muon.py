"""Muon: momentum with orthogonalised updates, for the matrices inside the model.

After Keller Jordan's Muon; the polynomials are those of "The Polar Express" (arXiv 2505.16932).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

# Four steps bring singular values from 0.001..1 near to 1, which is as far as training needs.
POLYNOMIALS = (
    (8.28721201814563, -23.595886519098837, 17.300387312530933),
    (4.107059111542203, -2.9478499167379106, 0.5448431082926601),
    (3.9486908534822946, -2.908902115962949, 0.5518191394370137),
    (3.3184196573706015, -2.488488024314874, 0.51004894012372),
)


def orthogonalise(matrices: Tensor) -> Tensor:
    """Nearly the orthogonal factor of each matrix [n, rows, columns].

    It works on the smaller Gram matrix, which all steps but the first and last can do with.
    """
    wide = matrices if matrices.shape[1] <= matrices.shape[2] else matrices.mT
    wide = wide / (wide.norm(dim=(1, 2), keepdim=True) * 1.02 + 1e-7)
    gram = wide @ wide.mT
    identity = torch.eye(gram.shape[1], device=gram.device, dtype=gram.dtype).expand_as(gram)
    total = identity
    for place, (a, b, c) in enumerate(POLYNOMIALS):
        factor = a * identity + b * gram + c * (gram @ gram)
        total = factor @ total if place else factor
        if place < len(POLYNOMIALS) - 1:
            gram = factor @ gram @ factor
    result = total @ wide
    return result if matrices.shape[1] <= matrices.shape[2] else result.mT


class Muon(torch.optim.Optimizer):
    """Matrices of one shape are updated together."""

    def __init__(self, parameters: Iterable[Tensor], lr: float, momentum: float = 0.95) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:
        """One update of every matrix that has a gradient."""
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[Tensor]] = {}
            for parameter in group["params"]:
                if parameter.grad is not None:
                    by_shape.setdefault(parameter.shape, []).append(parameter)
            for shape, parameters in by_shape.items():
                updates = [self._with_momentum(p, group["momentum"]) for p in parameters]
                scale = max(1.0, shape[0] / shape[1]) ** 0.5
                for parameter, update in zip(
                    parameters, orthogonalise(torch.stack(updates)), strict=True
                ):
                    parameter.add_(update, alpha=-group["lr"] * scale)

    def _with_momentum(self, parameter: Tensor, momentum: float) -> Tensor:
        """The gradient with Nesterov's momentum."""
        state = self.state[parameter]
        gradient = parameter.grad
        assert gradient is not None
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        buffer: Tensor = state["momentum"]
        buffer.lerp_(gradient, 1 - momentum)
        return gradient.lerp(buffer, momentum)
