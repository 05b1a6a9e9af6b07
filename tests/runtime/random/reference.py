"""Torch's random numbers one by one, straight from their definition: what the bulk code must equal."""

from __future__ import annotations

import math

M64 = (1 << 64) - 1


class Reference:
    """MT19937 seeded by init_genrand, and the distributions, in plain Python."""

    def __init__(self, seed: int) -> None:
        self.state = [seed & 0xFFFFFFFF]
        for j in range(1, 624):
            last = self.state[-1]
            self.state.append((1812433253 * (last ^ (last >> 30)) + j) & 0xFFFFFFFF)
        self.next = 624
        self.spare: tuple[float, float] | None = None

    def draw(self) -> int:
        if self.next == 624:
            self._twist()
            self.next = 0
        y = self.state[self.next]
        self.next += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C5680
        y ^= (y << 15) & 0xEFC60000
        return y ^ (y >> 18)

    def _twist(self) -> None:
        s = self.state
        for k in range(624):
            y = (s[k] & 0x80000000) | (s[(k + 1) % 624] & 0x7FFFFFFF)
            s[k] = s[(k + 397) % 624] ^ (y >> 1) ^ (0x9908B0DF if y & 1 else 0)

    def unit(self) -> float:
        return self.draw() * (1.0 / 4294967296.0)

    def uniform(self, a: float = 0.0, b: float = 1.0) -> float:
        return self.unit() * (b - a) + a

    def normal(self, mean: float = 0.0, stdv: float = 1.0) -> float:
        if self.spare:
            (x, radius), self.spare = self.spare, None
            return radius * math.sin(2.0 * math.pi * x) * stdv + mean
        x, y = self.unit(), self.unit()
        radius = math.sqrt(-2.0 * math.log(1.0 - y))
        self.spare = (x, radius)
        return radius * math.cos(2.0 * math.pi * x) * stdv + mean

    def logNormal(self, mean: float = 1.0, stdv: float = 2.0) -> float:
        return math.exp(self.normal(mean, stdv))

    def exponential(self, rate: float) -> float:
        return -1.0 / rate * math.log(1.0 - self.unit())

    def cauchy(self, median: float = 0.0, sigma: float = 1.0) -> float:
        return median + sigma * math.tan(math.pi * (self.unit() - 0.5))

    def geometric(self, p: float) -> int:
        return int(math.log(1.0 - self.unit()) / math.log(p)) + 1

    def bernoulli(self, p: float = 0.5) -> int:
        return int(self.unit() <= p)

    def random(self, a: int, b: int) -> int:
        return self.draw() % (b + 1 - a) + a

    def permutation(self, n: int) -> list[int]:
        order = list(range(1, n + 1))
        for i in range(n - 1):
            j = self.draw() % (n - i) + i
            order[i], order[j] = order[j], order[i]
        return order

    def multinomial(self, weights: list[float], samples: int, replacement: bool) -> list[int]:
        cumulative, total = [], 0.0
        for w in weights:
            total += w
            cumulative.append(total)
        cumulative = [c / total for c in cumulative]
        found = []
        for _ in range(samples):
            point = self.uniform()
            cumulative[-1] = 1.0
            low, high = 0, len(cumulative)
            while high > low:
                middle = low + (high - low) // 2
                low, high = (middle + 1, high) if cumulative[middle] < point else (low, middle)
            found.append(low + 1)
            if not replacement:
                mass = cumulative[low] - (cumulative[low - 1] if low else 0.0)
                rest = 1.0 - mass
                if rest:
                    cumulative = [(c - mass if k >= low else c) / rest for k, c in enumerate(cumulative)]
        return found
