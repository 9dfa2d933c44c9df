class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(53)
d = {}
for _ in range(400):
    key = r.pick([1, 1.0, True, 'a', 'b', None, (1, 2), (1.0, 2), 2.5, '', frozenset([1]), frozenset([1.0])])
    action = r.below(5)
    if action == 0: d[key] = r.below(100)
    elif action == 1: print(d.pop(key, 'none'))
    elif action == 2: print(d.get(key), key in d)
    elif action == 3: print(d.setdefault(key, r.below(10)))
    else: print(len(d), list(d.items()))
