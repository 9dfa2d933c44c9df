fs = [(lambda n: lambda x=n: x * n)(i) for i in range(3)]
print([f() for f in fs], [f(10) for f in fs])
key = lambda *a, k=1, **kw: (a, k, kw)
print(key(), key(1, k=2, z=3))
print((lambda: (yield_ := 3))(), sorted([3, -1, 2], key=lambda v: -v), (lambda x: x if x else 'none')(0))
compose = lambda f, g: lambda *a: f(g(*a))
print(compose(str, abs)(-5), compose(lambda t: t[::-1], str)(123))
