"""Landscapes to descend: functions of one or two variables that know their own gradient."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers.arrays import floats, number, quietly, shown


@dataclass(frozen=True, repr=False)
class Surface:
    """A loss f(θ) with its gradient, its lowest point and a good window to look at it through.

    `f` and `slope` take the coordinates one by one, so that they read like the equation;
    the surface takes them stacked: θ (..., n) → loss (...), and `grad(θ)` (..., n).
    `window` holds one (low, high) pair per coordinate, `start` a place worth starting from.
    Raises ValueError when the last axis of θ is not n.
    """

    name: str
    equation: str
    f: Callable
    slope: Callable
    minimum: tuple[float, ...]
    start: tuple[float, ...]
    window: tuple[tuple[float, float], ...]

    @quietly
    def __call__(self, theta: np.ndarray) -> np.ndarray:
        return self.f(*self._coordinates(theta))[..., 0]

    @quietly
    def grad(self, theta: np.ndarray) -> np.ndarray:
        slope = self.slope(*self._coordinates(theta))
        return np.concatenate(np.broadcast_arrays(*slope), axis=-1)

    @property
    def lowest(self) -> float:
        """The loss at the minimum."""
        return float(self(self.minimum))

    def hessian(self, theta: np.ndarray, h: float = 1e-4) -> np.ndarray:
        """∂²f/∂θᵢ∂θⱼ (n, n) at one θ (n,), from central differences of ∇f."""
        return hessian(self.grad, theta, h)

    def curvatures(self, theta: np.ndarray, h: float = 1e-4) -> np.ndarray:
        """Eigenvalues of the Hessian at one θ (n,), ascending."""
        return np.linalg.eigvalsh(self.hessian(theta, h))

    def _coordinates(self, theta):
        """One array (..., 1) per coordinate: never a scalar, whose powers round differently."""
        theta, n = floats(theta, "theta"), len(self.window)
        if theta.ndim == 0 or theta.shape[-1] != n:
            raise ValueError(
                f"{self.name}: the last axis of theta must hold {n} "
                f"coordinate{'s' * (n > 1)}, but theta has shape {theta.shape}"
            )
        return [theta[..., i : i + 1] for i in range(n)]

    def __repr__(self) -> str:
        return self.name


@quietly
def hessian(grad: Callable, theta: np.ndarray, h: float = 1e-4) -> np.ndarray:
    """Second derivatives (n, n) of a loss at one θ (n,): (∇f(θ + h·eᵢ) − ∇f(θ − h·eᵢ)) / 2h.

    In float64, symmetric. Raises TypeError or ValueError for another θ, or an h not above 0.
    """
    theta = floats(theta, "theta").astype(float)
    if theta.ndim != 1 or theta.size == 0 or not np.isfinite(theta).all():
        raise ValueError(f"theta must be one finite place (n,), but is {shown(theta)}")
    h = number(h, "h", "above 0, and finite", lambda size: 0 < size < np.inf)
    slopes = [
        (grad(theta + nudge) - grad(theta - nudge)) / (2 * h) for nudge in h * np.eye(len(theta))
    ]
    return np.add(slopes, np.transpose(slopes)) / 2


parabola = Surface(
    name="parabola",
    equation="x^2",
    f=lambda x: x**2,
    slope=lambda x: (2 * x,),
    minimum=(0.0,),
    start=(2.0,),
    window=((-2.5, 2.5),),
)

bowl = Surface(
    name="bowl",
    equation="x^2 + y^2",
    f=lambda x, y: x**2 + y**2,
    slope=lambda x, y: (2 * x, 2 * y),
    minimum=(0.0, 0.0),
    start=(-3.0, 2.0),
    window=((-4.0, 4.0), (-3.0, 3.0)),
)

valley = Surface(
    name="valley",
    equation="x^2/20 + y^2",
    f=lambda x, y: x**2 / 20 + y**2,
    slope=lambda x, y: (x / 10, 2 * y),
    minimum=(0.0, 0.0),
    start=(-7.0, 2.0),
    window=((-8.0, 8.0), (-3.0, 3.0)),
)


def ravine(
    condition: float, turn: float = 0.0, name: str = "ravine", equation: str = ""
) -> Surface:
    """f = u²/condition + w²: a valley whose axes u, w are those of x, y turned by an angle."""
    condition = number(condition, "condition", "above 0, and finite", lambda c: 0 < c < np.inf)
    turn = number(turn, "turn", "an angle", np.isfinite)
    c, s = np.cos(turn), np.sin(turn)

    def slope(x, y):
        u, w = 2 * (c * x + s * y) / condition, 2 * (c * y - s * x)
        return c * u - s * w, s * u + c * w

    return Surface(
        name=name,
        equation=equation or f"u^2/{condition:g} + w^2",
        f=lambda x, y: (c * x + s * y) ** 2 / condition + (c * y - s * x) ** 2,
        slope=slope,
        minimum=(0.0, 0.0),
        start=(-7 * c - 2 * s, -7 * s + 2 * c),
        window=((-8.0, 8.0), (-8.0, 8.0)),
    )


tilted_valley = ravine(20, np.pi / 4, "tilted valley", "(x + y)^2/40 + (x - y)^2/2")

saddle = Surface(
    name="saddle",
    equation="x^2 - y^2 + y^4/4",
    f=lambda x, y: x**2 - y**2 + (y * y) ** 2 / 4,
    slope=lambda x, y: (2 * x, y * y * y - 2 * y),
    minimum=(0.0, 2**0.5),
    start=(-1.5, 0.001),
    window=((-2.0, 2.0), (-2.2, 2.2)),
)

plateau = Surface(
    name="plateau",
    equation="q / (1 + q),\\; q = x^2 + y^2",
    f=lambda x, y: 1 - 1 / (1 + x**2 + y**2),
    slope=lambda x, y: (2 * x / (1 + x**2 + y**2) ** 2, 2 * y / (1 + x**2 + y**2) ** 2),
    minimum=(0.0, 0.0),
    start=(-5.0, 2.0),
    window=((-6.0, 6.0), (-4.0, 4.0)),
)

double_well = Surface(
    name="double well",
    equation="x^4/4 - x^2/2 + x/10 + y^2/2",
    f=lambda x, y: (x * x) ** 2 / 4 - x**2 / 2 + x / 10 + y**2 / 2,
    slope=lambda x, y: (x * x * x - x + 0.1, y),
    minimum=(-1.0466805318046022, 0.0),
    start=(0.3, 1.0),
    window=((-1.8, 1.8), (-1.4, 1.4)),
)

rosenbrock = Surface(
    name="rosenbrock",
    equation="(1 - x)^2 + 100\\,(y - x^2)^2",
    f=lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    slope=lambda x, y: (-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)),
    minimum=(1.0, 1.0),
    start=(-1.2, 1.0),
    window=((-2.0, 2.0), (-1.0, 3.0)),
)


def quadratic(*curvatures: float) -> Surface:
    """f = ½ Σ λᵢxᵢ²: a bowl with these curvatures λ along its axes, to start from (1, …, 1)."""
    curvatures = [number(c, "a curvature", "finite", np.isfinite) for c in curvatures]
    if (n := len(curvatures)) == 0:
        raise ValueError("a quadratic needs at least one curvature")
    return Surface(
        name="quadratic",
        equation=" + ".join(f"{c / 2:g}\\,x_{i}^2" for i, c in enumerate(curvatures, start=1)),
        f=lambda *x: sum(c * xi**2 for c, xi in zip(curvatures, x, strict=True)) / 2,
        slope=lambda *x: tuple(c * xi for c, xi in zip(curvatures, x, strict=True)),
        minimum=(0.0,) * n,
        start=(1.0,) * n,
        window=((-1.5, 1.5),) * n,
    )


def _beale_terms(x, y):
    return 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y


def _beale_slope(x, y):
    a, b, c = _beale_terms(x, y)
    return (
        2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1)),
        2 * x * (a + 2 * b * y + 3 * c * y * y),
    )


beale = Surface(
    name="beale",
    equation="(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
    f=lambda x, y: sum(term**2 for term in _beale_terms(x, y)),
    slope=_beale_slope,
    minimum=(3.0, 0.5),
    start=(1.0, 1.5),
    window=((-4.5, 4.5), (-2.0, 2.0)),
)

COURSE = parabola, bowl, valley, tilted_valley, saddle, plateau, double_well, rosenbrock, beale
SURFACES = {surface.name: surface for surface in COURSE}
