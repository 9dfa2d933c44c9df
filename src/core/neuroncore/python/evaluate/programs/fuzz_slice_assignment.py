class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(29)
for _ in range(200):
    items = list(range(8))
    a, b = r.below(20) - 10, r.below(20) - 10
    c = r.pick([None, 1, 2, -1, -3])
    new = [100 + i for i in range(r.below(5))]
    try:
        items[a:b:c] = new
        print(a, b, c, items)
    except ValueError as error:
        print(a, b, c, error)
    other = list(range(8))
    del other[a:b:c]
    print(other)
