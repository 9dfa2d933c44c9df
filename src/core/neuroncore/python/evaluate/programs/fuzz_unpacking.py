class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(127)
for _ in range(200):
    items = [r.below(10) for _ in range(r.below(6))]
    source = r.pick([items, tuple(items), ''.join(map(str, items)), iter(items), (x for x in items), dict.fromkeys(items)])
    kind = r.below(5)
    try:
        if kind == 0: a, b = source; print(a, b)
        elif kind == 1: a, *b = source; print(a, b)
        elif kind == 2: *a, b = source; print(a, b)
        elif kind == 3: a, *b, c = source; print(a, b, c)
        else: [a, b, c] = source; print(a, b, c)
    except ValueError as error:
        print(error)
