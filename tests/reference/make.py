"""What PyTorch 2.13 says, in float64: python tests/reference/make.py writes the JSON beside it.

Run it where torch==2.13.0 is installed; the project itself does not need torch.
"""

import itertools
import json
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).parent
KEPT = (1, 2, 3, 10, 25, 50)  # the steps whose θ is written down
START = [1.5, -0.7, 0.02, 3.0]
CURVATURE = [0.1, 2.0, 50.0, 1e-3]
OPTIMIZERS = {
    "SGD": [{"lr": 0.03}, {"lr": 0.001}],
    "Momentum": [
        {"lr": 0.01, "beta": 0.9, "dampening": 0.0},
        {"lr": 0.02, "beta": 0.5, "dampening": 0.0},
        {"lr": 0.03, "beta": 0.9, "dampening": 0.9},
        {"lr": 0.01, "beta": 0.99, "dampening": 0.3},
    ],
    "Nesterov": [{"lr": 0.01, "beta": 0.9}, {"lr": 0.02, "beta": 0.5}],
    "AdaGrad": [{"lr": 0.3, "eps": 1e-10}, {"lr": 0.01, "eps": 1e-3}],
    "RMSProp": [{"lr": 0.01, "beta": 0.99, "eps": 1e-8}, {"lr": 0.05, "beta": 0.9, "eps": 1e-2}],
    "Adadelta": [{"lr": 1.0, "beta": 0.9, "eps": 1e-6}, {"lr": 0.5, "beta": 0.95, "eps": 1e-3}],
    "Adam": [
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.1, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3},
        {"lr": 0.3, "beta1": 0.0, "beta2": 0.99, "eps": 1e-8},
    ],
}

# Far from what anybody would choose, for gradients far from what anybody would like.
WIDE = {
    "SGD": [{"lr": 0.0}, {"lr": 10.0}],
    "Momentum": [
        {"lr": 1.0, "beta": 0.999, "dampening": 0.0},
        {"lr": 0.1, "beta": 0.01, "dampening": 0.5},
        {"lr": 0.1, "beta": 0.9, "dampening": 1.0},
    ],
    "Nesterov": [{"lr": 1.0, "beta": 0.999}, {"lr": 0.1, "beta": 0.01}],
    "AdaGrad": [{"lr": 10.0, "eps": 1.0}, {"lr": 1e-6, "eps": 1e-30}],
    "RMSProp": [{"lr": 10.0, "beta": 0.0, "eps": 1e-30}, {"lr": 1e-6, "beta": 0.9999, "eps": 1.0}],
    "Adadelta": [
        {"lr": 1.0, "beta": 0.9, "eps": 1e-6},
        {"lr": 10.0, "beta": 0.0, "eps": 1e-12},
        {"lr": 1e-3, "beta": 0.9999, "eps": 1e-2},
    ],
    "Adam": [
        {"lr": 10.0, "beta1": 0.0, "beta2": 0.0, "eps": 1e-30},
        {"lr": 1e-6, "beta1": 0.999, "beta2": 0.9999, "eps": 1.0},
        {"lr": 1.0, "beta1": 0.99, "beta2": 0.5, "eps": 1e-8},
    ],
}
FEW = (1, 3, 30)


def torch_optimizer(kind, theta, h):
    match kind:
        case "SGD":
            return torch.optim.SGD(theta, lr=h["lr"])
        case "Momentum":
            opt = torch.optim.SGD(theta, lr=h["lr"], momentum=h["beta"], dampening=h["dampening"])
            for p in theta:  # start from v = 0, where PyTorch would start from v = g
                opt.state[p]["momentum_buffer"] = torch.zeros_like(p)
            return opt
        case "Nesterov":
            return torch.optim.SGD(theta, lr=h["lr"], momentum=h["beta"], nesterov=True)
        case "AdaGrad":
            return torch.optim.Adagrad(theta, lr=h["lr"], eps=h["eps"])
        case "RMSProp":
            return torch.optim.RMSprop(theta, lr=h["lr"], alpha=h["beta"], eps=h["eps"])
        case "Adadelta":
            return torch.optim.Adadelta(theta, lr=h["lr"], rho=h["beta"], eps=h["eps"])
        case "Adam":
            betas = (h["beta1"], h["beta2"])
            return torch.optim.Adam(theta, lr=h["lr"], betas=betas, eps=h["eps"])


def optimizers():
    """50 steps on f(θ) = Σ cᵢθᵢ²/2 + cos θᵢ, which has flat, steep and bending directions."""
    c, runs = torch.tensor(CURVATURE), []
    for kind, settings in OPTIMIZERS.items():
        for h in settings:
            theta = torch.tensor(START, requires_grad=True)
            opt, kept = torch_optimizer(kind, [theta], h), {}
            for t in range(1, 51):
                opt.zero_grad()
                (c * theta**2 / 2 + theta.cos()).sum().backward()
                opt.step()
                if t in KEPT:
                    kept[t] = theta.tolist()
            runs.append({"kind": kind, "hyperparameters": h, "theta": kept})
    return {"start": START, "curvature": CURVATURE, "runs": runs}


def gradients():
    """30 gradients (30, 4) of one kind, and θ from 0 under them, in one precision."""
    even = torch.rand(30, 4) + 0.5
    signed = even * torch.randint(0, 2, (30, 4)).mul(2).sub(1)
    sizes = 10.0 ** torch.randint(-9, 10, (30, 4))
    kinds = {
        "sparse": ("float64", signed * (torch.rand(30, 4) < 0.1)),
        "of all sizes": ("float64", signed * sizes),
        "tiny": ("float64", signed * 1e-100),
        "huge": ("float64", signed * 1e150),
        "tiny in float32": ("float32", signed * 1e-15),
        "huge in float32": ("float32", signed * 1e18),
    }
    return {name: given(grads.to(getattr(torch, dtype))) for name, (dtype, grads) in kinds.items()}


