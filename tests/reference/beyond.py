"""What PyTorch, Optax and the authors of schedule-free say of what came after Adam, in float64.

python -m tests.reference.beyond writes the JSON beside it, where torch==2.13.0, optax==0.2.8,
jax==0.10.2 and schedulefree==1.4.1 are installed; the project itself needs none of them.
"""

import json
from importlib.metadata import version

import jax
import optax
import schedulefree
import torch
from torch.optim import swa_utils
from torch.optim._muon import _zeropower_via_newtonschulz

from tests.reference.make import CURVATURE, HERE, KEPT, START

PACKAGES = ("torch", "optax", "jax", "schedulefree")
# Gentle enough that 50 steps do not make a rounding of the last digit larger than 1e-12.
TORCH = {
    "AdamW": [
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
        {"lr": 0.1, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3, "weight_decay": 0.5},
    ],
    "AMSGrad": [
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.1, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3},
        {"lr": 0.3, "beta1": 0.0, "beta2": 0.5, "eps": 1e-8},
    ],
    "NAdam": [
        {"lr": 0.002, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "momentum_decay": 4e-3},
        {"lr": 0.02, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3, "momentum_decay": 0.5},
        {"lr": 0.01, "beta1": 0.99, "beta2": 0.99, "eps": 1e-8, "momentum_decay": 0.0},
    ],
    "ScheduleFree": [{"lr": 0.03, "beta": 0.9}, {"lr": 0.01, "beta": 0.5}],
    "ScheduleFreeAdam": [
        {"lr": 0.0025, "beta": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.02, "beta": 0.5, "beta2": 0.9, "eps": 1e-3},
    ],
}
OPTAX = {
    "Lion": [
        {"lr": 0.01, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
        {"lr": 0.1, "beta1": 0.5, "beta2": 0.9, "weight_decay": 0.3},
    ],
    "AdEMAMix": [
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "beta3": 0.9999, "alpha": 5.0, "eps": 1e-8},
        {"lr": 0.1, "beta1": 0.5, "beta2": 0.9, "beta3": 0.99, "alpha": 8.0, "eps": 1e-3},
    ],
}
MUON = [
    {"lr": 0.02, "beta": 0.95, "weight_decay": 0.0},
    {"lr": 0.1, "beta": 0.5, "weight_decay": 0.3},
]


def torch_optimizer(kind, theta, h):
    lr, eps, betas = h["lr"], h.get("eps"), (h.get("beta1"), h.get("beta2"))
    match kind:
        case "AdamW":
            return torch.optim.AdamW(theta, lr, betas, eps, h["weight_decay"])
        case "AMSGrad":
            return torch.optim.Adam(theta, lr, betas, eps, amsgrad=True)
        case "NAdam":
            return torch.optim.NAdam(theta, lr, betas, eps, momentum_decay=h["momentum_decay"])
        case "ScheduleFree":
            return schedulefree.SGDScheduleFreeReference(theta, lr, h["beta"])
        case "ScheduleFreeAdam":
            betas = h["beta"], h["beta2"]
            return schedulefree.AdamWScheduleFreeReference(theta, lr, betas, eps)


def optax_optimizer(kind, h):
    lr, b1, b2 = h["lr"], h["beta1"], h["beta2"]
    if kind == "Lion":
        return optax.lion(lr, b1, b2, weight_decay=h["weight_decay"])
    return optax.contrib.ademamix(lr, b1, b2, h["beta3"], h["alpha"], h["eps"])


def in_torch(kind, h):
    """50 steps on f(θ) = Σ cᵢθᵢ²/2 + cos θᵢ, as in `make`; of schedule-free also x at the end."""
    theta, kept = torch.tensor(START, requires_grad=True), {}
    opt = torch_optimizer(kind, [theta], h)
    if kind.startswith("ScheduleFree"):
        opt.train()
    for t in range(1, 51):
        theta.grad = torch.tensor(CURVATURE) * theta.detach() - theta.detach().sin()
        opt.step()
        if t in KEPT:
            kept[t] = theta.tolist()
    run = {"kind": kind, "hyperparameters": h, "theta": kept}
    return run | ({"x": opt.state[theta]["x"].tolist()} if kind.startswith("Schedule") else {})


