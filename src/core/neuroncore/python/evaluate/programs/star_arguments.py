def show(*args, **kwargs):
    return args, sorted(kwargs.items())
t, d = (1, 2), {'a': 3}
print(show(*t, **d), show(0, *t, 9, **d, b=4), show(*[], **{}), show(*'ab', *range(2)), show(*(x for x in t)))
def f(a, b, c=0, *rest, k=None):
    return a, b, c, rest, k
print(f(*[1, 2, 3, 4], k=5), f(*[1], b=2), f(1, *[2], **{'c': 3}))
def attempt(g):
    try:
        print(g())
    except TypeError as error:
        print(str(error).replace('__main__.', ''))
attempt(lambda: f(1, 2, **{'a': 3}))
attempt(lambda: f(*5))
attempt(lambda: f(1, **{'zz': 3}))
def wrapper(*a, **k):
    return f(*a, **k)
print(wrapper(1, 2, k='x'))
first, *rest = show(1, 2)[0]
print(first, rest, [*t, *d], {**d, 'z': 1}, (*t, *t))
