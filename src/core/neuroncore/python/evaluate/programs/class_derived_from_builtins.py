class Stack(list):
    def push(self, x): self.append(x)
    def top(self): return self[-1]
s = Stack([1, 2])
s.push(3)
print(s, s.top(), len(s), s + [4], isinstance(s, list), s[0:2], sum(s), 2 in s, s == [1, 2, 3], sorted(s, reverse=True), [*s])
class Name(str):
    def shout(self): return self.upper() + '!'
n = Name('bob')
print(n, n.shout(), n + 'x', n == 'bob', len(n), n[0], {n: 1}['bob'], f'{n:>5}', repr(n), 'o' in n, '-'.join([n, 'z']))
class Metres(float):
    def __repr__(self): return f'{float(self)}m'
m = Metres(2.5)
print(m, m * 2, m + 1, m > 2, isinstance(m, float), int(m), repr(m))
class Count(int):
    def inc(self): return Count(self + 1)
c = Count(5)
print(c.inc(), c * 2, c == 5, [10, 20, 30][Count(1)], range(Count(3)), c // 2, isinstance(c.inc(), Count), hash(c) == hash(5))
class Config(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name)
f = Config(a=1, b={'c': 2})
print(f.a, f['b'], f.get('z', 9), 'a' in f, len(f), sorted(f), hasattr(f, 'q'))
f['n'] = 3
print(f.n, f)
class Pair(tuple):
    @property
    def first(self): return self[0]
p = Pair((1, 2))
print(p, p.first, p == (1, 2), p + (3,), len(p))
