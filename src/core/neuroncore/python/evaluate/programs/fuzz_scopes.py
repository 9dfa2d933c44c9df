class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(109)
def make(n, seed):
    total = seed
    def add(k):
        nonlocal total
        total += k * n
        def undo():
            nonlocal total
            total -= k * n
            return total
        return undo
    return add, lambda: total
for _ in range(60):
    n, seed = r.below(10), r.below(100)
    add, read = make(n, seed)
    undos = [add(r.below(9)) for _ in range(r.below(5))]
    before = read()
    print(n, seed, before, [u() for u in reversed(undos)], read())
