class V:
    def __init__(self, *xs): self.xs = xs
    def __add__(self, o): return V(*(a + b for a, b in zip(self.xs, o.xs))) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return V(*(o + a for a in self.xs)) if isinstance(o, int) else NotImplemented
    def __sub__(self, o): return ('sub', o)
    def __rsub__(self, o): return ('rsub', o)
    def __mul__(self, k): return V(*(a * k for a in self.xs))
    __rmul__ = __mul__
    def __matmul__(self, o): return sum(a * b for a, b in zip(self.xs, o.xs))
    def __truediv__(self, o): return ('truediv', o)
    def __floordiv__(self, o): return ('floordiv', o)
    def __mod__(self, o): return ('mod', o)
    def __pow__(self, o): return ('pow', o)
    def __lshift__(self, o): return ('lshift', o)
    def __rshift__(self, o): return ('rshift', o)
    def __and__(self, o): return ('and', o)
    def __or__(self, o): return ('or', o)
    def __xor__(self, o): return ('xor', o)
    def __neg__(self): return V(*(-a for a in self.xs))
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __abs__(self): return 'abs'
    def __iadd__(self, o):
        self.xs = self.xs + (o,)
        return self
    def __repr__(self): return f'V{self.xs}'
a, b = V(1, 2), V(3, 4)
print(a + b, 10 + a, a * 3, 3 * a, a @ b, -a, +a, ~a, abs(a))
print(a - 1, 1 - a, a / 2, a // 2, a % 2, a ** 2, a << 1, a >> 1, a & 1, a | 1, a ^ 1)
a += 7
print(a)
try:
    a + 'x'
except TypeError as error:
    print(error)
try:
    'x' + a
except TypeError as error:
    print(error)
try:
    1 / a
except TypeError as error:
    print(error)
class W(V):
    def __radd__(self, o): return 'W first'
print(V(1) + W(2))
