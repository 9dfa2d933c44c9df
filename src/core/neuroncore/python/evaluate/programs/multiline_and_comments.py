total = (1 +
         2 +  # a comment
         3)
text = '''first
  second
third'''
items = [
    1,
    2,
]
if (total > 5 and
        items):
    print(total, text, items)
def f(a,
      b=2,
      *,
      c=3,
      ):
    return (a
            + b
            + c)
print(f(1), f(1, c=4)); print('same line')
x = 5; y = 6
if x: print('one-liner'); print('again')
print('concat' 'enated' f'{x}' "!" r'\n')
backslash = 1 + \
    2
print(backslash, 1_000, 0b11, 1e3, .5, 5., 0xFf, 1E-2)
