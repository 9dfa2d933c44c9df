n, steps = 27, 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
print(steps)
i = 0
while True:
    i += 1
    if i % 2: continue
    if i > 6: break
    print(i, end=' ')
else:
    print('never')
print()
stack, out = [1, [2, [3, 4], 5], 6], []
while stack:
    top = stack.pop(0)
    if isinstance(top, list): stack = top + stack
    else: out.append(top)
print(out)
a, b = 0, 1
while a < 50: a, b = b, a + b
print(a, b)
x = 100
while x > 1 and x % 7: x -= 1
print(x)
