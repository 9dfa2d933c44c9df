def fact(n): return 1 if n <= 1 else n * fact(n - 1)
def fib(n, memo={}):
    if n in memo: return memo[n]
    memo[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
    return memo[n]
def hanoi(n, a='A', b='B', c='C'): return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
def flatten(x): return [z for y in x for z in flatten(y)] if isinstance(x, list) else [x]
def perms(xs): return [[]] if not xs else [[x] + p for i, x in enumerate(xs) for p in perms(xs[:i] + xs[i + 1:])]
print(fact(15), fib(60), hanoi(6), flatten([1, [2, [3, [4]], 5]]), len(perms([1, 2, 3, 4])), perms([1, 2]))
def even(n): return True if n == 0 else odd(n - 1)
def odd(n): return False if n == 0 else even(n - 1)
print(even(50), odd(7))
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
print(depth(200))
