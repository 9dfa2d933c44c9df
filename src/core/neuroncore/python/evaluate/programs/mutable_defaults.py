def add(item, bucket=[]):
    bucket.append(item)
    return bucket
print(add(1), add(2), add(3, []), add(4))
def count(seen={}):
    seen[len(seen)] = True
    return len(seen)
print(count(), count(), count({}))
n = 5
def late(x=n): return x
n = 6
print(late())
