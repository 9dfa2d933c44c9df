a = [3, 1, 2]
a.append(4); a.extend([5, 6]); a.insert(0, 9); a.insert(-1, 8); a.insert(100, 7)
print(a, a.pop(), a.pop(0), a.pop(-2), a)
a.remove(3)
print(a, a.index(2), a.count(1), a.index(5, 1))
a.sort(); print(a); a.sort(reverse=True); print(a); a.reverse(); print(a)
b = a.copy(); b.clear(); print(a, b)
print(a + [1], a * 2, [0] * 3, a == a[:], a is a[:])
a[1:3] = ['x', 'y', 'z']; print(a)
a[::2] = [0] * len(a[::2]); print(a)
del a[0]; del a[1:3]; print(a)
a[len(a):] = [7, 8]; print(a)
a[:0] = [-1]; print(a)
x = list(range(10))
print(x[2:5], x[-3:], x[:-3], x[::3], x[::-1], x[8:2:-2], x[20:], x[-100:3], x[5:2], x[None:None:None], x[True])
del x[::2]; print(x)
del x[-1]; print(x)
words = ['bb', 'a', 'ccc', 'dd']
print(sorted(words), sorted(words, key=len), sorted(words, key=len, reverse=True), sorted(words, key=lambda w: (-len(w), w)))
m = [[0] * 2 for _ in range(2)]
m[0][1] = 5
m[1][0] += 3
print(m)
c = d = []
c += [1]
print(d, c is d)
c = c + [2]
print(d, c)
c *= 2
print(c)
print([1, 2] < [1, 2, 0], [] == [], [1, [2]] == [1, [2]], 2 in [1, 2], [1, 2, 3].index(3))
e = [1, 2, 3]
for v in e:
    if v < 6: e.append(v + 3)
print(e)
print([*range(3), *'ab', *[]], [*{1: 2}], (*[1], 2), {*[1, 1]})
def attempt(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
attempt(lambda: [][0])
attempt(lambda: [1][5])
attempt(lambda: [1][-2])
attempt(lambda: [1]['a'])
attempt(lambda: [1][1.0])
attempt(lambda: (1,)[3])
attempt(lambda: (1,)['x'])
attempt(lambda: 'abc'[10])
attempt(lambda: 'abc'['x'])
attempt(lambda: [].pop())
attempt(lambda: [1].pop(5))
attempt(lambda: [1].remove(2))
attempt(lambda: [1].index(2))
attempt(lambda: [1, 2][::0])
attempt(lambda: [1, 2]['a':])
attempt(lambda: [1].nothing)
attempt(lambda: range(3)[5])
def assign():
    (1, 2)[0] = 1
attempt(assign)
def assign2():
    'abc'[0] = 'x'
attempt(assign2)
def assign3():
    [1][5] = 1
attempt(assign3)
def assign4():
    x = [1, 2, 3]
    x[::2] = [1]
attempt(assign4)
def delete():
    del (1, 2)[0]
attempt(delete)
