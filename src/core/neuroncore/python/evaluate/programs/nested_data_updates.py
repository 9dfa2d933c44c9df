state = {'sbuf': [0] * 4, 'meta': {'name': 'k', 'tags': ('a', 'b')}, 'hist': []}
state['sbuf'][1:3] = [7, 8]
state['meta']['tags'] += ('c',)
state['hist'].append(dict(state['meta']))
state['meta']['name'] = 'changed'
print(state)
grid = [[(r, c) for c in range(3)] for r in range(2)]
grid[1][2] = None
print(grid, [row[::-1] for row in grid], list(zip(*grid))[0])
copy = [row[:] for row in grid]
copy[0][0] = 'x'
print(grid[0][0], copy[0][0])
tree = {'v': 1, 'kids': [{'v': 2, 'kids': []}, {'v': 3, 'kids': [{'v': 4, 'kids': []}]}]}
def total(t): return t['v'] + sum(total(k) for k in t['kids'])
def depth(t): return 1 + max((depth(k) for k in t['kids']), default=0)
print(total(tree), depth(tree), [k['v'] for k in tree['kids'] if k['kids']])
