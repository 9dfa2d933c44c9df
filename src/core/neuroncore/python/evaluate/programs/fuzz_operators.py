class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(37)
values = [0, 1, -3, 7, 2.5, -0.5, True, False, 'ab', '', None, [1], [], (1, 2), {1, 2}, frozenset([1]), {'a': 1}, range(2), len]
names = ['+', '-', '*', '/', '//', '%', '**', '<<', '>>', '&', '|', '^', '@']
functions = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, lambda a, b: a // b, lambda a, b: a % b, lambda a, b: a ** b if abs(b) < 20 else 0, lambda a, b: a << b, lambda a, b: a >> b, lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a ^ b, lambda a, b: a @ b]
for _ in range(800):
    a, b = r.pick(values), r.pick(values)
    k = r.below(len(names))
    if names[k] == '%' and isinstance(a, str): continue
    if a is len or b is len: continue
    if names[k] == '**' and isinstance(a, (int, float)) and a < 0 and isinstance(b, float): continue
    try:
        print(repr(a), names[k], repr(b), repr(functions[k](a, b)))
    except Exception as error:
        print(repr(a), names[k], repr(b), type(error).__name__, error)
