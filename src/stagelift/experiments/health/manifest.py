"""Whether the sender did what the manifest of the launch says."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.experiments.health.check import Check
from stagelift.formatting import formatted
from stagelift.statistics.crossed import independence

MISMATCH_LIMIT = 0.005  # of the customers handed out: a wrong variant or a stranger
LEAST_WRONG = 3  # customers: two of two hundred may be two profiles merged
UNEVEN_ALPHA = 0.001
MISSING_LIMIT = 0.05  # of an arm, without a reason given: sending has failures of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """The sender's report against the manifest, as counts.

    Args:
        handed: Customers handed out.
        wrong: Those the sender reports with another variant.
        extra: Customers it reports who were never handed out.
        twice: Customers it reports more than once.
        missing: By variant, the share of its customers of whom nothing is reported.
        due: Customers behind each of these shares; empty where they are not known.
    """

    handed: int
    wrong: int
    extra: int
    twice: int
    missing: tuple[tuple[str, float], ...] = ()
    due: tuple[int, ...] = ()

    @property
    def uneven(self) -> bool:
        """Whether the shares missing differ by more than chance (.001); where it can be told."""
        if len(self.due) != len(self.missing):
            return True
        gone = [round(part * n) for (_, part), n in zip(self.missing, self.due, strict=True)]
        kept = [n - lost for n, lost in zip(self.due, gone, strict=True)]
        p = independence([gone, kept]).p_value
        return p is not None and p < UNEVEN_ALPHA


def manifest_check(found: Reconciled) -> Check:
    """Whether the sender's report fits the manifest.

    A wrong variant and a stranger break the assignment. Who was not sent anything stays in the arm,
    so missing customers only weaken an effect; they hide it where arms lose different shares.

    Args:
        found: The counts.

    Returns:
        Red above 0.5 % wrong or extra (three customers at least), or where the shares missing
        differ by more than five points and than chance; amber where nothing is reported of more
        than 5 % of an arm, or some were sent to twice.

    Example:
        >>> sent = Reconciled(handed=1000, wrong=12, extra=0, twice=0)
        >>> manifest_check(sent).status
        'red'
    """
    share = (found.wrong + found.extra) / found.handed if found.handed else 0.0
    lost = [part for _, part in found.missing]
    apart = max(lost) - min(lost) if lost else 0.0
    worst = max(lost, default=0.0)
    figures = (
        ("share", share),
        ("limit", MISMATCH_LIMIT),
        ("missing", worst),
        ("apart", apart),
        ("most", MISSING_LIMIT),
        ("twice", float(found.twice)),
    )
    limits = formatted(MISMATCH_LIMIT, ".1%"), formatted(MISSING_LIMIT, ".0%")
    off = f"{formatted(share, '.2%')} sent against the manifest (limit {limits[0]})"
    gone = f"{formatted(worst, '.1%')} of an arm not reported (limit {limits[1]})"
    if share > MISMATCH_LIMIT and found.wrong + found.extra >= LEAST_WRONG:
        text = f"{off}; stop sending and hand out the files again"
        return Check("manifest", "red", text, figures, (("why", "wrong"),))
    if apart > MISSING_LIMIT and found.uneven:
        text = f"{gone}, arms differ by {formatted(apart, '.1%')}; ask the sender what was dropped"
        return Check("manifest", "red", text, figures, (("why", "apart"),))
    if worst > MISSING_LIMIT:
        return Check("manifest", "amber", f"{gone}; ask the sender what was dropped", figures)
    if found.twice:
        text = f"{off}, {found.twice:,} customers sent to twice; ask the sender why"
        return Check("manifest", "amber", text, figures, (("why", "twice"),))
    return Check("manifest", "ok", f"{off}, {gone}", figures)
