class Box:
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __contains__(self, k): return k in self.d
    def __len__(self): return len(self.d)
    def __iter__(self): return iter(self.d)
b = Box()
print(bool(b))
b['a'] = 1
b['b'] = 2
b['a'] += 5
print(b['a'], len(b), 'b' in b, 'z' in b, list(b), bool(b))
del b['a']
print(list(b))
class Echo:
    def __getitem__(self, k): return k
e = Echo()
print(e[1], e[1:2], e[1, 2:3, ...], e[::2], e['x', 'y'])
class Seq:
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * i
print(list(Seq()), 4 in Seq(), [x for x in Seq()])
class Count:
    def __init__(self, n): self.n = n
    def __iter__(self):
        self.i = 0
        return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
print(list(Count(4)), sum(Count(5)), max(Count(3)), tuple(zip(Count(2), 'ab')))
for x in Count(2):
    print(x)
a, *rest = list(Count(4))
print(a, rest)
it = iter(Count(1))
print(next(it), next(it, 'done'))
