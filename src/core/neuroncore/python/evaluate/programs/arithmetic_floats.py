for a in (7.5, -7.5, 0.0, 1e10):
    for b in (2, -2.0, 0.25):
        print(a + b, a - b, a * b, a / b, a // b, a % b, divmod(a, b))
print(2.0 ** 3, 2 ** 0.5, 4 ** -0.5, (-8.0) ** 3)
print(1e308 * 10, -1e308 * 10, 0.0 * -1, -0.0)
print(float('inf') - float('inf'), float('inf') // 2, 5 % float('inf'), -5 % float('inf'))
print(1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 0.1 + 0.2, 1/3, 100.0, 1e22, 5e-324, 1.7976931348623157e308)
print(3.0 == 3, 3.5 > 3, 2 < 2.5, float('nan') == float('nan'), float('nan') != 1)
print(-0.0 == 0, 1.0 is None, (0.1).is_integer(), (4.0).is_integer())
