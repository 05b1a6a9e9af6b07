"""Gradients with momentum (dpnn's updateGradParameters)."""

from __future__ import annotations

from typing import Any

from ...table import Table
from .norms import children, own, positive


class Momentum:
    """A module's own fields momFactor, momDamp and momNesterov overrule the arguments."""

    def momentumGradParameters(self: Any) -> Any:
        """The running averages of the gradients, a Table; they start as copies of the gradients.

        Nothing for a module without parameters.
        """
        averages = vars(self).get("momGradParams")
        if not averages:
            found = self.parameters()
            gradients = found[1] if isinstance(found, tuple) else None
            if not gradients:
                return None
            averages = Table({key: gradient.clone() for key, gradient in gradients.items()})
            self.momGradParams = averages
        return averages

    def updateGradParameters(
        self: Any, momFactor: float | None = None, momDamp: float | None = None, momNesterov: bool | None = None
    ) -> None:
        """average = momFactor * average + (1 - momDamp) * gradient; then gradient = average.

        momDamp is momFactor by default. With momNesterov the gradient becomes gradient + momFactor * average.
        """
        momFactor = own(self, "momFactor", momFactor)
        if not positive(momFactor, "momFactor"):
            return
        momDamp = own(self, "momDamp", momDamp)
        momDamp = momFactor if momDamp is None else momDamp
        momNesterov = own(self, "momNesterov", momNesterov)
        modules = children(self)
        if modules is not None:
            for module in modules:
                module.updateGradParameters(momFactor, momDamp, momNesterov)
            return
        found = self.parameters()
        if not isinstance(found, tuple) or not found[0]:
            return
        averages = self.momentumGradParameters()
        for key, gradient in found[1].items():
            average = averages[key]
            average.mul(momFactor)
            average.add(1 - momDamp, gradient)
            if momNesterov:
                gradient.add(momFactor, average)
            else:
                gradient.copy(average)
