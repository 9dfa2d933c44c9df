x = 10
x += 5; print(x)
x -= 3; print(x)
x *= 2; print(x)
x //= 5; print(x)
x **= 3; print(x)
x %= 7; print(x)
x <<= 4; print(x)
x >>= 1; print(x)
x |= 3; print(x)
x &= 14; print(x)
x ^= 5; print(x)
x /= 4; print(x)
s = 'a'; s += 'b'; s *= 3; print(s)
l = [1]; m = l; l += (2, 3); l += 'ab'; l *= 2; print(l, m is l)
t = (1,); u = t; t += (2,); print(t, u)
st = {1, 2}; q = st; st |= {3}; st -= {1}; st &= {2, 3, 9}; st ^= {9}; print(sorted(st), q is st)
f = frozenset([1]); g = f; f |= {2}; print(sorted(f), g)
d = {'n': {'c': 1}}; d['n']['c'] += 1; d['n'].setdefault('l', []).append(1); print(d)
def attempt(g):
    try: g()
    except TypeError as error: print(error)
def a1():
    v = 1
    v += 'a'
def a2():
    v = 'a'
    v += 1
def a3():
    v = []
    v += 5
def a4():
    v = {}
    v -= {}
def a5():
    v = None
    v <<= 1
def a6():
    v = 1.5
    v |= 1
def a7():
    t = (1, 2)
    t[0] += 1
for g in (a1, a2, a3, a4, a5, a6, a7): attempt(g)
