class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(77)
for _ in range(200):
    a = (r.below(2 ** 30) * 4194304 + r.below(4194304)) * r.pick([1, -1])
    b = (r.below(2 ** r.below(30) + 1) * 1024 + 1 + r.below(1000)) * r.pick([1, -1])
    print(a, b, a // b, a % b, a / b, a & b, a | b, a ^ b, a >> r.below(60), a < b, a + b, a - b, float(a), hash(a) == hash(float(a)))
