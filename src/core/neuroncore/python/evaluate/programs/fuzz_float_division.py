class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(101)
for _ in range(400):
    a = (r.below(2 ** 30) - 2 ** 29) * 2.0 ** (r.below(80) - 60)
    b = (r.below(2 ** 20) - 2 ** 19 + 0.5) * 2.0 ** (r.below(40) - 20)
    print(a, b, a // b, a % b, divmod(a, b), a / b, (-a) // b, (-a) % b)
for a in (0.0, -0.0, 1.0, -1.0, float('inf'), float('-inf'), float('nan'), 3.5, -3.5):
    for b in (1.0, -1.0, float('inf'), float('-inf'), 2.5, -2.5, float('nan')):
        print(a, b, a // b, a % b, a / b, a * b, a + b, a - b, a < b, a == b, a != b, a >= b)
