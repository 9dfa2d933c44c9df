class Key:
    def __init__(self, a, b): self.a, self.b = a, b
    def __eq__(self, o): return isinstance(o, Key) and (self.a, self.b) == (o.a, o.b)
    def __hash__(self): return hash((self.a, self.b))
    def __repr__(self): return f'Key({self.a}, {self.b})'
d = {Key(1, 2): 'x'}
print(d[Key(1, 2)], Key(1, 2) in d, Key(2, 1) in d, {Key(1, 1), Key(1, 1)}, {(Key(0, 0), 1): 2}[Key(0, 0), 1])
d[Key(1, 2)] = 'y'
print(d, len(d))
class Collide:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, o): return self.n == o.n
print(len({Collide(1), Collide(2), Collide(1)}), {Collide(3): 'three'}[Collide(3)])
class Plain: pass
p = Plain()
print({p: 1}[p], p in {p}, Plain() in {p}, len({Plain(), Plain()}))
try:
    {[1]: 2}
except TypeError as error: print(error)
try:
    {(1, [2])}
except TypeError as error: print(error)
