class T:
    def __bool__(self): return False
    def __int__(self): return 42
    def __float__(self): return 1.5
    def __index__(self): return 2
    def __str__(self): return 'as str'
    def __repr__(self): return 'as repr'
    def __format__(self, spec): return f'<{spec}>'
    def __call__(self, *a, **k): return a, k
    def __lt__(self, o): return True
    def __len__(self): return 7
t = T()
print(bool(t), int(t), float(t), [10, 20, 30][t], str(t), repr(t), f'{t}', f'{t:abc}', f'{t!r}', t(1, k=2), len(t))
print('%s %r' % (t, t), [t], 'x' * t)
print(sorted([t, t]) == [t, t], t < 1)
class G:
    def __getattr__(self, name):
        if name.startswith('x'):
            return name * 2
        raise AttributeError(name)
print(G().xy, hasattr(G(), 'y'), getattr(G(), 'z', 0))
class S:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)
s = S()
s.v = 4
print(s.v)
class K:
    def __class_getitem__(cls, item): return (cls.__name__, item)
print(K[int, 3] == ('K', (int, 3)))
class D:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, obj, owner=None): return (self.name, obj is None)
class H:
    field = D()
print(H().field, H.field)
class I:
    seen = []
    def __init_subclass__(cls, tag=None): I.seen.append((cls.__name__, tag))
class J(I, tag='t'): pass
class L(I): pass
print(I.seen)
class N:
    def __new__(cls, v):
        self = super().__new__(cls)
        self.v = v
        return self
    def __init__(self, v): self.w = v
print(N(3).v, N(3).w)
