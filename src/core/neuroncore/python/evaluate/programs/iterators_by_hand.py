class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(Countdown(3)), [x * 2 for x in Countdown(3)], sum(Countdown(4)), dict(enumerate(Countdown(2))), sorted(Countdown(3)), max(Countdown(3)), tuple(Countdown(1)), set(Countdown(2)) == {0, 1}, 1 in Countdown(3), 9 in Countdown(3))
it = Countdown(2)
print(next(it), next(it), next(it, None))
for a, b in zip(Countdown(5), Countdown(3)): print(a, b)
class Reusable:
    def __init__(self, *items): self.items = items
    def __iter__(self): return iter(self.items)
r = Reusable(1, 2)
print([(a, b) for a in r for b in r], list(map(str, r)), [*r, *r], any(r), all(r))
class Broken:
    def __iter__(self): return 5
for f in (lambda: list(Broken()), lambda: iter(3), lambda: next([])):
    try:
        f()
    except TypeError as error:
        print(error)
def consume(it):
    first = next(it)
    return first, list(it)
print(consume(iter('abc')), consume(x for x in (1, 2, 3)), consume(map(abs, [-1, -2])), consume(zip('ab', 'cd')), consume(enumerate('xy')), consume(reversed([1, 2])))