def given(grads):
    runs = []
    for kind, settings in WIDE.items():
        for h in settings:
            theta = torch.zeros(4, dtype=grads.dtype, requires_grad=True)
            opt, kept = torch_optimizer(kind, [theta], h), {}
            for t, grad in enumerate(grads, start=1):
                theta.grad = grad.clone()
                opt.step()
                if t in FEW:
                    kept[t] = theta.tolist()
            runs.append({"kind": kind, "hyperparameters": h, "theta": kept})
    return {"dtype": str(grads.dtype)[6:], "grads": grads.tolist(), "runs": runs}


def through(f, x, dy, *parameters):
    """y = f(x), and the gradients of Σ y·dy with respect to x and the parameters."""
    x = x.clone().requires_grad_()
    y = f(x)
    grads = torch.autograd.grad((y * dy).sum(), [x, *parameters])
    return {
        "y": y.tolist(),
        "dx": grads[0].tolist(),
        "dparameters": [g.tolist() for g in grads[1:]],
    }


def layers():
    x, dy = 2 * torch.randn(6, 4), torch.randn(6, 4)
    W, b = torch.randn(4, 3, requires_grad=True), torch.randn(3, requires_grad=True)
    out = {"x": x.tolist(), "dy": dy.tolist(), "W": W.tolist(), "b": b.tolist()}
    out["Affine"] = through(lambda x: x @ W + b, x, dy[:, :3], W, b)
    for kind in ("ReLU", "Sigmoid", "Tanh"):
        out[kind] = through(getattr(nn, kind)(), x, dy)
    return out | {"BatchNorm": batchnorm(x, dy), "SoftmaxCrossEntropy": cross_entropy(x)}


def batchnorm(x, dy):
    bn = nn.BatchNorm1d(4)
    nn.init.normal_(bn.weight), nn.init.normal_(bn.bias)
    out = {"gamma": bn.weight.tolist(), "beta": bn.bias.tolist()}
    out |= through(bn, x, dy, bn.weight, bn.bias)
    more = torch.randn(2, 5, 4) * 3 + 1
    for batch in more:
        bn(batch)
    out |= {"more": more.tolist(), "running_mean": bn.running_mean.tolist()}
    return out | {"running_var": bn.running_var.tolist(), "evaluated": bn.eval()(x).tolist()}


def cross_entropy(x):
    z, y = (20 * x).clone().requires_grad_(), torch.tensor([0, 3, 1, 1, 2, 0])
    loss = nn.functional.cross_entropy(z, y)
    loss.backward()
    return {"z": z.tolist(), "y": y.tolist(), "loss": loss.item(), "dz": z.grad.tolist()}


def initializers():
    """Measured variances of 512 × 256 weights (PyTorch keeps them as (fan_out, fan_in))."""
    W = torch.empty(256, 512)
    rules = {
        "he": lambda: nn.init.kaiming_normal_(W),
        "glorot": lambda: nn.init.xavier_normal_(W),
        "xavier": lambda: nn.init.kaiming_normal_(W, nonlinearity="linear"),
        "zeros": lambda: nn.init.zeros_(W),
        "normal": lambda: nn.init.normal_(W, std=0.01),
    }
    return {"fans": [512, 256], "variance": {name: f().var().item() for name, f in rules.items()}}


def training(kind, h, activation, batchnorm, l2, l1):
    """12 updates of a 4-5-5-3 network on three batches in turn; θ is W1, b1, (γ1, β1), W2, …."""
    sizes, modules = [4, 5, 5, 3], []
    for i, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        modules.append(nn.Linear(n_in, n_out))
        if i < 2:
            modules += [nn.BatchNorm1d(n_out)] * batchnorm + [getattr(nn, activation)()]
    net = nn.Sequential(*modules)
    opt = torch_optimizer(kind, [*net.parameters()], h)
    x, y = torch.randn(3, 8, 4), torch.randint(0, 3, (3, 8))
    out = {"kind": kind, "hyperparameters": h, "activation": activation.lower(), "l2": l2, "l1": l1}
    out |= {"sizes": sizes, "batchnorm": batchnorm, "x": x.tolist(), "y": y.tolist()}
    out |= {"start": flat(net), "losses": []}
    weights = [m.weight for m in net if isinstance(m, nn.Linear)]
    for t in range(12):
        opt.zero_grad()
        loss = nn.functional.cross_entropy(net(x[t % 3]), y[t % 3])
        loss = loss + sum(l2 / 2 * (w**2).sum() + l1 * w.abs().sum() for w in weights)
        loss.backward()
        opt.step()
        out["losses"].append(loss.item())
    return out | {"end": flat(net), "evaluated": net.eval()(x[0]).tolist()}


def flat(net):
    return torch.cat([(p.T if p.ndim == 2 else p).flatten() for p in net.parameters()]).tolist()


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    momentum = {"lr": 0.1, "beta": 0.9, "dampening": 0.0}
    adam = {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    content = {
        "optimizers": optimizers(),
        "layers": layers(),
        "initializers": initializers(),
        "training": [
            training("Adam", adam, "ReLU", False, 0.0, 0.0),
            training("Momentum", momentum, "Tanh", True, 0.1, 0.0),
            training("SGD", {"lr": 0.2}, "Sigmoid", False, 0.01, 0.02),
            training("RMSProp", {"lr": 0.01, "beta": 0.9, "eps": 1e-8}, "ReLU", True, 0.0, 0.01),
        ],
        "gradients": gradients(),
    }
    for name, value in content.items():
        text = json.dumps({"torch": torch.__version__, name: value})
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
