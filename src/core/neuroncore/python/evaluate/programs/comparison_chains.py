def show(x):
    print('show', x)
    return x
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 > 1, 1 == 1.0 == True)
print(show(1) < show(5) < show(3))
print(show(9) < show(5) < show(3))
print(1 < 2 > 1 != 3)
print(None is None, None is not None, 1 is not None)
print('a' < 'b', 'abc' < 'abd', 'Z' < 'a', '' < 'a', 'é' > 'z')
print([1, 2] < [1, 3], [1] < [1, 0], (1, 'a') < (1, 'b'), [] < [0], (2,) > (1, 9))
print({1, 2} < {1, 2, 3}, {1} <= {1}, {1, 2} > {2}, {1} == {1.0})
print([1, [2, 3]] == [1, [2, 3]], {'a': [1]} == {'a': [1]}, (1,) == [1], 'a' == 1, None == 0)
print(3 in [1, 2, 3], 'ell' in 'hello', 4 not in (1, 2), 'k' in {'k': 1}, 2 in {1, 2}, 7 in range(0, 10, 7), 6 in range(0, 10, 7))
print(1 in [True], 1.0 in {1}, '' in 'abc')
