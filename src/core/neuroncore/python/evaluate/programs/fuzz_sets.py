class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(59)
for _ in range(150):
    a = {r.below(8) for _ in range(r.below(6))}
    b = frozenset(r.below(8) for _ in range(r.below(6)))
    print(sorted(a), sorted(b), sorted(a | b), sorted(a & b), sorted(a - b), sorted(b - a), sorted(a ^ b), a < b, a <= b, a == b, a.isdisjoint(b), type(a | b).__name__, type(b | a).__name__)
