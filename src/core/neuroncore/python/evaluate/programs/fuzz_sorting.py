class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(47)
for _ in range(60):
    items = [(r.below(5), r.pick('abc'), i) for i in range(r.below(9))]
    print(sorted(items), sorted(items, reverse=True), sorted(items, key=lambda t: t[0]), sorted(items, key=lambda t: t[1], reverse=True), sorted([t[0] / 2 for t in items]), min(items, default=None), max(items, key=lambda t: t[1], default=None), sorted([t[1] for t in items]))
