"""What came after Adam, as elementwise rules like those in `optimizers`; Muon has its own module.

Defaults are PyTorch's where PyTorch has the method, and otherwise its authors'.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from helpers.optimizers import Adam
from helpers.stepping import Hyper, Optimizer


@dataclass(repr=False, eq=False)
class AdamW(Adam):
    """θ ← (1 − lr·λ)·θ, then Adam's step: the weights decay beside the gradient, not as part of it.

    λ is `weight_decay`, per unit of lr, as in PyTorch; the paper's λ is lr·λ here.
    (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101)
    """

    weight_decay: Hyper = 0.01

    def rule(self, theta, g, m, v):
        theta *= 1 - self.lr * self.weight_decay
        super().rule(theta, g, m, v)


@dataclass(repr=False, eq=False)
class AMSGrad(Adam):
    """Adam with h ← max(h, v) in the place of v: it never forgets the largest gradients.

    m and h are corrected as in Adam, which the paper leaves out. Apart from that correction, no
    effective learning rate ever grows.
    (Reddi, Kale & Kumar 2018, https://arxiv.org/abs/1904.09237)
    """

    averages = ("m", "v", "h")

    def rule(self, theta, g, m, v, h):
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * g * g
        np.maximum(h, v, out=h)
        correct_m = 1 - self.beta1**self.t
        correct_h = (1 - self.beta2**self.t) ** 0.5
        theta -= self.lr * correct_h / correct_m * m / (np.sqrt(h) + self.eps * correct_h)

    def multiplier(self, m, v, h):
        return super().multiplier(m, h)


@dataclass(repr=False, eq=False)
class NAdam(Adam):
    """Adam that looks ahead: θ ← θ − lr·(μₜ₊₁·m / (1 − Πₜ₊₁) + (1 − μₜ)·g / (1 − Πₜ)) / (√v̂ + ε).

    μₜ = β₁·(1 − 0.96^(ψt)/2) warms up from β₁/2, with ψ = `momentum_decay`, and Πₜ = μ₁·μ₂·…·μₜ.
    (Dozat 2016, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ; ψ is PyTorch's)
    """

    lr: Hyper = 2e-3
    momentum_decay: Hyper = 4e-3
    numbers: ClassVar = {"product": 1.0}

    def mu(self, t):
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))

    def count(self):
        self.product = self.product * self.mu(self.t)

    def rule(self, theta, g, m, v):
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * g * g
        correct_v, ahead = (1 - self.beta2**self.t) ** 0.5, self.mu(self.t + 1)
        of_m = self.lr * correct_v * ahead / (1 - self.product * ahead)
        of_g = self.lr * correct_v * (1 - self.mu(self.t)) / (1 - self.product)
        theta -= (of_m * m + of_g * g) / (np.sqrt(v) + self.eps * correct_v)


@dataclass(repr=False, eq=False)
class Lion(Optimizer):
    """θ ← θ − lr·(sign(β₁m + (1 − β₁)·g) + λθ),  m ← β₂m + (1 − β₂)·g.

    Every weight moves by lr, whatever its gradient is: so lr is 3 to 10 times smaller than Adam's,
    and λ (`weight_decay`) as many times larger. The rule was found by a program that searched for
    programs. (Chen et al. 2023, https://arxiv.org/abs/2302.06675)
    """

    lr: Hyper = 1e-4
    beta1: Hyper = 0.9
    beta2: Hyper = 0.99
    weight_decay: Hyper = 0.0
    averages = ("m",)

    def rule(self, theta, g, m):
        theta *= 1 - self.lr * self.weight_decay
        theta -= self.lr * np.sign(self.beta1 * m + (1 - self.beta1) * g)
        m *= self.beta2
        m += (1 - self.beta2) * g


@dataclass(repr=False, eq=False)
class AdEMAMix(Adam):
    """Adam with a second, slow average:  s ← β₃s + (1 − β₃)·g,  θ ← θ − lr·(m̂ + αs) / (√v̂ + ε).

    s is not corrected, so that it fills slowly. With few steps a smaller β₃, such as 0.999, can do
    better (the paper's appendix C). For long runs it warms α and β₃ up, which this rule does not.
    (Pagliardini, Ablin & Grangier 2024, https://arxiv.org/abs/2409.03137)
    """

    beta3: Hyper = 0.9999
    alpha: Hyper = 5.0
    averages = ("m", "v", "s")

    def rule(self, theta, g, m, v, s):
        s *= self.beta3
        s += (1 - self.beta3) * g
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * g * g
        correct_m, correct_v = 1 - self.beta1**self.t, (1 - self.beta2**self.t) ** 0.5
        both = correct_m * self.alpha * s + m
        both /= np.sqrt(v) + self.eps * correct_v
        theta -= self.lr * correct_v / correct_m * both

    def multiplier(self, m, v, s):
        return super().multiplier(m, v)


@dataclass(repr=False, eq=False)
class ScheduleFree(Optimizer):
    """z ← z − lr·g,  x ← (1 − c)·x + c·z,  θ = (1 − β)·z + β·x: SGD that needs no schedule.

    x is the average of all z so far, each with the weight lr² that it had (c = lr² / Σ lr², that is
    1/t while lr stays). The authors keep no x, which follows from θ and z.
    Gradients are taken at θ, but what has been learned is `x`:
    `with companions.placed(net.theta, opt.x)` evaluates the network there.
    (Defazio et al. 2024, https://arxiv.org/abs/2405.15682)
    """

    lr: Hyper = 1.0
    beta: Hyper = 0.9
    averages = from_theta = ("z", "x")
    numbers: ClassVar = {"total": 0.0, "share": 0.0}

    def count(self):
        self.total = self.total + self.lr**2
        self.share = self.lr**2 / (self.total + (self.total == 0))  # 0 while lr has always been 0

    def rule(self, theta, g, z, x):
        z -= self.lr * g
        self.average(theta, z, x)

    def average(self, theta, z, x):
        x += self.share * (z - x)
        theta[...] = z + self.beta * (x - z)


@dataclass(repr=False, eq=False)
class ScheduleFreeAdam(ScheduleFree):
    """v ← β₂v + (1 − β₂)·g²,  z ← z − lr·g / (√v̂ + ε);  x and θ as in ScheduleFree.

    v̂ is Adam's. There is no m: β takes its place.
    (Defazio et al. 2024, https://arxiv.org/abs/2405.15682; the correction as in their code 1.4.1)
    """

    lr: Hyper = 2.5e-3
    beta2: Hyper = 0.999
    eps: Hyper = 1e-8
    averages = ("v", "z", "x")

    def rule(self, theta, g, v, z, x):
        v *= self.beta2
        v += (1 - self.beta2) * g * g
        correct = (1 - self.beta2**self.t) ** 0.5
        z -= self.lr * correct * g / (np.sqrt(v) + self.eps * correct)
        self.average(theta, z, x)


BEYOND = {
    kind.__name__: kind
    for kind in (AdamW, AMSGrad, NAdam, Lion, AdEMAMix, ScheduleFree, ScheduleFreeAdam)
}
