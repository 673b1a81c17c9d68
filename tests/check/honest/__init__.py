"""Right answers to the exercises, written as different people would: one module per catalogue."""

from importlib import import_module
from pkgutil import iter_modules

HONEST = {
    name: rewrites
    for module in iter_modules(__path__)
    for name, rewrites in import_module(f"{__name__}.{module.name}").HONEST.items()
}
