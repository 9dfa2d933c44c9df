for x in (0, 1, '', 'a', None, [], [0]):
    print(repr(x), 'yes' if x else 'no', x or 'default', x and 'both', not x, bool(x), x if x is not None else 'none')
print(1 if True else 1 / 0, 0 and 1 / 0, 1 or 1 / 0, 'a' if False else 'b' if False else 'c')
print([] or {} or 0 or 'last', 1 and 2 and 3, 1 and 0 and 3, None or False, not not 5)
