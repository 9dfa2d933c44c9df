data = [1, 5, 3, 8]
while (item := data.pop()) != 1:
    print(item)
if (n := len('hello')) > 3: print(n)
print([y := 2, y ** 2], (z := 3) + z)
print([(w, w * 2) for v in range(3) if (w := v + 1) > 1], w)
def f(xs):
    return [last := x for x in xs], last
print(f('ab'))
print(any((hit := v) % 2 == 0 for v in (1, 3, 4, 5)), hit)