def in_optax(kind, h):
    theta, opt, kept = jax.numpy.array(START), optax_optimizer(kind, h), {}
    state = opt.init(theta)
    for t in range(1, 51):
        grad = jax.numpy.array(CURVATURE) * theta - jax.numpy.sin(theta)
        updates, state = opt.update(grad, state, theta)
        theta = optax.apply_updates(theta, updates)
        if t in KEPT:
            kept[t] = theta.tolist()
    return {"kind": kind, "hyperparameters": h, "theta": kept}


def beyond():
    runs = [in_torch(kind, h) for kind, settings in TORCH.items() for h in settings]
    return {"runs": runs + [in_optax(kind, h) for kind, each in OPTAX.items() for h in each]}


def muon():
    """PyTorch rounds to bfloat16 before it iterates: that is switched off here."""
    rounding, torch.Tensor.bfloat16 = torch.Tensor.bfloat16, torch.Tensor.clone
    try:
        matrices = [torch.randn(shape) for shape in ((4, 4), (5, 3), (3, 6))]
        return {
            "orthogonalised": [orthogonalised(M) for M in matrices],
            "runs": [muon_run(h, M) for h, M in zip(MUON, matrices, strict=False)],
        }
    finally:
        torch.Tensor.bfloat16 = rounding


def orthogonalised(M):
    O = _zeropower_via_newtonschulz(M, (3.4445, -4.7750, 2.0315), 5, 1e-7)  # noqa: E741
    return {"shape": [*M.shape], "M": M.tolist(), "O": O.tolist()}


def muon_run(h, start):
    """50 steps on f(W) = Σ (W − target)²/2 − cos W."""
    W, target, kept = start.clone().requires_grad_(), torch.randn(start.shape), {}
    settings = {"weight_decay": h["weight_decay"], "momentum": h["beta"]}
    opt = torch.optim.Muon([W], h["lr"], adjust_lr_fn="match_rms_adamw", **settings)
    for t in range(1, 51):
        W.grad = W.detach() - target + W.detach().sin()
        opt.step()
        if t in KEPT:
            kept[t] = W.tolist()
    return {
        "hyperparameters": h,
        "start": start.tolist(),
        "target": target.tolist(),
        "theta": kept,
    }


def companions():
    thetas = torch.randn(12, 4)
    return {
        "thetas": thetas.tolist(),
        "averages": [averaged(thetas, beta) for beta in (None, 0.5, 0.9)],
        "clipped": [clipped(longest) for longest in (0.1, 1.0, 2.5, 100.0)],
        "one_cycle": [one_cycle(*h) for h in ((0.1, 20, 0.3, 25, 1e4), (0.5, 50, 0.7, 4, 10))],
    }


def averaged(thetas, beta):
    model = torch.nn.Linear(4, 1, bias=False)
    how = {} if beta is None else {"avg_fn": swa_utils.get_ema_avg_fn(beta)}
    average = swa_utils.AveragedModel(model, **how)
    for theta in thetas:
        model.weight.data[:] = theta
        average.update_parameters(model)
    return {"beta": beta, "theta": average.module.weight[0].tolist()}


def clipped(longest):
    theta = torch.zeros(4, requires_grad=True)
    theta.grad = torch.tensor([1.0, -2.0, 0.5, 1.5])
    given, length = theta.grad.tolist(), torch.nn.utils.clip_grad_norm_([theta], longest)
    return {
        "grad": given,
        "longest": longest,
        "length": length.item(),
        "clipped": theta.grad.tolist(),
    }


def one_cycle(lr, steps, up, start, end):
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        opt, lr, steps, pct_start=up, div_factor=start, final_div_factor=end, cycle_momentum=False
    )
    rates = []
    for _ in range(steps):
        rates.append(opt.param_groups[0]["lr"])
        opt.step()
        schedule.step()
    h = {"lr": lr, "steps": steps, "up": up, "start": start, "end": end}
    return {"hyperparameters": h, "rates": rates}


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    jax.config.update("jax_enable_x64", True)
    versions = {name: version(name) for name in PACKAGES}
    for make in (beyond, muon, companions):
        text = json.dumps(versions | {make.__name__: make()})
        (HERE / f"{make.__name__}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
