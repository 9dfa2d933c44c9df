for i in range(5):
    if i == 3: break
else:
    print('no break')
print(i)
for i in range(2):
    pass
else:
    print('else runs')
for i in []:
    pass
else:
    print('empty else')
n = 0
while n < 5:
    n += 1
    if n == 2: continue
    if n == 4: break
    print(n)
else:
    print('not here')
while n > 0:
    n -= 1
else:
    print('while else', n)
for i in range(3):
    for j in range(3):
        if j == 1: break
        print(i, j)
    else:
        print('inner else')
for c in 'abc': print(c, end=' ')
print()
for k in {'x': 1, 'y': 2}: print(k)
for i in range(10, 0, -3): print(i, end=',')
print()
for i, v in enumerate(['a', 'b'], start=5): print(i, v)
for a, b in zip([1, 2, 3], 'xy'): print(a, b)
for i in reversed(range(3)): print(i)
for i in reversed([1, 2]): print(i)
def find(xs, x):
    for i, v in enumerate(xs):
        if v == x:
            return i
    return -1
print(find([4, 5], 5), find([], 1))
def nested():
    for i in range(3):
        for j in range(3):
            if i * j == 2:
                return i, j
print(nested())
i = 99
for i in range(0): pass
print(i)
x = [1, 2, 3]
for x[0] in [7, 8]: pass
print(x)
while True:
    try:
        break
    finally:
        print('cleanup')
total = 0
for i in range(100):
    if i % 2: continue
    total += i
print(total)
