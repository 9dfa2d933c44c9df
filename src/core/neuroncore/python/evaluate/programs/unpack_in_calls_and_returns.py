def bounds(xs): return min(xs), max(xs)
lo, hi = bounds([3, 1, 2])
print(lo, hi, bounds('hello'))
def swap(a, b): return b, a
print(swap(*swap(1, 2)))
pairs = {'a': (1, 2), 'b': (3, 4)}
for name, (x, y) in sorted(pairs.items()): print(name, x + y)
(a, b), c = swap(1, (2, 3))
print(a, b, c)
def multi(): return 1, [2, 3], {'k': 4}
x, (y, z), d = multi()
print(x, y, z, d['k'])
[p, q] = 'xy'
print(p, q)
for i, *more in [[1, 2, 3], 'ab']: print(i, more)
