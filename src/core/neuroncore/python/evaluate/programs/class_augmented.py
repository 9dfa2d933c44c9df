class Acc:
    def __init__(self): self.items = []
    def __iadd__(self, x):
        self.items.append(('+', x))
        return self
    def __imul__(self, x): return ('replaced', x)
    def __getitem__(self, i): return self
    def __setitem__(self, i, v): print('set', i, v is self)
a = Acc()
b = a
a += 1
a += 2
print(a is b, a.items)
a[3] += 4
a *= 5
print(a, b.items)
class Plain:
    def __add__(self, x): return ('sum', x)
p = Plain()
p += 1
print(p)
