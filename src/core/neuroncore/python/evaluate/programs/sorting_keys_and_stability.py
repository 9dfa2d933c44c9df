rows = [('b', 2), ('a', 2), ('c', 1), ('a', 1)]
print(sorted(rows), sorted(rows, key=lambda r: r[1]), sorted(rows, key=lambda r: r[1], reverse=True), sorted(rows, key=lambda r: (-r[1], r[0])))
rows.sort(key=lambda r: r[0])
print(rows, sorted('bca'), sorted({3: 'x', 1: 'y'}), sorted([[2], [1, 5], []]), sorted([True, False, 2, -1]), sorted(['B', 'a', 'C'], key=str.lower), sorted(range(5), key=lambda x: (x % 2, -x)))
class R:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v > o.v
    def __repr__(self): return str(self.v)
print(sorted([R(1), R(3), R(2)]), min([R(1), R(3)]), [R(1)] < [R(0)])
print(max(rows, key=lambda r: r[1]), min(rows, key=lambda r: r[1]), sorted([], key=None), sorted([1.5, 1, '2'], key=float), sorted('a1b2', key=lambda c: (c.isdigit(), c)))
