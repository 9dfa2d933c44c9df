for a in (0, 1, 5, -1, -6, 255, 2147483648, -2147483649, 4294967295, 1099511627776):
    for b in (0, 1, 3, 31):
        print(a, b, a & b, a | b, a ^ b, a >> b, a << min(b, 8))
print(True & False, True | False, True ^ True, True & 1, False | 2)
print(0xFF, 0b101, 0o17, 1_000_000)
print((255).bit_length(), (0).bit_length(), (-8).bit_length(), (7).bit_count())
