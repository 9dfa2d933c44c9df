s = {3, 1, 2}
s.add(4); s.add(1); s.discard(9); s.discard(3)
print(sorted(s), len(s), 1 in s, 3 in s)
a, b = {1, 2, 3}, {2, 3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), a < b, {2} < a, a >= {1}, a == {3, 2, 1}, a.isdisjoint({9}), a.issubset(a | b), a.issuperset([1]))
print(sorted(a.union([7], (8,))), sorted(a.intersection([1, 2], [2])), sorted(a.difference([1])), sorted(a.symmetric_difference([1, 9])))
a |= {10}; print(sorted(a)); a &= {1, 10}; print(sorted(a)); a -= {1}; print(sorted(a)); a ^= {5}; print(sorted(a))
a.update([6], [7]); print(sorted(a)); a.remove(6); print(sorted(a)); a.clear(); print(a)
f = frozenset([1, 2])
print(f == {1, 2}, f | {3} == {1, 2, 3}, {f: 'x'}[frozenset([2, 1])], type(f | {3}).__name__, type({3} | f).__name__)
print(sorted({x % 3 for x in range(10)}), sorted(set('hello')))
print({1, 1.0, True}, {'a', 'a'})
print(set([1]) == frozenset([1]), hash(frozenset([1, 2])) == hash(frozenset([2, 1])))
try:
    s.remove(99)
except KeyError as error:
    print(repr(error))
try:
    f.add(3)
except AttributeError as error:
    print(error)
try:
    set().pop()
except KeyError as error:
    print(error)
try:
    {1} + {2}
except TypeError as error:
    print(error)
