def tick(x):
    print('tick', x)
    return x
g = (tick(x) for x in range(3))
print('created')
print(next(g))
for x in g: print('loop', x)
print(next(g, 'exhausted'))
source = [1, 2, 3]
late = (x * factor for x in source)
factor = 10
source.append(4)
print(list(late))
print(any(tick(x) == 1 for x in range(5)), all(tick(x) < 1 for x in range(5)))
pairs = ((a, b) for a in range(2) for b in range(a + 1))
print(next(pairs), list(pairs))
nested = (sum(y for y in range(x)) for x in range(4))
print(list(nested))
def first(pred, xs): return next((x for x in xs if pred(x)), None)
print(first(lambda x: x > 2, [1, 2, 3, 4]), first(bool, [0, '']))
try:
    list(1 // x for x in (1, 0))
except ZeroDivisionError as error:
    print(error)
m = map(tick, 'ab')
print('lazy map')
print(list(m))
z = zip(map(tick, [1, 2]), filter(lambda v: tick(v) > 0, [0, 5]))
print(list(z))
