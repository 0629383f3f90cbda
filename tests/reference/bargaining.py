"""Bargaining solutions on a list of points, word for word: plain Python, exact fractions, every point looked at."""

from fractions import Fraction

Point = tuple[int, ...]


def _gains(points: list[Point], at: Point) -> list[tuple[int, Point]]:
    """Return each point's number with its gains."""
    return [(i, tuple(u - d for u, d in zip(point, at, strict=True))) for i, point in enumerate(points)]


def nash(points: list[Point], at: Point, powers: tuple[int, ...]) -> int | None:
    """Return the number of the point with the largest product of gains to whole powers, if all gain somewhere."""
    best, number = None, None
    for i, gains in _gains(points, at):
        if min(gains) > 0:
            product = 1
            for gain, power in zip(gains, powers, strict=True):
                product *= gain**power
            if best is None or product > best:
                best, number = product, i
    return number


def egalitarian(points: list[Point], at: Point) -> int | None:
    """Return the number of the point whose sorted gains are highest, first by the smallest."""
    rational = [(sorted(gains), -i) for i, gains in _gains(points, at) if min(gains) >= 0]
    return -max(rational)[1] if rational else None


def kalai_smorodinsky(points: list[Point], at: Point) -> int | None:
    """Return the number of the point whose sorted shares of the largest gains are highest, then whose sum is."""
    rational = [(i, gains) for i, gains in _gains(points, at) if min(gains) >= 0]
    if not rational:
        return None
    largest = [max(gains[k] for _, gains in rational) for k in range(len(at))]
    ranked = []
    for i, gains in rational:
        shares = [Fraction(gain, most) for gain, most in zip(gains, largest, strict=True) if most > 0]
        ranked.append((sorted(shares), sum(gains), -i))
    return -max(ranked)[2]


def utilitarian(points: list[Point]) -> int | None:
    """Return the number of the point with the largest sum."""
    return -max((sum(point), -i) for i, point in enumerate(points))[1] if points else None
