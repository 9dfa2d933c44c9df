for a in range(-6, 7):
    print(a, [(a // b, a % b) for b in (-4, -3, -2, -1, 1, 2, 3, 4)])
for a in range(-3, 4):
    print([round(a / 2), round(a + 0.5), int(a / 2), a // 2, -a // 2, -(a // 2), abs(a) % 3, a % -3, a * -1])
