def f(a, b=2, *args, c, d=4, **kw):
    return (a, b, args, c, d, kw)
print(f(1, c=3))
print(f(1, 2, 3, 4, c=5, e=6))
print(f(*[1, 2, 3], **{'c': 1, 'z': 2}))
print(f(c=1, a=2))
def g(a, /, b, *, c=3):
    return a, b, c
print(g(1, 2), g(1, b=5, c=6))
def h(*args, **kwargs):
    return args, kwargs
print(h(), h(1, x=2), h(*(1, 2), *[3], **{'a': 1}, **{'b': 2}, c=3))
def default(x, acc=[]):
    acc.append(x)
    return acc
print(default(1), default(2), default(3, []))
print((lambda x, y=2, *z, **k: (x, y, z, k))(1, 5, 6, q=7))
def order(*, first, second):
    return first - second
print(order(second=1, first=5))
print(f.__name__, h.__name__, (lambda: 0).__name__)
