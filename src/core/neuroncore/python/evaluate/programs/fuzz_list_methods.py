class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(137)
items = []
for _ in range(500):
    k, i, v = r.below(12), r.below(12) - 6, r.below(10)
    try:
        if k < 3: items.append(v)
        elif k == 3: items.insert(i, v)
        elif k == 4: print(items.pop(i))
        elif k == 5: items.remove(v)
        elif k == 6: print(items.index(v), items.count(v))
        elif k == 7: items.reverse()
        elif k == 8: items.sort(reverse=v > 5)
        elif k == 9: items[i] = v
        elif k == 10: del items[i]
        else: items.extend(items[:2])
    except (IndexError, ValueError) as error:
        print(type(error).__name__, error)
    if len(items) > 12: del items[6:]
    print(items)
