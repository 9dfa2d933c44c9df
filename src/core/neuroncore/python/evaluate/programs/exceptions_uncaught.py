def inner(x):
    raise ValueError(f'bad value {x}')
print('before')
inner(3)
