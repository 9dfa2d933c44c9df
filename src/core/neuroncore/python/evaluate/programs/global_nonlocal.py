x = 1
def f():
    global x, made
    x = 2
    made = 'new'
f()
print(x, made)
def outer():
    a, b = 1, 2
    def inner():
        nonlocal a
        a, c = 10, b
        def innermost():
            nonlocal a
            a += c
            return a
        return innermost
    g = inner()
    return g(), a
print(outer())
class C:
    global gg
    gg = 5
    h = 6
print(gg, C.h, hasattr(C, 'gg'))
def loop():
    global i
    for i in range(3): pass
loop()
print(i)
