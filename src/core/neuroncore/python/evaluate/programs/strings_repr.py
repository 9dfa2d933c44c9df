for s in ('', "a", "it's", 'say "hi"', 'both \' and "', 'new\nline', 'tab\t', 'back\\slash', '\x00\x1f\x7f', 'é', '\u200b', '😀', '\r', '\xa0', '\ud800' if False else 'x'):
    print(repr(s), [s], ascii(s))
print(repr(1), repr(1.0), repr(None), repr(True), repr([1, 'a', 2.5]), repr((1,)), repr(()), repr({}), repr(set()), repr({1}), repr(frozenset([1])), repr(frozenset()), repr(range(3)), repr(range(1, 9, 2)), repr(slice(1, None)), repr(...), repr(NotImplemented))
print(int, str, list, type(None), type(1.5), type(print), type(lambda: 0), type, object, ValueError)
a = [1]
a.append(a)
print(a)
d = {}
d['self'] = d
print(d)
print(repr({'a': (1, 2), 3: [None, {4}]}))
print({'k': 1}.keys(), {'k': 1}.values(), {'k': 1}.items())
