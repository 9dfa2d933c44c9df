def counter(start=0):
    count = start
    def step(by=1):
        nonlocal count
        count += by
        return count
    def reset():
        nonlocal count
        count = start
    return step, reset
step, reset = counter(10)
print(step(), step(5), step())
reset()
print(step())
other, _ = counter()
print(other(), step())
def adders():
    return [lambda x, i=i: x + i for i in range(3)], [lambda x: x + i for i in range(3)]
bound, late = adders()
print([f(10) for f in bound], [f(10) for f in late])
def outer():
    x = 'outer'
    def middle():
        def inner():
            return x
        return inner
    return middle()()
print(outer())
total = 0
def add(n):
    global total
    total += n
add(3)
add(4)
print(total)
def deep(n):
    if n == 0:
        return lambda: n
    g = deep(n - 1)
    return lambda: g() + n
print(deep(5)())
def shadows():
    values = []
    for i in range(3):
        def f():
            return i
        values.append(f)
    return [f() for f in values]
print(shadows())
