class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(131)
def f0(): return ()
def f1(a, b=1): return a, b
def f2(a, *b, c=2): return a, b, c
def f3(a, /, b, *, c): return a, b, c
def f4(*a, **k): return a, sorted(k.items())
def f5(a, b=1, *c, d, e=5, **k): return a, b, c, d, e, sorted(k.items())
def f6(a, b, c, d=4): return a, b, c, d
for _ in range(500):
    f = r.pick([f0, f1, f2, f3, f4, f5, f6])
    args = [r.below(9) for _ in range(r.below(6))]
    kw = {r.pick('abcdez'): r.below(9) for _ in range(r.below(4))}
    try:
        print(f.__name__, args, sorted(kw.items()), f(*args, **kw))
    except TypeError as error:
        print(f.__name__, args, sorted(kw), error)
