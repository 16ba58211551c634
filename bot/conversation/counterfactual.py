"""What would have had to be otherwise for a decision to be another one."""

from dataclasses import dataclass

#: A share, a count or a label.
Value = float | int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterfactual:
    """The smallest change of one fact with which somebody else would have answered (Wachter et al. 2017).

    Attributes:
        fact: its name in `routing.facts`.
        value: what it was.
        needed: what it would have had to be.
        kind: who would have answered: `automate`, `clarify` or `human`.
    """

    fact: str
    value: Value
    needed: Value
    kind: str

    def __str__(self) -> str:
        alike = _said(self.needed, 2) == _said(self.value, 2)
        needed, value = (_said(v, 3 if alike else 2) for v in (self.needed, self.value))
        return f"{self.kind} with {self.fact} {needed} instead of {value}"


def _said(value: Value, digits: int) -> str:
    return f"{value:.{digits}f}" if isinstance(value, float) else str(value)
