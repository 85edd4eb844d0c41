"""When who comes: the hours of a day after a letter to all residents, cut short at the rate that they have."""

import random

# Percent of the residents who come in each hour, from nine in the morning: three of ten in the first.
SHARES = (30, 12, 8, 6, 5, 4, 4, 4, 5, 6, 6, 5, 3, 1, 1)
HOUR_S = 3600
# Half of all come from these: an operator's gateways, the library.
SHARED_ADDRESSES = tuple(f"127.50.0.{number}" for number in range(1, 6))


class Day:
    """residents  of the city; all of them come in the course of the real day.
    seconds  that the played day takes. An hour loses its length and keeps its rate, so that limits by time and by address
    hold as they do in life; so only a part of the residents is played."""

    def __init__(self, residents, seconds, seed):
        self._dice = random.Random(seed)
        self.hour_s = seconds / len(SHARES)
        self.arrivals = sorted(self._arrivals(residents))
        self.peak_per_s = residents * SHARES[0] / 100 / HOUR_S

    def _arrivals(self, residents):
        """Seconds since nine o'clock."""
        for hour, share in enumerate(SHARES):
            for _ in range(round(residents * share / 100 * self.hour_s / HOUR_S)):
                yield (hour + self._dice.random()) * self.hour_s

    def address(self, number):
        """Of the number-th who comes."""
        if number % 2 == 0:
            return SHARED_ADDRESSES[number // 2 % len(SHARED_ADDRESSES)]
        return f"127.{51 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"
