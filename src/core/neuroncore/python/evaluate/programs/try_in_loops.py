def parse(texts):
    good, bad = [], []
    for t in texts:
        try:
            v = int(t)
        except ValueError as e:
            bad.append(str(e))
            continue
        except TypeError:
            bad.append(type(t).__name__)
            break
        else:
            if v < 0: continue
        finally:
            good.append('.')
        good.append(v)
    else:
        good.append('complete')
    return good, bad
print(parse(['1', 'x', '-2', '3']))
print(parse(['1', None, '3']))
def retry(limit):
    attempts = 0
    while True:
        attempts += 1
        try:
            if attempts < limit: raise RuntimeError(attempts)
            return attempts
        except RuntimeError as e:
            last = e.args[0]
print(retry(4))
