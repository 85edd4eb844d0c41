"""What the residents were answered, and how fast."""

import collections

REFUSED = (429, 503)
HASHING = ("new password", "mistyped password", "sign-in")


class Tally:
    def __init__(self):
        self.times_s = collections.defaultdict(list)
        self.refused = collections.Counter()
        self.stopped = collections.Counter()
        self.mails_missing = 0
        self.finished = 0

    def count(self, kind, answer):
        self.note(kind, answer.took_s)
        if answer.status in REFUSED:
            self.refused[f"{kind}: {answer.status}"] += 1

    def note(self, kind, seconds):
        self.times_s[kind].append(seconds)

    def pages_s(self):
        """Of all pages that hash nothing."""
        return [each for kind, times in self.times_s.items() if kind not in HASHING and not kind.startswith("mail,") for each in times]

    def table(self):
        yield f"{'':36} {'count':>7} {'p50 ms':>8} {'p99 ms':>8} {'most':>8}"
        for kind, times in self.times_s.items():
            yield line(kind + (" (hashes)" if kind in HASHING else ""), times)
        yield line("all pages that hash nothing", self.pages_s())


def line(name, times):
    ordered = sorted(times)
    return f"{name:36} {len(times):7} {ms(share(ordered, 0.5))} {ms(share(ordered, 0.99))} {ms(ordered[-1])}"


def ms(seconds):
    return f"{seconds * 1000:8.1f}"


def share(ordered, part):
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
