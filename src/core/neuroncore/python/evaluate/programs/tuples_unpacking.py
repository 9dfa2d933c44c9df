a, b = 1, 2
a, b = b, a
print(a, b)
(c, d), [e, f] = (1, 2), [3, 4]
print(c, d, e, f)
first, *rest = [1, 2, 3]
*init, last = 'abc'
x, *middle, y = range(5)
head, *empty = [1]
print(first, rest, init, last, x, middle, y, head, empty)
for i, (j, k) in enumerate([(1, 2), (3, 4)]):
    print(i, j, k)
for a, *b in [(1, 2, 3), (4,)]:
    print(a, b)
p = q = r = 5
print(p, q, r)
l = [0, 0]
l[0], l[1] = 7, 8
print(l)
class O: pass
o = O()
o.a, o.b = 1, [2]
print(o.a, o.b)
i = 0
l[i], i = 5, 1
print(l, i)
t = (1, 2, 3)
print(t[0], t[-1], t[1:], t + (4,), t * 2, len(t), 2 in t, t.index(2), t.count(1), (1,) == (1,), tuple(sorted(t, reverse=True)))
def attempt(code):
    try:
        code()
    except Exception as error:
        print(type(error).__name__, error)
def f1(): a, b = 1,
def f2(): a, b = 1, 2, 3
def f3(): a, b = 5
def f4(): a, *b, c = [1]
def f5(): a, b = None
def f6():
    for a, b in [1]: pass
def f7(): a, b = 'abc'
for f in (f1, f2, f3, f4, f5, f6, f7):
    attempt(f)
print({(1, 2): 3}[1, 2], (), (1,), ((1, 2), 3), hash((1, 2)) == hash((1, 2)))
