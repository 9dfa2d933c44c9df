print([x for x in range(5)], [x * y for x in range(3) for y in range(3) if x != y], [[i * j for j in range(3)] for i in range(2)])
print({x: x ** 2 for x in range(3)}, {len(w) for w in ['a', 'bb', 'cc']} == {1, 2})
print([x for x in range(20) if x % 2 if x % 3], [(i, c) for i, c in enumerate('ab')], [a for a, *_ in [(1, 2), (3, 4, 5)]])
def f(n):
    return [g(x) for x in range(n)] if n else []
def g(x):
    return [y + x for y in range(x)]
print(f(4))
def rec(n):
    return [rec(i) for i in range(n)]
print(rec(3))
gen = (x * 2 for x in [1, 2, 3])
print(next(gen), list(gen), list(gen))
def noisy(x):
    print('visit', x)
    return x
print(any(noisy(x) > 1 for x in [1, 2, 3]))
lazy = (noisy(x) for x in [7])
print('made')
print(next(lazy))
print(sum(x * y for x in range(3) for y in range(x)), max((len(w), w) for w in ['a', 'bbb']), ','.join(str(x) for x in (1, 2)))
k = 10
print([k + x for x in range(2)], (lambda: [k for k in 'ab'])(), k)
print([f'{i}:{j}' for i, j in zip('ab', 'cd')], dict((k, v) for k, v in [(1, 2)]), set(x for x in [1, 1]))
funcs = [lambda: x for x in range(3)]
print([h() for h in funcs])
print(list(zip((i for i in range(3)), (j for j in 'xyz'))))
def gens():
    return [(x + i for x in range(2)) for i in (10, 20)]
print([list(each) for each in gens()])
print([x for x in 'abc' if x in {'a', 'c'}], [*(x for x in 'ab')], [i for i in range(3)][-1])
class C:
    items = [1, 2]
    doubled = [x * 2 for x in items]
    n = len([1 for _ in items])
print(C.doubled, C.n)
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [x for row in matrix for x in row], list(zip(*matrix)))
try:
    [x for x in 5]
except TypeError as error:
    print(error)
try:
    next(x for x in [])
except StopIteration:
    print('stop')
