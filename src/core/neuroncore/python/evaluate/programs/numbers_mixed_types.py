values = [1, 1.0, True, 2, 2.5, False, 0, 0.0, -0.0]
for a in values:
    print([a == b for b in values], [a < b for b in values])
print(type(1 + 1.0).__name__, type(True + 1).__name__, type(4 / 2).__name__, type(5 // 2.0).__name__, type(2 ** 2).__name__, type(2 ** -1).__name__, type(True & True).__name__, type(True & 1).__name__, type(round(1.5)).__name__, type(round(1.5, 1)).__name__, type(abs(True)).__name__, type(sum([True])).__name__, type(max(1, 1.0)).__name__, type(-True).__name__, type(1.0 * 2).__name__, type(divmod(5, 2)[0]).__name__, type(int(2.5)).__name__, type(7 % 2.0).__name__)
print({1: 'a', True: 'b', 1.0: 'c'}, len({0, False, 0.0}), [1, 2, 3].index(True), (1.0).__eq__(1), 1 == 1.0 == True, sorted([2, 1.5, True, 0]))
